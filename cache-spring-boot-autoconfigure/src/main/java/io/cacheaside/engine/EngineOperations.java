package io.cacheaside.engine;

import java.lang.reflect.Type;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;

import io.cacheaside.CacheOperations;
import io.cacheaside.CacheResult;
import io.cacheaside.CurrentEntry;
import io.cacheaside.InvalidationTarget;
import io.cacheaside.PutOptions;
import io.cacheaside.TypedCache;
import io.cacheaside.key.CacheKey;
import io.cacheaside.key.GlobPattern;
import io.cacheaside.key.KeyEncoder;
import io.cacheaside.key.LocalKeys;

/** The programmatic face of the engine. Safe for use by many threads. */
public final class EngineOperations implements CacheOperations {

	private final CacheEngine engine;

	private final KeyEncoder keys;

	/**
	 * Creates the operations.
	 * @param engine the engine
	 * @param keys turns keys into text
	 */
	public EngineOperations(CacheEngine engine, KeyEncoder keys) {
		this.engine = engine;
		this.keys = keys;
	}

	@Override
	public <V> TypedCache<V> cache(String name, Class<V> type) {
		return new RegionCache<>(this.engine.region(name), type, this.keys);
	}

	@Override
	public <V> TypedCache<V> cache(String name, ParameterizedTypeReference<V> type) {
		return new RegionCache<>(this.engine.region(name), type.getType(), this.keys);
	}

	@Override
	public void evictPattern(String glob) {
		GlobPattern.parse(glob);
		Await.await(this.engine.invalidate(Invalidation.of(new InvalidationTarget.Pattern(glob))));
	}

	@Override
	public void evictTag(String tag) {
		Await.await(this.engine.invalidate(Invalidation.of(new InvalidationTarget.Tag(tag))));
	}

	@Override
	public CompletableFuture<Void> invalidate(InvalidationTarget... targets) {
		for (InvalidationTarget target : targets) {
			if (target.named() instanceof InvalidationTarget.Pattern pattern) {
				GlobPattern.parse(pattern.glob());
			}
		}
		return this.engine.handOver(this.engine.invalidate(Invalidation.of(targets)));
	}

	private record RegionCache<V>(CacheRegion region, Type type, KeyEncoder keys) implements TypedCache<V> {

		@Override
		public CacheResult<V> get(Object key) {
			return (this.region.lookup(encode(key), localKey(key), this.type) instanceof Lookup.Hit hit)
					? new CacheResult.Hit<>(value(hit.value()), hit.layer()) : new CacheResult.Miss<>();
		}

		@Override
		public <K> Map<K, @Nullable V> getAll(Collection<K> keys) {
			List<K> distinct = List.copyOf(new LinkedHashSet<>(keys));
			List<Lookup> lookups = this.region.lookupAll(distinct.stream().map(this::encode).toList(), this.type);
			Map<K, @Nullable V> hits = new LinkedHashMap<>();
			for (int i = 0; i < distinct.size(); i++) {
				if (lookups.get(i) instanceof Lookup.Hit hit) {
					hits.put(distinct.get(i), value(hit.value()));
				}
			}
			return hits;
		}

		@Override
		public @Nullable V getOrLoad(Object key, Callable<? extends @Nullable V> loader) throws Exception {
			CurrentEntry entry = new CurrentEntry();
			Loader opening = ((Loader) loader::call).opening(entry);
			try {
				return value(this.region.getOrLoad(encode(key), localKey(key),
						EntryPolicy.defaults(this.type).heeding(entry), opening));
			}
			catch (Exception | Error ex) {
				throw ex;
			}
			catch (Throwable ex) {
				throw new IllegalStateException("a Callable threw what it does not declare", ex);
			}
		}

		@Override
		public void put(Object key, @Nullable V value, PutOptions options) {
			PendingPut put = new PendingPut(encode(key), localKey(key), this.region.start());
			Await.await(this.region.put(put, value, EntryPolicy.of(this.type, options)));
		}

		@Override
		public void evict(Object key) {
			Await.await(this.region.evict(encode(key)));
		}

		@Override
		public void clear() {
			Await.await(this.region.clear());
		}

		private Object localKey(Object key) {
			Object raw = LocalKeys.ofRaw(key);
			return (raw != null) ? raw : encode(key);
		}

		private CacheKey encode(Object key) {
			return this.keys.encode(this.region.settings().name(), key);
		}

		@SuppressWarnings("unchecked")
		private @Nullable V value(@Nullable Object value) {
			return (V) value;
		}

	}

}
