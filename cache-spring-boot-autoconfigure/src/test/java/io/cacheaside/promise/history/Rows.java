package io.cacheaside.promise.history;

import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;

import io.cacheaside.annotation.CacheAside;
import io.cacheaside.annotation.CacheEvictPattern;
import io.cacheaside.annotation.CacheEvictTag;
import io.cacheaside.annotation.WriteThrough;

/** What a node does with rows by annotations, the project's own and Spring's. */
class Rows {

	private final int node;

	private final RowSource source;

	Rows(int node, RowSource source) {
		this.node = node;
		this.source = source;
	}

	@CacheAside(cacheNames = "row", key = "#id", tags = "org:#{#result.org}")
	public Row row(String id) {
		return this.source.load(this.node, "row:" + id);
	}

	@WriteThrough(cacheNames = "row", key = "#id", tags = "org:#{#result.org}")
	public Row saveRow(String id) {
		return this.source.write("row:" + id);
	}

	@CacheEvictTag("org:#{#org}")
	public void evictOrg(String org) {
	}

	@CacheEvictPattern("row:#{#org}-*")
	public void evictRowsOf(String org) {
	}

	@Cacheable(cacheNames = "spring", key = "#id")
	public Row spring(String id) {
		return this.source.load(this.node, "spring:" + id);
	}

	@CachePut(cacheNames = "spring", key = "#id")
	public Row saveSpring(String id) {
		return this.source.write("spring:" + id);
	}

	@CacheEvict(cacheNames = "spring", key = "#id")
	public void evictSpring(String id) {
	}

	@CacheEvict(cacheNames = "spring", allEntries = true)
	public void clearSpring() {
	}

	/** Asked through the proxy by programmatic loads. */
	public Row load(String name) {
		return this.source.load(this.node, name);
	}

}
