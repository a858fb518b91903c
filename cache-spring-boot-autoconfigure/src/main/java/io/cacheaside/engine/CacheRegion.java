package io.cacheaside.engine;

import java.lang.reflect.Type;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.cacheaside.CacheSettings;
import io.cacheaside.InvalidationTarget;
import io.cacheaside.PutOptions;
import io.cacheaside.engine.PendingLoad.Loaded;
import io.cacheaside.engine.Refresher.Due;
import io.cacheaside.engine.RegionStore.Beginning;
import io.cacheaside.engine.RegionStore.Begun;
import io.cacheaside.engine.use.KeyUses;
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

	private final CacheEngine engine;

	private final RegionParts parts;

	private final LoadFrames frames;

	private final LocalHits hits;

	private final RegionReader reader;

	private final RegionLookups lookups;

	private final RegionStore store;

	private final Admission admission;

	private final RegionLoader loader;

	private final Attendance attendance;

	private final RegionAsyncLoader asyncLoader;

	private final RegionWriter writer;

	private final WritesBehind behind;

	private final RegionBulk bulk;

	CacheRegion(CacheEngine engine, RegionParts parts, LoadFrames frames) {
		this.engine = engine;
		this.parts = parts;
		this.frames = frames;
		LocalFills fills = new LocalFills(parts);
		this.hits = new LocalHits(parts, frames, fills);
		this.reader = new RegionReader(parts, fills, frames, engine::isRemoteTrusted);
		this.store = new RegionStore(parts, fills);
		this.admission = new Admission(parts, this.reader, this.store, frames);
		LoadRunner runner = new LoadRunner(parts, frames, engine.backgroundLoads());
		Refresher refresher = new Refresher(parts, this.reader, this.store, runner, this.hits);
		this.lookups = new RegionLookups(parts, this.reader, frames, refresher);
		this.loader = new RegionLoader(parts, this.admission, this.store, runner, refresher);
		this.attendance = new Attendance(parts, this.lookups, this.loader);
		this.asyncLoader = new RegionAsyncLoader(parts, this.store, runner, refresher);
		this.writer = new RegionWriter(parts, this.reader, this.store, fills, engine.invalidations());
		this.behind = new WritesBehind(parts, this.writer, this.reader.waiting(), engine.invalidations());
		this.bulk = new RegionBulk(parts, this.reader, this.writer);
	}

	/**
	 * The settings in force.
	 * @return the settings
	 */
	public CacheSettings settings() {
		return this.parts.settings();
	}

	/** The counters of this cache, which go on counting. */
	public CacheStatistics statistics() {
		return this.parts.observer().statistics;
	}

	/** How a sample of the keys is used; watched once it is told to. */
	public KeyUses uses() {
		return this.parts.observer().uses;
	}

	/** The entries in this process. */
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
	 * Looks an entry up and waits for it. Decodes on the caller's thread.
	 * @param key the key
	 * @param localKey the local key
	 * @param type the declared type of the value
	 * @return what was found; counted as one hit or one miss
	 */
	public Lookup lookup(CacheKey key, Object localKey, Type type) {
		return lookup(key, localKey, type, Refreshing.NONE);
	}

	/**
	 * Looks an entry up and waits for it, for a caller who can load it anew.
	 * @param key the key
	 * @param localKey the local key
	 * @param type the declared type of the value
	 * @param refreshing loads it anew if it is due, in the background
	 * @return what was found; counted as one hit or one miss
	 */
	public Lookup lookup(CacheKey key, Object localKey, Type type, Refreshing refreshing) {
		return isEnabled() ? this.lookups.lookup(Due.to(refreshing, key, localKey, type), refreshing) : Lookup.BYPASS;
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
	 * executor, never on a thread of the driver. In a transaction and within a loader it
	 * waits, and what depends on the answer runs on the calling thread.
	 * @param key the key
	 * @param localKey the local key
	 * @param type the declared type of the value
	 * @param refreshing loads it anew if it is due, in the calling thread's context
	 * @return what was found; counted as one hit or one miss. Never fails.
	 */
	public CompletionStage<Lookup> lookupAsync(CacheKey key, Object localKey, Type type, Refreshing refreshing) {
		return isEnabled() ? this.lookups.lookupAsync(Due.to(refreshing, key, localKey, type), refreshing)
				: CompletableFuture.completedFuture(Lookup.BYPASS);
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
		return this.lookups.lookupAll(keys, type);
	}

	/**
	 * Looks an entry up, and on a miss loads and stores it.
	 * @param key the key
	 * @param localKey the local key
	 * @param policy whether and how a loaded value is stored
	 * @param loader loads the value; on this thread, unless the cache limits its time
	 * @return the value, possibly {@code null}
	 * @throws Throwable what the loader threw, unchanged; nothing is stored then
	 */
	public @Nullable Object getOrLoad(CacheKey key, Object localKey, EntryPolicy policy, Loader loader)
			throws Throwable {
		if (!isEnabled()) {
			return loader.load();
		}
		long now = this.hits.now();
		LocalEntry entry = this.hits.findAny(localKey, policy.type(), now);
		if (entry == null) {
			return this.loader.load(key, localKey, policy, loader);
		}
		if (this.hits.isToRefresh(entry, now)) {
			this.loader.refresh(key, localKey, policy, loader);
		}
		if (this.hits.isWatched()) {
			this.loader.met(new Due(key, localKey, policy.type()), entry, policy, loader);
		}
		return this.hits.valueOf(entry);
	}

	/**
	 * Looks an entry up, and on a miss loads and stores it.
	 * @param key the key, also the local one
	 * @param policy whether and how a loaded value is stored
	 * @param loader loads the value; on this thread, unless the cache limits its time
	 * @return the value, possibly {@code null}
	 * @throws Throwable what the loader threw, unchanged; nothing is stored then
	 */
	public @Nullable Object getOrLoad(CacheKey key, EntryPolicy policy, Loader loader) throws Throwable {
		return getOrLoad(key, key, policy, loader);
	}

	/**
	 * Begins a load whose source somebody else reads, and whose end may never be told:
	 * leases the slot for two seconds. What takes longer may be loaded twice.
	 * @param key the key
	 * @param localKey the local key
	 * @param lookup what the lookup before gave
	 * @param start what was captured before that lookup
	 * @return the load, without a lease if the slot could not be had; within a loader it
	 * is there at once, so that the source is read on the loader's thread. Never fails.
	 */
	public CompletionStage<PendingLoad> begin(CacheKey key, Object localKey, Lookup lookup, LoadStart start) {
		if (!isEnabled()) {
			return CompletableFuture.completedFuture(new PendingLoad(key, localKey, LoadStart.UNKNOWN, null));
		}
		// Whatever comes of it, a loader that asked for it depends on it.
		this.frames.used(settings().name(), Coherence.subject(key));
		CompletionStage<PendingLoad> begun = this.store
			.begin(new Beginning(key, localKey, lookup, start), LeaseRenewal.TERM)
			.thenApply(Begun::load);
		return this.frames.isLoading() ? CompletableFuture.completedFuture(Await.await(begun)) : begun;
	}

	/**
	 * Looks an entry up, and where there is none begins a load that the caller attends
	 * from beginning to end, on this thread. If the entry is being loaded on another node
	 * or thread, that is waited for.
	 * @param key the key
	 * @param localKey the local key
	 * @param type the declared type of the value
	 * @param attending the call
	 * @return the value, counted as a hit, or the load, counted as a miss; to be closed
	 */
	public AttendedLoad attend(CacheKey key, Object localKey, Type type, Attending attending) {
		if (!isEnabled()) {
			return AttendedLoad.unkept(key, localKey);
		}
		Refreshing refreshing = (attending instanceof Attending.Call call) ? call.refreshing() : Refreshing.NONE;
		return this.attendance.attend(Due.to(refreshing, key, localKey, type), attending);
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
		PendingLoad load = Await.await(this.store.begin(new Beginning(key, key, lookup, start), LeaseRenewal.TERM))
			.load();
		return this.asyncLoader.load(load, policy, loader);
	}

	/**
	 * What loads a value anew, by a loader whose value comes later, and stores it.
	 * @param key the key
	 * @param localKey the local key
	 * @param policy whether and how the value is stored
	 * @param loader begins the load
	 * @return to be run when the value is due
	 */
	public Refreshing refreshing(CacheKey key, Object localKey, EntryPolicy policy, AsyncLoader loader) {
		return (refresh) -> this.asyncLoader.refresh(new Due(key, localKey, policy.type()), policy, loader, refresh);
	}

	/**
	 * Gives a result to the application on a thread that may block, failures unwrapped.
	 */
	public <T extends @Nullable Object> CompletableFuture<T> handOver(CompletionStage<T> stage) {
		return this.engine.handOver(stage);
	}

	/**
	 * Stores a value that was just written to its source, in place of whatever is there,
	 * unless somebody else has invalidated or put it since the capture. What cannot be
	 * stored is invalidated instead, so that no older value stays; so is any value where
	 * this cache is switched off.
	 * @param put where, and what was captured before
	 * @param value the value
	 * @param policy whether and how to store it
	 * @return completes when the remote tier has it, or as {@link Invalidator#invalidate}
	 * does; at once in a transaction, after whose commit it is done
	 */
	public CompletionStage<Void> put(PendingPut put, @Nullable Object value, EntryPolicy policy) {
		return isEnabled() ? this.writer.put(put, value, policy) : evict(put.key()).thenApply((removed) -> null);
	}

	/** What queues the writes that reach their source later. */
	public WritesBehind behind() {
		return this.behind;
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
		return isEnabled() ? this.writer.putIfAbsent(key, value, policy) : Lookup.BYPASS;
	}

	/** What is done with many values at once. */
	public RegionBulk bulk() {
		return this.bulk;
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

	/** A cache that is off here may be on elsewhere. */
	private CompletionStage<Long> invalidate(InvalidationTarget target) {
		return this.engine.invalidateCounting(Invalidation.of(target));
	}

	/** Compares hits with their source from now on, if that is configured. */
	void beginToWatch() {
		this.loader.refresher().watch().start();
	}

	/** Lets nobody wait any more, since the application stops. */
	void close() {
		this.admission.close();
		this.behind.close();
	}

	private boolean isEnabled() {
		return settings().enabled();
	}

}
