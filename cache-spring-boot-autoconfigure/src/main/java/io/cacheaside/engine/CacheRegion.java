package io.cacheaside.engine;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.cacheaside.CacheLayer;
import io.cacheaside.CacheSettings;
import io.cacheaside.InvalidationTarget;
import io.cacheaside.PutOptions;
import io.cacheaside.engine.PendingLoad.Loaded;
import io.cacheaside.engine.RegionReader.Found;
import io.cacheaside.engine.RegionReader.Reply;
import io.cacheaside.engine.RegionStore.Beginning;
import io.cacheaside.key.CacheKey;

/**
 * One cache of the engine: the local tier, then the remote one, then the loader. Safe for
 * use by many threads. Reads and stores never throw because of the remote tier: a read
 * turns into a {@link Lookup.Bypass}, a store that failed is counted, and where it would
 * have replaced an older value that one is invalidated. A cache that is switched off
 * answers every read with a bypass, does nothing else and counts nothing.
 * <p>
 * Where a local key is asked for, it is what the local tier uses as key: the
 * {@link CacheKey}, or an argument that stands for it.
 */
public final class CacheRegion {

	/**
	 * For how long a slot is leased to a load whose end may never be told: long enough
	 * for most, and no longer.
	 */
	private static final Duration UNATTENDED_TERM = Duration.ofSeconds(10);

	private final CacheEngine engine;

	private final RegionParts parts;

	private final LoadFrames frames;

	private final LocalHits hits;

	private final RegionReader reader;

	private final RegionStore store;

	private final RegionLoader loader;

	private final RegionAsyncLoader asyncLoader;

	private final RegionWriter writer;

	CacheRegion(CacheEngine engine, RegionParts parts, LoadFrames frames) {
		this.engine = engine;
		this.parts = parts;
		this.frames = frames;
		LocalFills fills = new LocalFills(parts);
		this.hits = new LocalHits(parts, frames, fills);
		this.reader = new RegionReader(parts, fills, engine::isRemoteTrusted);
		this.store = new RegionStore(parts, fills);
		this.loader = new RegionLoader(parts, this.reader, this.store, frames);
		this.asyncLoader = new RegionAsyncLoader(parts, this.store, frames);
		this.writer = new RegionWriter(parts, this.store, fills, engine.invalidations());
	}

	/**
	 * The settings in force.
	 * @return the settings
	 */
	public CacheSettings settings() {
		return this.parts.settings();
	}

	/**
	 * The counters of this cache.
	 * @return the counters, which go on counting
	 */
	public CacheStatistics statistics() {
		return this.parts.observer().statistics;
	}

	/**
	 * The entries in this process.
	 * @return the local tier
	 */
	public LocalTier local() {
		return this.parts.local();
	}

	/**
	 * What is known now; to be captured before a source is read.
	 * @return the capture; in a transaction, the one at its beginning
	 */
	public LoadStart start() {
		return this.parts.coherence().start();
	}

	/**
	 * What answers calls of one method from this process, where a hit is all that a call
	 * takes.
	 * @param argument the place of the argument that is the key
	 * @param type the declared type of the values
	 * @param optional whether the method hands its values out in an {@link Optional}
	 * @return what answers them
	 */
	public LocalRead localRead(int argument, Type type, boolean optional) {
		return new LocalRead(this.hits, argument, type, optional);
	}

	/**
	 * Looks an entry up in this process only.
	 * @param localKey the local key
	 * @param type the declared type of the value
	 * @return the entry, counted as a hit; {@code null} if there is none that may be used
	 */
	public @Nullable LocalEntry localHit(Object localKey, Type type) {
		return this.hits.find(localKey, type);
	}

	/**
	 * Looks an entry up and waits for it. Decodes on the caller's thread.
	 * @param key the key
	 * @param localKey the local key
	 * @param type the declared type of the value
	 * @return what was found; counted as one hit or one miss
	 */
	public Lookup lookup(CacheKey key, Object localKey, Type type) {
		if (!isEnabled()) {
			return Lookup.BYPASS;
		}
		LocalEntry entry = localHit(localKey, type);
		return (entry != null) ? localHit(entry)
				: answered(key, this.reader.interpret(key, localKey, type, Await.await(this.reader.remote(key))));
	}

	/**
	 * Looks an entry up and waits for it.
	 * @param key the key, also the local one
	 * @param type the declared type of the value
	 * @return what was found; counted as one hit or one miss
	 */
	public Lookup lookup(CacheKey key, Type type) {
		return lookup(key, key, type);
	}

