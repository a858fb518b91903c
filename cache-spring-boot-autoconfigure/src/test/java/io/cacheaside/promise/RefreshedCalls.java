package io.cacheaside.promise;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.cacheaside.annotation.CacheAside;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.Caching;
import reactor.core.publisher.Mono;

/** Methods that use other cached methods, or what only their caller's thread knows. */
public class RefreshedCalls {

	/** Known on the threads of callers only. */
	public static final ThreadLocal<@Nullable String> TENANT = new ThreadLocal<>();

	private final AtomicInteger calls = new AtomicInteger();

	private final AtomicInteger callsWithoutTenant = new AtomicInteger();

	private final ObjectProvider<RefreshedCalls> self;

	private volatile String source = "old";

	RefreshedCalls(ObjectProvider<RefreshedCalls> self) {
		this.self = self;
	}

	public void source(String text) {
		this.source = text;
	}

	public int calls() {
		return this.calls.get();
	}

	public int callsWithoutTenant() {
		return this.callsWithoutTenant.get();
	}

	@Cacheable(cacheNames = "part", key = "#id")
	public String part(String id) {
		return this.source;
	}

	@Cacheable(cacheNames = "part", key = "#id")
	public CompletableFuture<String> partLater(String id) {
		return CompletableFuture.completedFuture(this.source);
	}

	@Cacheable(cacheNames = "part", key = "#id", sync = true)
	public CompletableFuture<String> partLaterInSync(String id) {
		return CompletableFuture.completedFuture(this.source);
	}

	@Cacheable(cacheNames = "part", key = "#id")
	public Mono<String> partAsMono(String id) {
		return Mono.fromSupplier(() -> this.source);
	}

	@CacheAside(cacheNames = "part", key = "#id")
	public CompletableFuture<String> partLaterByCacheAside(String id) {
		return CompletableFuture.completedFuture(this.source);
	}

	/** Asks for another part at each call, in the same cache. */
	@Cacheable(cacheNames = "part", key = "'future' + #id")
	public CompletableFuture<String> future(String id) {
		return CompletableFuture.completedFuture(this.self.getObject().part(next()));
	}

	@Cacheable(cacheNames = "part", key = "'mono' + #id")
	public Mono<String> mono(String id) {
		return Mono.fromSupplier(() -> this.self.getObject().part(next()));
	}

	@Cacheable(cacheNames = "whole", key = "#id")
	public CompletableFuture<String> whole(String id) {
		this.calls.incrementAndGet();
		return CompletableFuture.completedFuture("of " + this.self.getObject().part(id));
	}

	@Cacheable(cacheNames = "whole", key = "#id")
	public Mono<String> wholeAsMono(String id) {
		return Mono.fromSupplier(() -> {
			this.calls.incrementAndGet();
			return "of " + this.self.getObject().part(id);
		});
	}

	@Cacheable(cacheNames = "conditional", key = "#id",
			condition = "T(io.cacheaside.promise.RefreshedCalls).TENANT.get() != null")
	public String conditional(String id) {
		return called();
	}

	@Cacheable(cacheNames = "tenant", key = "{T(io.cacheaside.promise.RefreshedCalls).TENANT.get() ?: 'none', #id}")
	public String byTenant(String id) {
		return called();
	}

	@Cacheable(cacheNames = "tenant", key = "{T(io.cacheaside.promise.RefreshedCalls).TENANT.get() ?: 'none', #id}")
	public CompletableFuture<String> laterByTenant(String id) {
		this.calls.incrementAndGet();
		return CompletableFuture.completedFuture("of a");
	}

	@Caching(cacheable = @Cacheable(cacheNames = "mixed", key = "#id"),
			put = @CachePut(cacheNames = "copy", key = "#id", condition = "#id == 'never'"))
	public String mixed(String id) {
		return this.source;
	}

	private String called() {
		this.calls.incrementAndGet();
		String tenant = TENANT.get();
		if (tenant == null) {
			this.callsWithoutTenant.incrementAndGet();
		}
		return "of " + tenant;
	}

	private String next() {
		return "part" + this.calls.incrementAndGet();
	}

}
