package io.cacheaside.sample.marketplace;

import java.util.List;

import io.cacheaside.annotation.CacheAside;
import io.cacheaside.sample.ResultPage;

import org.springframework.cache.annotation.Cacheable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What the public sees. */
@Service
@Transactional(readOnly = true)
class MarketplaceService {

	/** Stands for all categories. */
	static final String ALL = "all";

	private static final String LISTINGS = """
			select a.id as agent_id, a.name, o.name as organization, a.category, a.installs
			from agent a join organization o on o.id = a.org_id
			where a.published = true %s
			order by a.installs desc, a.id offset :offset rows fetch next :rows rows only
			""";

	private final JdbcClient jdbc;

	MarketplaceService(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/** Entry {@code api:listings:writing:0:20}. */
	@CacheAside(cacheNames = "api:listings", key = "{#category, #page, #size}")
	public ResultPage<Listing> listings(String category, int page, int size) {
		boolean everything = ALL.equals(category);
		JdbcClient.StatementSpec query = this.jdbc
			.sql(LISTINGS.formatted(everything ? "" : "and a.category = :category"))
			.param("offset", (long) page * size)
			.param("rows", size + 1);
		if (!everything) {
			query = query.param("category", category);
		}
		return ResultPage.ofOneMore(query.query(Listing.class).list(), page, size);
	}

	/** Spring's own annotation, unedited, on the same engine. */
	@Cacheable("categories")
	public List<Category> categories() {
		return this.jdbc.sql("""
				select category as name, count(*) as agents from agent where published = true
				group by category order by category
				""").query(Category.class).list();
	}

}
