package io.cacheaside.engine;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import io.cacheaside.engine.RegionReader.Found;
import io.cacheaside.engine.RegionStore.Beginning;
import io.cacheaside.key.CacheKey;

/**
 * Lets values of one cache be loaded anew in the background, one load of a key on all
 * nodes. Safe for use by many threads; never fails a call.
 * <ol>
 * <li>Whoever has a value that is due serves it, and hands over what loads it. On each
 * node, one refresh of a key is under way at a time.</li>
 * <li>Nobody waits for a refresh, and it waits for nobody: if there is no place for it
 * among the loads of the cache, or no thread, it is left to a later caller.</li>
 * <li>What is known is captured, and the remote tier is read: it may have a newer value,
 * or say that another node refreshes; then the local tier has that now, and it is the
 * end.</li>
 * <li>The slot is leased beside the value, if the header is still the one that was read;
 * who does not get the lease is not the one to refresh.</li>
 * <li>The loader runs, on a thread and in no transaction of the caller's, and its value
 * is stored by compare-and-set on the token. An eviction has emptied the slot.</li>
 * <li>If the loader fails, the value stays and rests. If the application stops, the lease
 * is given back.</li>
 * </ol>
 */
final class Refresher {

	private final Set<CacheKey> underWay = ConcurrentHashMap.newKeySet();

	private final RegionParts parts;

	private final RegionReader reader;

	private final RegionStore store;

	private final LoadRunner runner;

	private final LocalHits hits;

	private final ReadWatch watch;

	Refresher(RegionParts parts, RegionReader reader, RegionStore store, LoadRunner runner, LocalHits hits) {
		this.parts = parts;
		this.reader = reader;
		this.store = store;
		this.runner = runner;
		this.hits = hits;
		this.watch = new ReadWatch(parts, reader, runner, hits);
	}

	/**
	 * The entry in this process, counted as a hit. If it is due, one of those who come
	 * for it has it loaded anew.
	 */
	@Nullable LocalEntry local(Due wanted, Refreshing refreshing) {
		long now = this.hits.now();
		LocalEntry entry = this.hits.findAny(wanted, now);
		if (entry != null && isPossible(refreshing) && this.hits.isToRefresh(entry, now)) {
			refresh(wanted, refreshing);
		}
		if (entry != null) {
			this.watch.met(wanted, entry, refreshing);
		}
		return entry;
	}

	/**
	 * Loads a value anew, unless that is under way on this node or there is no room for
	 * it now.
	 */
	void refresh(Due due, Refreshing refreshing) {
		CacheKey key = due.key();
		if (!isPossible(refreshing) || !this.underWay.add(key)) {
			return;
		}
		Refresh refresh = new Refresh(this.parts.ports().remote(), key);
		CompletableFuture<Void> ended = new CompletableFuture<>();
		ended.whenComplete((done, failure) -> this.underWay.remove(key));
		try {
			this.runner.refresh(
					new BackgroundLoads.Load((reason) -> refresh.cancel(), () -> run(due, refreshing, refresh), ended));
		}
		catch (RuntimeException | Error ex) {
			// No thread is to be had, or no context: the call that met the value has it
			// all the same.
			ended.complete(null);
			failed(key, ex);
		}
	}

	static boolean isPossible(Refreshing refreshing) {
		return refreshing != Refreshing.NONE && refreshing != Refreshing.IMPOSSIBLE;
	}

	private @Nullable CompletionStage<?> run(Due due, Refreshing refreshing, Refresh refresh) {
		try {
			CompletionStage<?> later = refreshing.run(refresh);
			return (later != null) ? bounded(due.key(), later, refresh) : null;
		}
		catch (Throwable ex) {
			failed(due.key(), ex);
			return null;
		}
		finally {
			if (!refresh.hasAsked()) {
				rest(due);
			}
		}
	}

	/**
	 * Waits for a value that comes later, but no longer than it could be stored.
	 */
	private CompletionStage<?> bounded(CacheKey key, CompletionStage<?> value, Refresh refresh) {
		CompletableFuture<Void> ended = new CompletableFuture<>();
		value.whenComplete((done, failure) -> {
			if (failure != null) {
				failed(key, Await.unwrap(failure));
			}
			ended.complete(null);
		});
		return ended.isDone() ? ended : bounded(key, ended, refresh, this.parts.coherence().settings().maxLoadAge());
	}