	/**
	 * Looks an entry up without waiting. What depends on the answer runs on the engine's
	 * executor, never on a thread of the driver.
	 * @param key the key
	 * @param localKey the local key
	 * @param type the declared type of the value
	 * @return what was found; counted as one hit or one miss. Never fails.
	 */
	public CompletionStage<Lookup> lookupAsync(CacheKey key, Object localKey, Type type) {
		if (!isEnabled()) {
			return CompletableFuture.completedFuture(Lookup.BYPASS);
		}
		if (this.parts.coherence().transactions().began().isPresent()) {
			// What a transaction hides is known to its own thread only.
			return CompletableFuture.completedFuture(lookup(key, localKey, type));
		}
		LocalEntry entry = localHit(localKey, type);
		if (entry != null) {
			return CompletableFuture.completedFuture(localHit(entry));
		}
		return this.reader.remote(key)
			.thenApplyAsync((reply) -> answered(key, this.reader.interpret(key, localKey, type, reply)),
					this.parts.ports().executor());
	}

	/**
	 * Looks several entries up, those that are not in this process in one round trip, and
	 * waits for them.
	 * @param keys the keys
	 * @param type the declared type of the values
	 * @return what was found, in the order of the keys; each counted as one hit or miss
	 */
	public List<Lookup> lookupAll(List<CacheKey> keys, Type type) {
		if (!isEnabled()) {
			return Collections.nCopies(keys.size(), Lookup.BYPASS);
		}
		List<@Nullable Lookup> lookups = new ArrayList<>(keys.size());
		List<CacheKey> missing = new ArrayList<>();
		for (CacheKey key : keys) {
			LocalEntry entry = localHit(key, type);
			lookups.add((entry != null) ? localHit(entry) : null);
			if (entry == null) {
				missing.add(key);
			}
		}
		List<Reply> replies = Await.await(this.reader.remote(missing));
		List<Lookup> all = new ArrayList<>(keys.size());
		int next = 0;
		for (int i = 0; i < keys.size(); i++) {
			Lookup local = lookups.get(i);
			CacheKey key = keys.get(i);
			all.add((local != null) ? local
					: answered(key, this.reader.interpret(key, key, type, replies.get(next++))));
		}
		return all;
	}

	/**
	 * Looks an entry up, and on a miss loads and stores it.
	 * @param key the key
	 * @param localKey the local key
	 * @param policy whether and how a loaded value is stored
	 * @param loader loads the value, on this thread
	 * @return the value, possibly {@code null}
	 * @throws Throwable what the loader threw, unchanged; nothing is stored then
	 */
	public @Nullable Object getOrLoad(CacheKey key, Object localKey, EntryPolicy policy, Loader loader)
			throws Throwable {
		if (!isEnabled()) {
			return loader.load();
		}
		LocalEntry entry = localHit(localKey, policy.type());
		return (entry != null) ? this.hits.valueOf(entry) : this.loader.getOrLoad(key, localKey, policy, loader);
	}

	/**
	 * Looks an entry up, and on a miss loads and stores it.
	 * @param key the key, also the local one
	 * @param policy whether and how a loaded value is stored
	 * @param loader loads the value, on this thread
	 * @return the value, possibly {@code null}
	 * @throws Throwable what the loader threw, unchanged; nothing is stored then
	 */
	public @Nullable Object getOrLoad(CacheKey key, EntryPolicy policy, Loader loader) throws Throwable {
		return getOrLoad(key, key, policy, loader);
	}

	/**
	 * Begins a load whose source somebody else reads: leases the slot, for ten seconds at
	 * most.
	 * @param key the key
	 * @param localKey the local key
	 * @param lookup what the lookup before gave
	 * @param start what was captured before that lookup
	 * @return the load, without a lease if the slot could not be had. Never fails.
	 */
	public CompletionStage<PendingLoad> begin(CacheKey key, Object localKey, Lookup lookup, LoadStart start) {
		if (!isEnabled()) {
			return CompletableFuture.completedFuture(new PendingLoad(key, localKey, LoadStart.UNKNOWN, null));
		}
		// Whatever comes of it, a loader that asked for it depends on it.
		this.frames.used(settings().name(), Coherence.subject(key));
		return this.store.begin(new Beginning(key, localKey, lookup, start), UNATTENDED_TERM);
	}

	/**
	 * Stores what a load gave, unless it was invalidated meanwhile.
	 * @param load the load
	 * @param loaded the value
	 * @param policy whether and how to store it
	 * @return completes when the remote tier has it, or it is known that it will not.
	 * Never fails for want of the remote tier.
	 */
	public CompletionStage<Void> store(PendingLoad load, Loaded loaded, EntryPolicy policy) {
		if (!isEnabled()) {
			return CompletableFuture.completedFuture(null);
		}
		Optional<PutOptions> options = policy.optionsFor(loaded.value());
		this.frames.used(settings().name(), this.store.subject(load.key(), loaded, options));
		return this.store.store(load, loaded, policy, options);
	}

