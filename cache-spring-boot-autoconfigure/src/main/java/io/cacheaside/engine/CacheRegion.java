package io.cacheaside.engine;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.cacheaside.CacheSettings;
import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.key.CacheKey;

/**
 * One cache of the engine. Safe for use by many threads. Reads and stores never throw
 * because of the remote tier: a read turns into a {@link Lookup.Bypass}, a store that
 * failed is counted, and where it would have replaced an older value that one is
 * invalidated. A cache that is switched off answers every read with a bypass, does
 * nothing else and counts nothing.
 */
public final class CacheRegion {

	private final CacheEngine engine;

	private final CacheSettings settings;

	private final EntryCodec entries;

	private final EnginePorts ports;

	private final RegionObserver observer;

	private final RegionReader reader;

	CacheRegion(CacheEngine engine, CacheSettings settings, EntryCodec entries, EnginePorts ports,
			RegionObserver observer) {
		this.engine = engine;
		this.settings = settings;
		this.entries = entries;
		this.ports = ports;
		this.observer = observer;
		this.reader = new RegionReader(engine, settings, entries, ports, observer);
	}

	/**
	 * The settings in force.
	 * @return the settings
	 */
	public CacheSettings settings() {
		return this.settings;
	}

	/**
	 * The counters of this cache.
	 * @return the counters, which go on counting
	 */
	public CacheStatistics statistics() {
		return this.observer.statistics;
	}

	/**
	 * The position to stamp on a value whose load begins now.
	 * @return the position
	 */
	public Position position() {
		return this.ports.log().applied();
	}

	/**
	 * Looks an entry up and waits for it. Decodes on the caller's thread.
	 * @param key the key
	 * @param type the declared type of the value
	 * @return what was found; counted as one hit or one miss
	 */
	public Lookup lookup(CacheKey key, Type type) {
		return this.reader.lookup(key, type);
	}

	/**
	 * Looks an entry up without waiting. What depends on the answer runs on the engine's
	 * executor, never on a thread of the driver.
	 * @param key the key
	 * @param type the declared type of the value
	 * @return what was found; counted as one hit or one miss. Never fails.
	 */
	public CompletionStage<Lookup> lookupAsync(CacheKey key, Type type) {
		return this.reader.lookupAsync(key, type);
	}

	/**
	 * Looks several entries up in one round trip and waits for them.
	 * @param keys the keys
	 * @param type the declared type of the values
	 * @return what was found, in the order of the keys; each counted as one hit or miss
	 */
	public List<Lookup> lookupAll(List<CacheKey> keys, Type type) {
		return this.reader.lookupAll(keys, type);
	}

	/**
	 * Looks an entry up, and on a miss loads and stores it.
	 * @param key the key
	 * @param policy whether and how a loaded value is stored
	 * @param loader loads the value, on this thread
	 * @return the value, possibly {@code null}
	 * @throws Throwable what the loader threw, unchanged; nothing is stored then
	 */
	public @Nullable Object getOrLoad(CacheKey key, EntryPolicy policy, Loader loader) throws Throwable {
		Position position = position();
		Lookup lookup = lookup(key, policy.type());
		if (lookup instanceof Lookup.Hit hit) {
			return hit.value();
		}
		long start = this.observer.now();
		Object value = load(loader);
		if (lookup instanceof Lookup.Miss) {
			Await.await(storeLoaded(key, value, policy, new LoadStamp(position, this.observer.since(start))));
		}
		return value;
	}

	/**
	 * Runs a loader and reports it.
	 * @param loader the loader
	 * @return what it returned
	 * @throws Throwable what it threw
	 */
	public @Nullable Object load(Loader loader) throws Throwable {
		if (!this.settings.enabled()) {
			return loader.load();
		}
		long start = this.observer.now();
		boolean successful = false;
		try {
			Object value = loader.load();
			successful = true;
			return value;
		}
		finally {
			this.observer.loadEnded(start, successful);
		}
	}

	/**
	 * Runs a loader whose value comes later, and stores that value if a lookup missed.
	 * @param key the key
	 * @param lookup what the lookup before gave
	 * @param policy whether and how the value is stored
	 * @param loader begins the load, on this thread
	 * @return the value, when it is loaded and, if it is stored, Redis has it;
	 * {@code null} if the loader returned no stage
	 * @throws Throwable what the loader threw before it returned
	 */
	public @Nullable CompletionStage<@Nullable Object> loadAsync(CacheKey key, Lookup lookup, EntryPolicy policy,
			AsyncLoader loader) throws Throwable {
		if (!this.settings.enabled()) {
			return loader.load();
		}
		Position position = position();
		long start = this.observer.now();
		CompletionStage<@Nullable Object> loading = null;
		try {
			loading = loader.load();
		}
		finally {
			if (loading == null) {
				this.observer.loadEnded(start, false);
			}
		}
		if (loading == null) {
			return null;
		}
		CompletionStage<@Nullable Object> loaded = loading
			.whenComplete((value, failure) -> this.observer.loadEnded(start, failure == null));
		if (!(lookup instanceof Lookup.Miss)) {
			return loaded;
		}
		return loaded
			.thenCompose((value) -> storeLoaded(key, value, policy, new LoadStamp(position, this.observer.since(start)))
				.thenApply((stored) -> value));
	}

	/**
	 * Gives a result to the application on a thread that may block.
	 * @param stage the result
	 * @param <T> its type
	 * @return a future with the same outcome, failures unwrapped
	 * @see CacheEngine#handOver
	 */
	public <T extends @Nullable Object> CompletableFuture<T> handOver(CompletionStage<T> stage) {
		return this.engine.handOver(stage);
	}

