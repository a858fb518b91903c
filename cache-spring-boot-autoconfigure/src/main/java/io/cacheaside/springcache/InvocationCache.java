package io.cacheaside.springcache;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.cache.Cache;

import io.cacheaside.engine.Await;
import io.cacheaside.engine.AttendedLoad;
import io.cacheaside.engine.EntryPolicy;
import io.cacheaside.engine.LoadStart;
import io.cacheaside.engine.Lookup;
import io.cacheaside.engine.PendingLoad;
import io.cacheaside.engine.PendingPut;
import io.cacheaside.engine.Refreshing;
import io.cacheaside.key.CacheKey;

/**
 * A cache as one invocation of one method sees it. Spring's interceptor says neither when
 * the method began nor whether it stores what was loaded after a miss or what was
 * written, and both matter:
 *
 * <ol>
 * <li>when the invocation begins, before the method, it is captured what is known
 * then;</li>
 * <li>a miss begins a load: the slot is leased before the method reads its source;</li>
 * <li>a put of the key that was missed ends that load, and is refused if the entry was
 * invalidated meanwhile;</li>
 * <li>any other put replaces what is there, with what was captured.</li>
 * </ol>
 *
 * A reactive result may be subscribed to again and then be put again: the lease is used
 * up, so that nothing newer is overwritten. Used by one invocation, whose result may
 * arrive on another thread.
 */
final class InvocationCache implements Cache {

	private final CacheAsideCache cache;

	private final LoadStart start;

	private final @Nullable AttendedInvocation invocation;

	private volatile @Nullable PendingLoad pending;

	/**
	 * Creates the view of one invocation.
	 * @param invocation the invocation, {@code null} if nobody attends to it
	 */
	InvocationCache(CacheAsideCache cache, @Nullable AttendedInvocation invocation) {
		this.cache = cache;
		this.invocation = invocation;
		this.start = cache.getNativeCache().start();
	}

	@Override
	public String getName() {
		return this.cache.getName();
	}

	@Override
	public Object getNativeCache() {
		return this.cache.getNativeCache();
	}

	@Override
	public @Nullable ValueWrapper get(Object key) {
		CacheKey encoded = this.cache.encode(key);
		if (this.invocation != null) {
			AttendedLoad load = this.cache.attend(key, encoded, this.invocation.attending(this.start));
			this.invocation.add(load);
			this.pending = load.load();
			return CacheAsideCache.wrapper(load.lookup());
		}
		Lookup lookup = this.cache.lookup(key, encoded, Refreshing.IMPOSSIBLE);
		if (!(lookup instanceof Lookup.Hit)) {
			this.pending = Await.await(begin(encoded, this.cache.localKey(key, encoded), lookup));
		}
		return CacheAsideCache.wrapper(lookup);
	}

	@Override
	public <T> @Nullable T get(Object key, @Nullable Class<T> type) {
		return this.cache.get(key, type);
	}

	@Override
	public <T> @Nullable T get(Object key, Callable<T> valueLoader) {
		return (this.invocation != null) ? this.cache.get(key, valueLoader, this.invocation.entry())
				: this.cache.get(key, valueLoader);
	}

	@Override
	public CompletableFuture<?> retrieve(Object key) {
		CacheKey encoded = this.cache.encode(key);
		if (this.invocation != null && this.invocation.isRefresh()) {
			return CompletableFuture.completedFuture(anew(this.invocation, key, encoded));
		}
		Refreshing again = (this.invocation != null) ? this.invocation.again() : Refreshing.IMPOSSIBLE;
		return this.cache.getNativeCache()
			.lookupAsync(encoded, this.cache.localKey(key, encoded), this.cache.policy().type(), again)
			.thenCompose((lookup) -> (lookup instanceof Lookup.Hit)
					? CompletableFuture.completedFuture(CacheAsideCache.wrapper(lookup))
					: missed(encoded, this.cache.localKey(key, encoded), lookup))
			.toCompletableFuture();
	}

	private @Nullable ValueWrapper anew(AttendedInvocation refresh, Object key, CacheKey encoded) {
		AttendedLoad load = this.cache.attend(key, encoded, refresh.attending(this.start));
		refresh.addLater(load);
		this.pending = load.load();
		return CacheAsideCache.wrapper(load.lookup());
	}

	@Override
	public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> valueLoader) {
		return this.cache.retrieve(key, valueLoader);
	}

	@Override
	public void put(Object key, @Nullable Object value) {
		CacheKey encoded = this.cache.encode(key);
		PendingLoad load = this.pending;
		Await.await((load != null && load.key().equals(encoded))
				? this.cache.getNativeCache().store(load, loaded(load, value), policy()) : this.cache.getNativeCache()
					.put(new PendingPut(encoded, this.cache.localKey(key, encoded), this.start), value, policy()));
	}

	private EntryPolicy policy() {
		return (this.invocation != null) ? this.cache.policy().heeding(this.invocation.entry()) : this.cache.policy();
	}

	private PendingLoad.Loaded loaded(PendingLoad load, @Nullable Object value) {
		return (this.invocation != null) ? this.invocation.loaded(load, value) : PendingLoad.Loaded.of(value);
	}

	@Override
	public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
		return this.cache.putIfAbsent(key, value);
	}

	@Override
	public void evict(Object key) {
		this.cache.evict(key);
	}

	@Override
	public boolean evictIfPresent(Object key) {
		return this.cache.evictIfPresent(key);
	}

	@Override
	public void clear() {
		this.cache.clear();
	}

	@Override
	public boolean invalidate() {
		return this.cache.invalidate();
	}

	/**
	 * Begins a load, and hands over to a thread that may run the method.
	 */
	private CompletionStage<@Nullable ValueWrapper> missed(CacheKey key, Object localKey, Lookup miss) {
		return this.cache.getNativeCache().handOver(begin(key, localKey, miss)).thenApply((load) -> {
			this.pending = load;
			return null;
		});
	}

	private CompletionStage<PendingLoad> begin(CacheKey key, Object localKey, Lookup miss) {
		return this.cache.getNativeCache().begin(key, localKey, miss, this.start);
	}

}
