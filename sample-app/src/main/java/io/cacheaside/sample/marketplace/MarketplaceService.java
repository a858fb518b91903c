package io.cacheaside.sample.marketplace;

import java.sql.ResultSet;
import java.sql.SQLException;
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

	/** The page first, by an index; only its few rows are joined. */
	private static final String LISTINGS = """
			select a.id as agent_id, a.name, o.name as organization, a.category, a.installs
			from (select * from agent where %s
			      offset :offset rows fetch next :rows rows only) a
			join organization o on o.id = a.org_id
			order by a.installs desc, a.id
			""";

	private static final String OF_ALL = LISTINGS.formatted("published = true order by installs desc, id");

	private static final String OF_CATEGORY = LISTINGS
		.formatted("published = true and category = :category order by category, installs desc, id");

	private final JdbcClient jdbc;

	MarketplaceService(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/** Entry {@code api:listings:writing:0:20}. */
	@CacheAside(cacheNames = "api:listings", key = "{#category, #page, #size}")
	public ResultPage<Listing> listings(String category, int page, int size) {
		JdbcClient.StatementSpec query = ALL.equals(category) ? this.jdbc.sql(OF_ALL)
				: this.jdbc.sql(OF_CATEGORY).param("category", category);
		query = query.param("offset", (long) page * size).param("rows", size + 1);
		return ResultPage.ofOneMore(query.query(MarketplaceService::listing).list(), page, size);
	}

	/** Spring's own annotation, unedited, on the same engine. */
	@Cacheable("categories")
	public List<Category> categories() {
		return this.jdbc.sql("""
				select category as name, count(*) as agents from agent where published = true
				group by category order by category
				""").query(Category.class).list();
	}

	private static Listing listing(ResultSet row, int number) throws SQLException {
		return new Listing(row.getString("agent_id"), row.getString("name"), row.getString("organization"),
				row.getString("category"), row.getLong("installs"));
	}

}