	/**
	 * Stores a value that was loaded because a lookup missed.
	 * @param key the key
	 * @param value the value
	 * @param policy whether and how to store it
	 * @param stamp what its load leaves in the header
	 * @return completes when the remote tier has it, or it is known that it will not.
	 * Never fails for want of the remote tier.
	 */
	public CompletionStage<Void> storeLoaded(CacheKey key, @Nullable Object value, EntryPolicy policy,
			LoadStamp stamp) {
		if (!this.settings.enabled() || !this.engine.isRemoteTrusted()) {
			return CompletableFuture.completedFuture(null);
		}
		Optional<EntryWrite> write = this.entries.encode(key, value, policy, stamp, this.observer);
		if (write.isEmpty()) {
			return CompletableFuture.completedFuture(null);
		}
		return write(write.get()).exceptionally((failure) -> {
			this.observer.failed(CacheOperation.PUT, failure);
			return null;
		});
	}

	/**
	 * Stores a value in place of whatever is there. What cannot be stored is invalidated
	 * instead, so that no older value stays.
	 * @param key the key
	 * @param value the value
	 * @param policy whether and how to store it
	 * @return completes when the remote tier has it, or as {@link Invalidator#invalidate}
	 * does
	 */
	public CompletionStage<Void> put(CacheKey key, @Nullable Object value, EntryPolicy policy) {
		if (!this.settings.enabled()) {
			return CompletableFuture.completedFuture(null);
		}
		Optional<EntryWrite> write = this.engine.isRemoteTrusted() ? encode(key, value, policy) : Optional.empty();
		if (write.isEmpty()) {
			return evict(key).thenApply((removed) -> null);
		}
		return write(write.get()).exceptionallyCompose((failure) -> {
			this.observer.failed(CacheOperation.PUT, failure);
			return this.engine.keep(Invalidation.of(target(key)), Await.unwrap(failure)).thenApply((count) -> null);
		});
	}

	/**
	 * Stores a value unless there is one.
	 * @param key the key
	 * @param value the value
	 * @param policy whether and how to store it
	 * @return the hit that was there, or a miss if the value was stored, or a bypass if
	 * nothing is known. Not counted as a call. Never fails.
	 */
	public CompletionStage<Lookup> putIfAbsent(CacheKey key, @Nullable Object value, EntryPolicy policy) {
		if (!this.settings.enabled() || !this.engine.isRemoteTrusted()) {
			return CompletableFuture.completedFuture(Lookup.BYPASS);
		}
		Optional<EntryWrite> write = encode(key, value, policy);
		if (write.isEmpty()) {
			return CompletableFuture.completedFuture(Lookup.BYPASS);
		}
		return this.observer.timed(CacheOperation.PUT, () -> this.ports.remote().writeIfAbsent(write.get()))
			.thenCompose((existing) -> {
				Lookup lookup = this.reader.interpret(key, existing, policy.type());
				if (existing.isPresent() && !(lookup instanceof Lookup.Hit)) {
					// What is there cannot be read, so it counts as absent.
					return write(write.get()).thenApply((done) -> (Lookup) Lookup.MISS);
				}
				return CompletableFuture.completedFuture(lookup);
			})
			.exceptionally((failure) -> {
				this.observer.failed(CacheOperation.PUT, failure);
				return Lookup.BYPASS;
			});
	}

	/**
	 * Stores values of which there is none yet, pipelined; for warming.
	 * @param values the values
	 * @param type their declared type
	 * @return how many were stored; fails if the remote tier does
	 */
	public CompletionStage<Long> putAllIfAbsent(List<KeyedValue> values, Type type) {
		if (!this.settings.enabled()) {
			return CompletableFuture.completedFuture(0L);
		}
		LoadStamp stamp = new LoadStamp(position(), Duration.ZERO);
		List<EntryWrite> writes = new ArrayList<>(values.size());
		for (KeyedValue value : values) {
			this.entries.encode(value.key(), value.value(), EntryPolicy.of(type, value.options()), stamp, this.observer)
				.ifPresent(writes::add);
		}
		if (writes.isEmpty()) {
			return CompletableFuture.completedFuture(0L);
		}
		return this.observer.timed(CacheOperation.PUT, () -> this.ports.remote().writeAllIfAbsent(writes))
			.whenComplete((written, failure) -> {
				if (written != null) {
					this.observer.statistics.puts.add(written);
				}
			});
	}

	/**
	 * Invalidates one entry.
	 * @param key the key
	 * @return how many remote entries there were, 0 if that is not known; fails as
	 * {@link Invalidator#invalidate} does
	 */
	public CompletionStage<Long> evict(CacheKey key) {
		return this.settings.enabled() ? this.engine.invalidateCounting(Invalidation.of(target(key)))
				: CompletableFuture.completedFuture(0L);
	}

	/**
	 * Invalidates every entry of this cache.
	 * @return how many remote entries there were, 0 if that is not known; fails as
	 * {@link Invalidator#invalidate} does
	 */
	public CompletionStage<Long> clear() {
		InvalidationTarget whole = new InvalidationTarget.WholeCache(this.settings.name());
		return this.settings.enabled() ? this.engine.invalidateCounting(Invalidation.of(whole))
				: CompletableFuture.completedFuture(0L);
	}

	private Optional<EntryWrite> encode(CacheKey key, @Nullable Object value, EntryPolicy policy) {
		return this.entries.encode(key, value, policy, new LoadStamp(position(), Duration.ZERO), this.observer);
	}

	private static InvalidationTarget target(CacheKey key) {
		return new InvalidationTarget.Key(key.cacheName(), key.logical());
	}

	private CompletionStage<Void> write(EntryWrite write) {
		return this.observer.timed(CacheOperation.PUT, () -> this.ports.remote().write(write))
			.thenRun(this.observer.statistics.puts::increment);
	}

}
