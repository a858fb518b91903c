package io.cacheaside.promise;

import io.cacheaside.annotation.CacheAside;
import io.cacheaside.annotation.WriteThrough;

/** What a node does with articles. */
class Articles {

	static final String CACHE = "article";

	private final ArticleSource source;

	Articles(ArticleSource source) {
		this.source = source;
	}

	@CacheAside(cacheNames = CACHE, key = "#id", tags = "section:#{#result.section}")
	public Article article(String id) {
		return this.source.read(id);
	}

	@WriteThrough(cacheNames = CACHE, key = "#id", tags = "section:#{#result.section}")
	public Article save(String id, String text) {
		return this.source.write(id, text);
	}

}
