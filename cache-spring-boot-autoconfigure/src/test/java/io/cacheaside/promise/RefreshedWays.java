package io.cacheaside.promise;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.Caching;

import io.cacheaside.annotation.CacheAside;

/** Methods of every kind whose values are refreshed, from one source for all nodes. */
class RefreshedWays {

	static final String CACHE = "quote";

	private final Source source;

	RefreshedWays(Source source) {
		this.source = source;
	}

	@CacheAside(cacheNames = CACHE, key = "#id")
	public String byCacheAside(String id) throws Exception {
		return this.source.load();
	}

	@CacheAside(cacheNames = CACHE, key = "#id")
	public CompletableFuture<String> futureByCacheAside(String id) {
		return this.source.loadLater();
	}

	@Cacheable(cacheNames = CACHE, key = "#id", unless = "#result == 'unwanted'")
	public String byCacheable(String id) throws Exception {
		return this.source.load();
	}

	@Cacheable(cacheNames = CACHE, key = "#id")
	public Optional<String> optionalByCacheable(String id) throws Exception {
		return Optional.of(this.source.load());
	}

	@Cacheable(cacheNames = { CACHE, "other" }, key = "#id")
	public String byTwoCaches(String id) throws Exception {
		return this.source.load();
	}

	@Cacheable(cacheNames = CACHE, key = "#id", sync = true)
	public String inSync(String id) throws Exception {
		return this.source.load();
	}

	@Cacheable(cacheNames = CACHE, key = "#id")
	public CompletableFuture<String> futureByCacheable(String id) {
		return this.source.loadLater();
	}

	@Cacheable(cacheNames = CACHE, key = "#id", sync = true)
	public CompletableFuture<String> futureInSync(String id) {
		return this.source.loadLater();
	}

	@Cacheable(cacheNames = CACHE, key = "#id")
	public Mono<String> monoByCacheable(String id) {
		return Mono.fromFuture(this.source::loadLater);
	}

	@Cacheable(cacheNames = CACHE, key = "#id")
	public Flux<String> fluxByCacheable(String id) {
		return Mono.fromFuture(this.source::loadLater).flux();
	}

	@Cacheable(cacheNames = CACHE, key = "#id", sync = true)
	public Mono<String> monoInSync(String id) {
		return Mono.fromFuture(this.source::loadLater);
	}

	@Caching(cacheable = @Cacheable(cacheNames = CACHE, key = "#id"), evict = @CacheEvict("unrelated"))
	public String withAnEviction(String id) throws Exception {
		return this.source.load();
	}

	/** How to call. */
	enum Way {

		CACHE_ASIDE(RefreshedWays::byCacheAside),

		FUTURE_BY_CACHE_ASIDE((ways, id) -> ways.futureByCacheAside(id).get()),

		CACHEABLE(RefreshedWays::byCacheable),

		OPTIONAL((ways, id) -> ways.optionalByCacheable(id).orElseThrow()),

		TWO_CACHES(RefreshedWays::byTwoCaches),

		IN_SYNC(RefreshedWays::inSync),

		FUTURE((ways, id) -> ways.futureByCacheable(id).get()),

		FUTURE_IN_SYNC((ways, id) -> ways.futureInSync(id).get()),

		MONO((ways, id) -> ways.monoByCacheable(id).toFuture().get()),

		FLUX((ways, id) -> ways.fluxByCacheable(id).single().toFuture().get()),

		MONO_IN_SYNC((ways, id) -> ways.monoInSync(id).toFuture().get());

		private final Calling calling;

		Way(Calling calling) {
			this.calling = calling;
		}

		String call(RefreshedWays ways, String id) {
			try {
				return this.calling.call(ways, id);
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	private interface Calling {

		String call(RefreshedWays ways, String id) throws Exception;

	}

	/** What is loaded, how often, and what happens meanwhile. */
	static final class Source {

		private final AtomicInteger loads = new AtomicInteger();

		private volatile Callable<String> answer = () -> "old";

		/** Sets what a load does. */
		void answer(Callable<String> answer) {
			this.answer = answer;
		}

		int loads() {
			return this.loads.get();
		}

		private String load() throws Exception {
			this.loads.incrementAndGet();
			return this.answer.call();
		}

		private CompletableFuture<String> loadLater() {
			this.loads.incrementAndGet();
			CompletableFuture<String> value = new CompletableFuture<>();
			Thread thread = new Thread(() -> {
				try {
					value.complete(this.answer.call());
				}
				catch (Throwable ex) {
					value.completeExceptionally(ex);
				}
			}, "source");
			thread.setDaemon(true);
			thread.start();
			return value;
		}

	}

}
