package io.cacheaside.promise;

import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.cache.annotation.Cacheable;

import io.cacheaside.annotation.CacheAside;

/** Methods that load, by each annotation, from one source that all nodes share. */
class LoadingWays {

	static final String CACHE = "slow";

	private final Source source;

	LoadingWays(Source source) {
		this.source = source;
	}

	@CacheAside(cacheNames = CACHE, key = "#id")
	public String byCacheAside(String id) throws Exception {
		return this.source.load(id);
	}

	@Cacheable(cacheNames = CACHE, key = "#id")
	public String byCacheable(String id) throws Exception {
		return this.source.load(id);
	}

	@Cacheable(cacheNames = CACHE, key = "#id", sync = true)
	public String bySynchronizedCacheable(String id) throws Exception {
		return this.source.load(id);
	}

	/** How to call. */
	enum Way {

		CACHE_ASIDE {
			@Override
			String call(LoadingWays ways, String id) throws Exception {
				return ways.byCacheAside(id);
			}
		},

		CACHEABLE {
			@Override
			String call(LoadingWays ways, String id) throws Exception {
				return ways.byCacheable(id);
			}
		},

		SYNCHRONIZED_CACHEABLE {
			@Override
			String call(LoadingWays ways, String id) throws Exception {
				return ways.bySynchronizedCacheable(id);
			}
		};

		abstract String call(LoadingWays ways, String id) throws Exception;

	}

	/** What is loaded, how often, and what happens meanwhile. */
	static final class Source {

		private final ConcurrentMap<String, AtomicInteger> loads = new ConcurrentHashMap<>();

		private volatile Callable<String> answer = () -> "value";

		/** Sets what a load does. */
		void answer(Callable<String> answer) {
			this.answer = answer;
		}

		int loads(String id) {
			return this.loads.getOrDefault(id, new AtomicInteger()).get();
		}

		private String load(String id) throws Exception {
			this.loads.computeIfAbsent(id, (any) -> new AtomicInteger()).incrementAndGet();
			return this.answer.call();
		}

	}

}
