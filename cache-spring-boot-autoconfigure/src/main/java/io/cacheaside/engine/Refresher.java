package io.cacheaside.engine;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;

import io.cacheaside.engine.RegionLoader.Call;
import io.cacheaside.engine.RegionReader.Found;
import io.cacheaside.engine.RegionReader.Reply;
import io.cacheaside.engine.RegionStore.Beginning;
import io.cacheaside.key.CacheKey;

/**
 * Loads values of one cache anew in the background, one load of a key on all nodes. Safe
 * for use by many threads; never fails a call.
 * <ol>
 * <li>Whoever has a value that is due serves it, and hands the loader of his call over.
 * On each node, one refresh of a key is under way at a time.</li>
 * <li>If the value was due in the local tier, the remote one is read: it may have a newer
 * value, or say that another node refreshes; then the local tier has that now, and it is
 * the end.</li>
 * <li>What is known is captured. The slot is leased beside the value, if the header is
 * still the one that was read; who does not get the lease is not the one to refresh.</li>
 * <li>The loader runs, on a thread and in no transaction of the caller's, and its value
 * is stored by compare-and-set on the token. An eviction has emptied the slot.</li>
 * <li>If the loader fails, the value stays and rests.</li>
 * </ol>
 */
final class Refresher {

	private final Set<CacheKey> underWay = ConcurrentHashMap.newKeySet();

	private final RegionParts parts;

	private final RegionReader reader;

	private final RegionStore store;

	private final LocalHits hits;

	Refresher(RegionParts parts, RegionReader reader, RegionStore store, LocalHits hits) {
		this.parts = parts;
		this.reader = reader;
		this.store = store;
		this.hits = hits;
	}

	/**
	 * The entry in this process that is due, after one of those who come for it has been
	 * told to load it anew; {@code null} if there is none.
	 */
	@Nullable LocalEntry due(Call call, Loading loading) {
		LocalEntry entry = this.hits.findDue(call.localKey(), call.policy().type());
		if (entry != null && this.hits.isToRefresh(entry)) {
			inBackground(call, (own) -> look(own, loading));
		}
		return entry;
	}

	@Nullable Object valueOf(LocalEntry entry) {
		return this.hits.valueOf(entry);
	}

	/**
	 * Loads a value anew that is due in the remote tier.
	 */
	void refresh(Call call, Found due, Loading loading) {
		inBackground(call, (own) -> load(own, replacing(due), loading));
	}

	private void look(Call call, Loading loading) throws Throwable {
		Reply reply = Await.await(this.reader.remote(call.key()));
		Found found = this.reader.interpret(call.key(), call.localKey(), call.policy().type(), reply);
		if (found.timing().due()) {
			load(call, replacing(found), loading);
		}
		else if (found.lookup() instanceof Lookup.Miss miss && !found.timing().resting()) {
			load(call, miss, loading);
		}
	}

	/** A value that is due, as one that may be replaced. */
	private static Lookup.Miss replacing(Found due) {
		return new Lookup.Miss(due.slot(), false, (due.lookup() instanceof Lookup.Hit hit) ? hit : null);
	}

	private void inBackground(Call call, Work work) {
		CacheKey key = call.key();
		if (!this.underWay.add(key)) {
			return;
		}
		try {
			this.parts.ports().executor().execute(this.parts.ports().loads().context().captured(() -> {
				try {
					work.run(call.begunAt(this.parts.coherence().capture()));
				}
				catch (Throwable ex) {
					this.parts.observer()
						.warn("Cache '{}': {} was not refreshed, going on with the value: {}", key.logical(),
								ex.toString());
				}
				finally {
					this.underWay.remove(key);
				}
			}));
		}
		catch (RejectedExecutionException ex) {
			// The application stops.
			this.underWay.remove(key);
		}
		catch (Error ex) {
			// No thread is to be had: the call that met the value has it all the same.
			this.underWay.remove(key);
			this.parts.observer()
				.warn("Cache '{}': {} was not refreshed, going on with the value: {}", key.logical(), ex.toString());
		}
	}

	private void load(Call call, Lookup.Miss miss, Loading loading) throws Throwable {
		PendingLoad load = Await
			.await(this.store.begin(new Beginning(call.key(), call.localKey(), miss, call.flight().start()),
					LeaseRenewal.TERM))
			.load();
		if (load.lease() == null) {
			return;
		}
		boolean successful = false;
		try {
			loading.load(call, miss, load);
			successful = true;
		}
		finally {
			this.parts.observer().refreshed(successful);
		}
	}

	/** Runs a loader under a lease, and stores what it gives. */
	interface Loading {

		void load(Call call, Lookup lookup, PendingLoad load) throws Throwable;

	}

	private interface Work {

		void run(Call call) throws Throwable;

	}

}
