package io.cacheaside.benchmark;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.cacheaside.annotation.CacheAside;

import org.springframework.cache.annotation.Cacheable;

/** The methods that are called, one bean for each way to annotate them. */
interface Users {

	/** The cache that all of them use. */
	String CACHE = "user";

	User user(String id);

	/** Asks for a proxy. */
	@Retention(RetentionPolicy.RUNTIME)
	@Target(ElementType.METHOD)
	@interface Advised {

	}

	/** With our annotation. */
	class WithCacheAside implements Users {

		private final UserSource source;

		WithCacheAside(UserSource source) {
			this.source = source;
		}

		@Override
		@CacheAside(cacheNames = CACHE, key = "#id")
		public User user(String id) {
			return this.source.load(id);
		}

	}

	/** With Spring's annotation, on whatever cache manager there is. */
	class WithCacheable implements Users {

		private final UserSource source;

		WithCacheable(UserSource source) {
			this.source = source;
		}

		@Override
		@Cacheable(cacheNames = CACHE, key = "#id")
		public User user(String id) {
			return this.source.load(id);
		}

	}

	/** With Spring's annotation and no key. */
	class WithCacheableByDefaultKey implements Users {

		private final UserSource source;

		WithCacheableByDefaultKey(UserSource source) {
			this.source = source;
		}

		@Override
		@Cacheable(cacheNames = CACHE)
		public User user(String id) {
			return this.source.load(id);
		}

	}

	/** With our annotation, in front of nothing. */
	class WithCacheAsideOnNothing implements Users {

		private final User user = User.of("usr_1");

		@Override
		@CacheAside(cacheNames = CACHE, key = "#id")
		public User user(String id) {
			return this.user;
		}

	}

	/** Without an annotation, in front of nothing. */
	class Uncached implements Users {

		private final User user = User.of("usr_1");

		@Override
		public User user(String id) {
			return this.user;
		}

	}

}
