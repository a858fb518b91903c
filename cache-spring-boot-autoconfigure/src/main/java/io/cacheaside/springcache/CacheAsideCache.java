package io.cacheaside.springcache;

import java.lang.reflect.Type;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.cache.Cache;
import org.springframework.cache.support.SimpleValueWrapper;

import io.cacheaside.CacheKeyException;
import io.cacheaside.CompositeKey;
import io.cacheaside.CurrentEntry;
import io.cacheaside.engine.AsyncLoader;
import io.cacheaside.engine.Attending;
import io.cacheaside.engine.Await;
import io.cacheaside.engine.AttendedLoad;
import io.cacheaside.engine.CacheRegion;
import io.cacheaside.engine.EntryPolicy;
import io.cacheaside.engine.Loader;
import io.cacheaside.engine.LoadStart;
import io.cacheaside.engine.Lookup;
import io.cacheaside.engine.PendingPut;
import io.cacheaside.engine.Refreshing;
import io.cacheaside.key.CacheKey;
import io.cacheaside.key.KeyEncoder;
import io.cacheaside.key.LocalKeys;

/**
 * Spring's cache on a cache of the engine. A call returns when Redis has done it. While
 * Redis cannot be asked, reads miss, stores do nothing and evictions are kept until they
 * are delivered. Each call stands for itself: what a {@code put} replaces is judged by
 * what is known when it is called, since nobody said when the value was read. Safe for
 * use by many threads.
 */
public final class CacheAsideCache implements Cache {

	private final CacheRegion region;

	private final KeyEncoder keys;

	private final EntryPolicy policy;

	private final KeyShape keyShape;

	CacheAsideCache(CacheRegion region, KeyEncoder keys) {
		this(region, keys, Object.class, KeyShape.LIST_OF_PARTS);
	}

	private CacheAsideCache(CacheRegion region, KeyEncoder keys, Type type, KeyShape keyShape) {
		this.region = region;
		this.keys = keys;
		this.policy = EntryPolicy.defaults(type);
		this.keyShape = keyShape;
	}

	/**
	 * This cache as one method sees it.
	 * @param type the declared type of the method's values
	 * @param keyShape what the method's key expression gives
	 * @return a view on the same entries
	 */
	CacheAsideCache viewedBy(Type type, KeyShape keyShape) {
		return new CacheAsideCache(this.region, this.keys, type, keyShape);
	}

	@Override
	public String getName() {
		return this.region.settings().name();
	}

	@Override
	public CacheRegion getNativeCache() {
		return this.region;
	}

	@Override
	public @Nullable ValueWrapper get(Object key) {
		return wrapper(lookup(key, encode(key)));
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T> @Nullable T get(Object key, @Nullable Class<T> type) {
		if (!(lookup(key, encode(key)) instanceof Lookup.Hit hit)) {
			return null;
		}
		Object value = hit.value();
		if (value != null && type != null && !type.isInstance(value)) {
			throw new IllegalStateException(
					"Cached value is not of required type [" + type.getName() + "]: " + value.getClass().getName());
		}
		return (T) value;
	}

	@Override
	public <T> @Nullable T get(Object key, Callable<T> valueLoader) {
		return get(key, valueLoader, new CurrentEntry());
	}

	/**
	 * The same for a loader that speaks of its value by a given entry.
	 */
	@SuppressWarnings("unchecked")
	<T> @Nullable T get(Object key, Callable<T> valueLoader, CurrentEntry entry) {
		try {
			CacheKey encoded = encode(key);
			Loader loader = valueLoader::call;
			return (T) this.region.getOrLoad(encoded, localKey(key, encoded), this.policy.heeding(entry),
					loader.opening(entry));
		}
		catch (CacheKeyException ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new ValueRetrievalException(key, valueLoader, ex);
		}
	}

	@Override
	public CompletableFuture<?> retrieve(Object key) {
		return this.region.lookupAsync(encode(key), encode(key), this.policy.type(), Refreshing.NONE)
			.thenApply(CacheAsideCache::wrapper)
			.toCompletableFuture();
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> valueLoader) {
		CacheKey cacheKey = encode(key);
		AsyncLoader loader = () -> (CompletionStage<@Nullable Object>) valueLoader.get();
		LoadStart start = this.region.start();
		CompletionStage<@Nullable Object> value = this.region
			.lookupAsync(cacheKey, cacheKey, this.policy.type(),
					this.region.refreshing(cacheKey, cacheKey, this.policy, loader))
			.thenCompose((lookup) -> (lookup instanceof Lookup.Hit hit) ? CompletableFuture.completedFuture(hit.value())
					: load(new Missed(cacheKey, lookup, start), loader));
		return (CompletableFuture<T>) this.region.handOver(value);
	}

	private CompletionStage<@Nullable Object> load(Missed missed, AsyncLoader loader) {
		try {
			CompletionStage<@Nullable Object> value = this.region.loadAsync(missed.key(), missed.lookup(),
					missed.start(), this.policy, loader);
			return (value != null) ? value : CompletableFuture.completedFuture(null);
		}
		catch (Throwable ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	@Override
	public void put(Object key, @Nullable Object value) {
		CacheKey encoded = encode(key);
		Await.await(this.region.put(new PendingPut(encoded, localKey(key, encoded), this.region.start()), value,
				this.policy));
	}

	@Override
	public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
		return wrapper(this.region.putIfAbsent(encode(key), value, this.policy));
	}

	@Override
	public void evict(Object key) {
		Await.await(this.region.evict(encode(key)));
	}

	@Override
	public boolean evictIfPresent(Object key) {
		return Await.await(this.region.evict(encode(key))) > 0;
	}

	@Override
	public void clear() {
		Await.await(this.region.clear());
	}

	@Override
	public boolean invalidate() {
		Await.await(this.region.clear());
		// Whether there was anything is not known, since a clear costs the same at any
		// size.
		return false;
	}

	Lookup lookup(Object key, CacheKey encoded) {
		return this.region.lookup(encoded, localKey(key, encoded), this.policy.type());
	}

	/**
	 * The same for a caller who loads what is missing, in a way that nobody else can.
	 */
	Lookup lookup(Object key, CacheKey encoded, Refreshing refreshing) {
		return this.region.lookup(encoded, localKey(key, encoded), this.policy.type(), refreshing);
	}

	AttendedLoad attend(Object key, CacheKey encoded, Attending attending) {
		return this.region.attend(encoded, localKey(key, encoded), this.policy.type(), attending);
	}

	Object localKey(Object key, CacheKey encoded) {
		return LocalKeys.of(key, encoded);
	}

	EntryPolicy policy() {
		return this.policy;
	}

	CacheKey encode(Object key) {
		boolean flat = this.keyShape == KeyShape.LIST_OF_PARTS && key instanceof List<?>;
		return this.keys.encode(getName(), flat ? CompositeKey.of(((List<?>) key).toArray()) : key);
	}

	static @Nullable ValueWrapper wrapper(Lookup lookup) {
		return (lookup instanceof Lookup.Hit hit) ? new SimpleValueWrapper(hit.value()) : null;
	}

	private record Missed(CacheKey key, Lookup lookup, LoadStart start) {
	}

	/** What a key expression gives. */
	enum KeyShape {

		/** An object that is one part of the key. */
		PLAIN,

		/**
		 * Possibly a list whose elements are the parts of the key, as in {@code key =
		 * "{#a, #b}"}; so also for a caller of this cache itself, who says
		 * {@code cache.evict(List.of(a, b))}.
		 */
		LIST_OF_PARTS

	}

}
