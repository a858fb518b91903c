package io.cacheaside.engine;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.cacheaside.PutOptions;
import io.cacheaside.engine.Flight.Landing;
import io.cacheaside.engine.PendingLoad.Loaded;
import io.cacheaside.engine.RegionReader.Found;
import io.cacheaside.key.CacheKey;

/**
 * Read-through of one cache, on the caller's thread.
 * <ol>
 * <li>What the log says is captured first.</li>
 * <li>The caller joins a flight for the key if it may, else begins one. In a transaction
 * that may write it does neither: what it reads may never be committed.</li>
 * <li>The remote tier is read; a hit ends the flight.</li>
 * <li>The slot is leased, then the loader runs, then those who joined have their value,
 * then it is stored.</li>
 * </ol>
 */
final class RegionLoader {

	private final RegionParts parts;

	private final RegionReader reader;

	private final RegionStore store;

	private final LoadFrames frames;

	private final Flights flights;

	RegionLoader(RegionParts parts, RegionReader reader, RegionStore store, LoadFrames frames) {
		this.parts = parts;
		this.reader = reader;
		this.store = store;
		this.frames = frames;
		this.flights = new Flights(parts.coherence(), frames);
	}

	/**
	 * The value of a key that the local tier does not have.
	 */
	@Nullable Object getOrLoad(CacheKey key, Object localKey, EntryPolicy policy, Loader loader) throws Throwable {
		Coherence coherence = this.parts.coherence();
		Call call = new Call(key, localKey, policy, loader, Flight.of(policy.type(), coherence.start()));
		// A cache that copies gives each caller a value of its own.
		if (coherence.transactions().mayWrite() || this.parts.settings().local().copied()) {
			return fly(call);
		}
		Optional<Landing> landing = this.flights.joinOrBegin(key, call.flight());
		if (landing.isPresent()) {
			this.frames.used(key.cacheName(), landing.get().subject());
			this.parts.observer().answered(key, landing.get().lookup());
			return landing.get().value();
		}
		try {
			return fly(call);
		}
		catch (Throwable ex) {
			call.flight().landing().completeExceptionally(ex);
			throw ex;
		}
		finally {
			this.flights.end(key, call.flight());
		}
	}

	private @Nullable Object fly(Call call) throws Throwable {
		Found found = this.reader.interpret(call.key(), call.localKey(), call.policy().type(),
				Await.await(this.reader.remote(call.key())));
		this.parts.observer().answered(call.key(), found.lookup());
		if (found.lookup() instanceof Lookup.Hit hit) {
			land(call, new Landing(hit.value(), found.subject(), hit));
			return hit.value();
		}
		return load(call, found.lookup());
	}

	private @Nullable Object load(Call call, Lookup lookup) throws Throwable {
		LoadStart start = call.flight().start();
		PendingLoad load = Await.await(this.store
			.begin(new RegionStore.Beginning(call.key(), call.localKey(), lookup, start), LeaseRenewal.TERM));
		LeaseRenewal renewal = (load.lease() != null)
				? new LeaseRenewal(this.parts.ports(), this.parts.coherence(), load.lease(), start) : null;
		try {
			Loaded loaded = run(call.loader());
			Optional<PutOptions> options = call.policy().optionsFor(loaded.value());
			land(call, new Landing(loaded.value(), this.store.subject(call.key(), loaded, options), lookup));
			Await.await(this.store.store(load, loaded, call.policy(), options));
			return loaded.value();
		}
		catch (Throwable ex) {
			this.store.release(load);
			throw ex;
		}
		finally {
			if (renewal != null) {
				renewal.close();
			}
		}
	}

	/**
	 * Runs a loader, reports it, and notes which cached values it used.
	 */
	Loaded run(Loader loader) throws Throwable {
		long start = this.parts.observer().now();
		boolean successful = false;
		LoadFrames.Frame frame = this.frames.begin();
		try {
			Object value = loader.load();
			successful = true;
			return new Loaded(value, this.parts.observer().now() - start, frame.dependencies());
		}
		finally {
			frame.close();
			this.parts.observer().loadEnded(start, successful);
		}
	}

	private void land(Call call, Landing landing) {
		this.frames.used(call.key().cacheName(), landing.subject());
		call.flight().landing().complete(landing);
	}

	private record Call(CacheKey key, Object localKey, EntryPolicy policy, Loader loader, Flight flight) {
	}

}
