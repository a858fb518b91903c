package io.cacheaside.springcache;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.cache.Cache;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.engine.DetachedTransaction;
import io.cacheaside.engine.Invalidation;
import io.cacheaside.key.CacheKey;

/**
 * A cache as an invocation sees it that is part of a transaction which belongs to no
 * thread. What is loaded may be uncommitted, or as old as the transaction, so it is not
 * stored; as long as the transaction invalidates nothing, it gets what others have
 * stored. What is put or evicted is invalidated after the commit.
 */
final class DetachedCache implements Cache {

	private final CacheAsideCache cache;

	private final DetachedTransaction transaction;

	private final boolean loading;

	/**
	 * Creates the view of one invocation.
	 * @param loading whether a put is of what was loaded, and not of what was written
	 */
	DetachedCache(CacheAsideCache cache, DetachedTransaction transaction, boolean loading) {
		this.cache = cache;
		this.transaction = transaction;
		this.loading = loading;
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
		return this.transaction.isPending() ? null : this.cache.get(key);
	}

	@Override
	public <T> @Nullable T get(Object key, @Nullable Class<T> type) {
		return this.transaction.isPending() ? null : this.cache.get(key, type);
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T> @Nullable T get(Object key, Callable<T> valueLoader) {
		ValueWrapper hit = get(key);
		if (hit != null) {
			return (T) hit.get();
		}
		try {
			return valueLoader.call();
		}
		catch (Exception ex) {
			throw new ValueRetrievalException(key, valueLoader, ex);
		}
	}

	@Override
	public @Nullable CompletableFuture<?> retrieve(Object key) {
		return this.transaction.isPending() ? null : this.cache.retrieve(key);
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> valueLoader) {
		CompletableFuture<?> lookup = retrieve(key);
		return (lookup == null) ? valueLoader.get() : lookup.thenCompose((hit) -> (hit instanceof ValueWrapper wrapper)
				? CompletableFuture.completedFuture((T) wrapper.get()) : valueLoader.get());
	}

	@Override
	public void put(Object key, @Nullable Object value) {
		if (!this.loading) {
			evict(key);
		}
	}

	@Override
	public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
		return get(key);
	}

	@Override
	public void evict(Object key) {
		CacheKey encoded = this.cache.encode(key);
		invalidate(new InvalidationTarget.Key(encoded.cacheName(), encoded.logical()));
	}

	@Override
	public boolean evictIfPresent(Object key) {
		evict(key);
		return false;
	}

	@Override
	public void clear() {
		invalidate(new InvalidationTarget.WholeCache(getName()));
	}

	@Override
	public boolean invalidate() {
		clear();
		return false;
	}

	private void invalidate(InvalidationTarget target) {
		this.transaction.invalidate(Invalidation.of(target));
	}

}