	private CompletionStage<?> bounded(CacheKey key, CompletableFuture<Void> ended, Refresh refresh, Duration limit) {
		Runnable giveUp = () -> {
			if (!ended.isDone()) {
				ended(refresh, false);
				refresh.giveUp().thenRun(() -> ended.complete(null));
				failed(key, new TimeoutException("there is no value after " + limit));
			}
		};
		try {
			Future<?> timer = this.parts.ports().scheduler().schedule(giveUp, limit.toNanos(), TimeUnit.NANOSECONDS);
			ended.thenRun(() -> timer.cancel(false));
		}
		catch (RejectedExecutionException ex) {
			// The application stops, which ends all refreshes.
		}
		return ended;
	}

	/**
	 * Lets a value rest that nobody would load: on the thread of a refresh, its method
	 * asks for another key, or for none.
	 */
	private void rest(Due due) {
		Claim claim = claim(due, new Refresh(this.parts.ports().remote(), due.key()));
		if (claim != null) {
			this.parts.observer()
				.warn("Cache '{}': {} is not refreshed: {}", due.key().logical(),
						"in the background its method asks for another key, or for none");
			Await.await(this.store.release(claim.load()));
		}
	}

	private void failed(CacheKey key, Throwable failure) {
		this.parts.observer()
			.warn("Cache '{}': {} was not refreshed, going on with the value: {}", key.logical(), failure.toString());
	}

	/**
	 * Leases a slot whose value is still due, or is gone. Within a refresh that is going
	 * to load, any value that nobody else loads will do.
	 * @return the load that has begun, {@code null} if it is not for this refresh
	 */
	@Nullable Claim claim(Due due, Refresh refresh) {
		refresh.asks(due.key());
		LoadStart start = this.parts.coherence().capture();
		Found found = this.reader.interpret(due, Await.await(this.reader.remote(due.key())));
		Lookup.Miss replaced = replaced(found, refresh.isClaiming());
		// While a write waits, the source has an older value.
		if (replaced == null || !this.reader.waiting().isNone(due.key())) {
			return null;
		}
		PendingLoad load = Await
			.await(this.store.begin(new Beginning(due.key(), due.localKey(), replaced, start), LeaseRenewal.TERM))
			.load();
		Lease lease = load.lease();
		return (lease != null && refresh.holds(lease)) ? new Claim(replaced, load) : null;
	}

	private static Lookup.@Nullable Miss replaced(Found found, boolean claiming) {
		if (found.lookup() instanceof Lookup.Hit hit) {
			boolean wanted = found.timing().due() || (claiming && !found.timing().leased());
			return wanted ? new Lookup.Miss(found.slot(), false, hit, MissReason.EXPIRED) : null;
		}
		return (found.lookup() instanceof Lookup.Miss miss && !found.timing().resting()) ? miss : null;
	}

	LocalHits hits() {
		return this.hits;
	}

	/**
	 * Compares what is served with the source.
	 */
	ReadWatch watch() {
		return this.watch;
	}

	/**
	 * Counts a refresh that has ended, unless it was given up before or only compares.
	 */
	void ended(Refresh refresh, boolean successful) {
		if (!refresh.isGivenUp() && refresh.comparison() == null) {
			this.parts.observer().refreshed(successful);
		}
	}

	/**
	 * A value that may be due.
	 *
	 * @param key the entry's key
	 * @param localKey what the local tier uses as key
	 * @param type the declared type of the value
	 * @param missing whether it counts as missing if it is due since a soft invalidation
	 */
	record Due(CacheKey key, Object localKey, Type type, boolean missing) {

		Due(CacheKey key, Object localKey, Type type) {
			this(key, localKey, type, false);
		}

		/** A value for a caller of which this is known. */
		static Due to(Refreshing refreshing, CacheKey key, Object localKey, Type type) {
			return new Due(key, localKey, type, refreshing == Refreshing.IMPOSSIBLE);
		}

	}

	/**
	 * A refresh that loads.
	 *
	 * @param replaced what was there, as a value that may be replaced
	 * @param load the load, with a lease
	 */
	record Claim(Lookup.Miss replaced, PendingLoad load) {
	}

}