	/**
	 * Runs a loader whose value comes later, and stores that value if a lookup missed.
	 * @param key the key
	 * @param lookup what the lookup before gave
	 * @param start what was captured before that lookup
	 * @param policy whether and how the value is stored
	 * @param loader begins the load, on this thread
	 * @return the value, when it is loaded and, if it is stored, Redis has it;
	 * {@code null} if the loader returned no stage
	 * @throws Throwable what the loader threw before it returned
	 */
	public @Nullable CompletionStage<@Nullable Object> loadAsync(CacheKey key, Lookup lookup, LoadStart start,
			EntryPolicy policy, AsyncLoader loader) throws Throwable {
		if (!isEnabled()) {
			return loader.load();
		}
		PendingLoad load = Await.await(this.store.begin(new Beginning(key, key, lookup, start), LeaseRenewal.TERM));
		return this.asyncLoader.load(load, policy, loader);
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
	 * Stores a value that was just written to its source, in place of whatever is there,
	 * unless somebody else has invalidated or put it since the capture. What cannot be
	 * stored is invalidated instead, so that no older value stays.
	 * @param key the key
	 * @param value the value
	 * @param policy whether and how to store it
	 * @param start what was captured before the value was written to its source
	 * @return completes when the remote tier has it, or as {@link Invalidator#invalidate}
	 * does; at once in a transaction, after whose commit it is done
	 */
	public CompletionStage<Void> put(CacheKey key, @Nullable Object value, EntryPolicy policy, LoadStart start) {
		return isEnabled() ? this.writer.put(key, value, policy, start) : CompletableFuture.completedFuture(null);
	}

	/**
	 * Stores a value unless there is one, and waits for it.
	 * @param key the key
	 * @param value the value, read from its source after this call began
	 * @param policy whether and how to store it
	 * @return the hit that was there, or a miss if the value was stored, or a bypass if
	 * nothing is known. Not counted as a call. Never fails.
	 */
	public Lookup putIfAbsent(CacheKey key, @Nullable Object value, EntryPolicy policy) {
		Optional<PutOptions> options = policy.optionsFor(value);
		if (!isEnabled() || options.isEmpty()) {
			return Lookup.BYPASS;
		}
		LoadStart start = start();
		// Step by step on this thread, whose transaction counts.
		Found found = this.reader.interpret(key, key, policy.type(), Await.await(this.reader.remote(key)));
		if (!(found.lookup() instanceof Lookup.Miss miss) || miss.leased()) {
			return (found.lookup() instanceof Lookup.Hit) ? found.lookup() : Lookup.BYPASS;
		}
		PendingLoad load = Await.await(this.store.begin(new Beginning(key, key, miss, start), LeaseRenewal.TERM));
		Await.await(this.store.store(load, Loaded.of(value), policy, options));
		return (load.lease() != null) ? Lookup.MISS : Lookup.BYPASS;
	}

	/**
	 * Stores values of which there is none yet, pipelined; for warming.
	 * @param values the values
	 * @param type their declared type
	 * @param start what was captured before they were read from their source
	 * @return how many were stored; fails if the remote tier does
	 */
	public CompletionStage<Long> putAllIfAbsent(List<KeyedValue> values, Type type, LoadStart start) {
		return isEnabled() ? this.store.storeAll(values, type, start) : CompletableFuture.completedFuture(0L);
	}

	/**
	 * Invalidates one entry.
	 * @param key the key
	 * @return how many remote entries there were, 0 if that is not known; fails as
	 * {@link Invalidator#invalidate} does
	 */
	public CompletionStage<Long> evict(CacheKey key) {
		return invalidate(new InvalidationTarget.Key(key.cacheName(), key.logical()));
	}

	/**
	 * Invalidates every entry of this cache.
	 * @return completes when it is in force; fails as {@link Invalidator#invalidate} does
	 */
	public CompletionStage<Void> clear() {
		return invalidate(new InvalidationTarget.WholeCache(settings().name())).thenApply((removed) -> null);
	}

	private CompletionStage<Long> invalidate(InvalidationTarget target) {
		return isEnabled() ? this.engine.invalidateCounting(Invalidation.of(target))
				: CompletableFuture.completedFuture(0L);
	}

	private boolean isEnabled() {
		return settings().enabled();
	}

	private Lookup localHit(LocalEntry entry) {
		return new Lookup.Hit(this.hits.valueOf(entry), CacheLayer.LOCAL);
	}

	private Lookup answered(CacheKey key, Found found) {
		if (found.lookup() instanceof Lookup.Hit) {
			this.frames.used(key.cacheName(), found.subject());
		}
		return this.parts.observer().answered(key, found.lookup());
	}

}
