package io.cacheaside.engine;

import java.lang.reflect.Type;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

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

	Refresher(RegionParts parts, RegionReader reader, RegionStore store, LoadRunner runner, LocalHits hits) {
		this.parts = parts;
		this.reader = reader;
		this.store = store;
		this.runner = runner;
		this.hits = hits;
	}

	/**
	 * The entry in this process, counted as a hit. If it is due, one of those who come
	 * for it has it loaded anew.
	 */
	@Nullable LocalEntry local(Due wanted, Refreshing refreshing) {
		long now = this.hits.now();
		LocalEntry entry = this.hits.findAny(wanted.localKey(), wanted.type(), now);
		if (entry != null && refreshing != Refreshing.NONE && this.hits.isToRefresh(entry, now)) {
			refresh(wanted.key(), refreshing);
		}
		return entry;
	}

	/**
	 * Loads a value anew, unless that is under way on this node or there is no room for
	 * it now.
	 */
	void refresh(CacheKey key, Refreshing refreshing) {
		if (refreshing == Refreshing.NONE || !this.underWay.add(key)) {
			return;
		}
		Refresh refresh = new Refresh(this.parts.ports().remote());
		CompletableFuture<Void> ended = new CompletableFuture<>();
		ended.whenComplete((done, failure) -> this.underWay.remove(key));
		try {
			this.runner.refresh(
					new BackgroundLoads.Load((reason) -> refresh.cancel(), () -> run(key, refreshing, refresh), ended));
		}
		catch (Error ex) {
			// No thread is to be had: the call that met the value has it all the same.
			ended.complete(null);
			failed(key, ex);
		}
	}

	private @Nullable CompletionStage<?> run(CacheKey key, Refreshing refreshing, Refresh refresh) {
		try {
			CompletionStage<?> later = refreshing.run(refresh);
			return (later != null) ? later.whenComplete((done, failure) -> {
				if (failure != null) {
					failed(key, Await.unwrap(failure));
				}
			}) : null;
		}
		catch (Throwable ex) {
			failed(key, ex);
			return null;
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
		LoadStart start = this.parts.coherence().capture();
		Found found = this.reader.interpret(due.key(), due.localKey(), due.type(),
				Await.await(this.reader.remote(due.key())));
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
			return wanted ? new Lookup.Miss(found.slot(), false, hit) : null;
		}
		return (found.lookup() instanceof Lookup.Miss miss && !found.timing().resting()) ? miss : null;
	}

	LocalHits hits() {
		return this.hits;
	}

	/**
	 * Counts a refresh that has ended.
	 */
	void ended(boolean successful) {
		this.parts.observer().refreshed(successful);
	}

	/**
	 * A value that may be due.
	 *
	 * @param key the entry's key
	 * @param localKey what the local tier uses as key
	 * @param type the declared type of the value
	 */
	record Due(CacheKey key, Object localKey, Type type) {
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
