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

	private final ListingQueries queries;

	private final JdbcClient jdbc;

	MarketplaceService(ListingQueries queries, JdbcClient jdbc) {
		this.queries = queries;
		this.jdbc = jdbc;
	}

	/** Entry {@code api:listings:writing:0:20}. */
	@CacheAside(cacheNames = "api:listings", key = "{#category, #page, #size}")
	public ResultPage<Listing> listings(String category, int page, int size) {
		return this.queries.page(category, page, size);
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
