package io.cacheaside.engine;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.cacheaside.LoadTimeoutException;
import io.cacheaside.PutOptions;
import io.cacheaside.engine.Admission.Admitted;
import io.cacheaside.engine.Flight.Landing;
import io.cacheaside.engine.PendingLoad.Loaded;
import io.cacheaside.engine.Refresher.Claim;
import io.cacheaside.engine.Refresher.Due;
import io.cacheaside.engine.RegionReader.Found;
import io.cacheaside.engine.marker.Subject;
import io.cacheaside.key.CacheKey;

/**
 * Read-through of one cache. All but the loader runs on the caller's thread.
 * <ol>
 * <li>What the log says is captured first.</li>
 * <li>The caller joins a flight for the key if it may, else begins one. In a transaction
 * that may write it does neither: what it reads may never be committed.</li>
 * <li>The remote tier is read, and a load of another node is waited for, as
 * {@link Admission} says; a hit ends the flight.</li>
 * <li>With the slot leased, the loader runs, then those who joined have their value, then
 * it is stored.</li>
 * <li>If the loader fails, and while it rests after that, a value past its time may stand
 * in.</li>
 * </ol>
 * A hit that is due, in either tier, is answered at once and loaded anew by a
 * {@link Refresher}.
 */
final class RegionLoader {

	private final RegionParts parts;

	private final Admission admission;

	private final RegionStore store;

	private final LoadRunner runner;

	private final LoadFrames frames;

	private final Flights flights;

	private final StandIns standIns;

	private final Refresher refresher;

	RegionLoader(RegionParts parts, Admission admission, RegionStore store, LoadRunner runner, Refresher refresher) {
		this.parts = parts;
		this.admission = admission;
		this.store = store;
		this.runner = runner;
		this.standIns = new StandIns(parts);
		this.refresher = refresher;
		this.frames = runner.frames();
		this.flights = new Flights(parts.coherence(), this.frames);
	}

	/**
	 * Loads a value anew in the background that is due in the local tier.
	 */
	void refresh(CacheKey key, Object localKey, EntryPolicy policy, Loader loader) {
		Call call = call(key, localKey, policy, loader);
		this.refresher.refresh(call.due(), (refresh) -> refresh(call, refresh));
	}

	/**
	 * A hit of the local tier, which is compared with what its loader says if one is
	 * wanted.
	 */
	void met(Due due, LocalEntry entry, EntryPolicy policy, Loader loader) {
		Call call = call(due.key(), due.localKey(), policy, loader);
		this.refresher.watch().met(due, entry, (refresh) -> refresh(call, refresh));
	}

	private Call call(CacheKey key, Object localKey, EntryPolicy policy, Loader loader) {
		Flight flight = Flight.of(policy.type(), this.parts.coherence().start());
		return new Call(key, localKey, policy, loader, flight, caller(key));
	}

	/**
	 * The value of a key that the local tier does not have.
	 */
	@Nullable Object load(CacheKey key, Object localKey, EntryPolicy policy, Loader loader) throws Throwable {
		Coherence coherence = this.parts.coherence();
		Call call = call(key, localKey, policy, loader);
		// A cache that copies gives each caller a value of its own.
		boolean alone = coherence.transactions().mayWrite() || this.parts.settings().local().copied();
		Landing landing = alone ? fly(call) : join(call);
		this.frames.used(key.cacheName(), landing.subject());
		if (landing.standsIn()) {
			this.parts.observer().stoodIn(key);
		}
		return landing.value();
	}

	/**
	 * A caller who begins to wait.
	 */
	LoadWait caller(CacheKey key) {
		Coherence coherence = this.parts.coherence();
		return new LoadWait(this.parts, key,
				() -> coherence.follower().trustsRemote(coherence.nanoClock().getAsLong()));
	}

	private Landing join(Call call) throws Throwable {
		Optional<Landing> landing;
		try {
			landing = this.flights.joinOrBegin(call.key(), call.flight(), call.caller());
		}
		catch (Throwable ex) {
			this.parts.observer().joined(call.key(), Lookup.MISS);
			throw ex;
		}
		if (landing.isEmpty()) {
			return fly(call);
		}
		this.parts.observer().joined(call.key(), landing.get().lookup());
		return landing.get();
	}

	private Landing fly(Call call) throws Throwable {
		Attempt attempt = new Attempt(call, false);
		try {
			Admitted admitted = admit(call);
			Found found = admitted.found();
			this.parts.observer().answered(call.key(), found.lookup());
			if (found.lookup() instanceof Lookup.Hit hit) {
				if (found.timing().due()) {
					this.refresher.refresh(call.due(), (refresh) -> refresh(call, refresh));
				}
				this.refresher.watch().met(call.due(), found, (refresh) -> refresh(call, refresh));
				return attempt.land(new Landing(hit.value(), found.subject(), hit));
			}
			PendingLoad load = admitted.load();
			if (load == null) {
				return attempt.land(StandIns.landing(found));
			}
			attempt.begin(found, load);
		}
		catch (Throwable ex) {
			// Nothing was loaded: those who joined begin anew.
			attempt.fail(new Flights.WithdrawnException());
			throw ex;
		}
		return this.runner.run(attempt);
	}

	/** Loads in the background what is there already. */
	private @Nullable CompletionStage<?> refresh(Call call, Refresh refresh) throws Throwable {
		Comparison comparison = refresh.comparison();
		if (comparison != null) {
			comparison.loaded(this.frames.within(call.loader()::load), call.policy().type());
			return null;
		}
		Claim claim = this.refresher.claim(call.due(), refresh);
		if (claim == null) {
			return null;
		}
		Attempt attempt = new Attempt(call.begunAt(claim.load().start()), true);
		attempt.begin(new Found(claim.replaced(), Coherence.subject(call.key())), claim.load());
		boolean successful = false;
		try {
			this.runner.runWithin(attempt);
			successful = true;
		}
		finally {
			this.refresher.ended(refresh, successful);
		}
		return null;
	}

	private Admitted admit(Call call) {
		LoadStart start = call.flight().start();
		return admit(new Admission.Request(call.due(), start), call.caller(),
				(found) -> found.timing().resting() && this.standIns.mayServe(found, start));
	}

	/**
	 * Admits a caller for whom nothing stands in.
	 */
	Admitted admit(Admission.Request request) {
		return admit(request, caller(request.key()), (found) -> false);
	}

	private Admitted admit(Admission.Request request, LoadWait caller, Predicate<Found> enough) {
		try {
			return this.admission.admit(request, caller, enough);
		}
		catch (LoadTimeoutException | CancellationException ex) {
			this.parts.observer().answered(request.key(), Lookup.MISS);
			throw ex;
		}
	}

	private static Optional<Landing> standIn(Found found) {
		return (StandIns.standIn(found) != null) ? Optional.of(StandIns.landing(found)) : Optional.empty();
	}

	@Nullable LeaseRenewal renewal(PendingLoad load) {
		return (load.lease() != null)
				? new LeaseRenewal(this.parts.ports(), this.parts.coherence(), load.lease(), load.start()) : null;
	}

	CompletionStage<Void> release(PendingLoad load) {
		return this.store.release(load);
	}

	LoadFrames frames() {
		return this.frames;
	}

	/**
	 * Runs a loader that its caller attends, reports it, and notes which cached values it
	 * used. Whatever becomes of the value, a loader around this one depends on them.
	 */
	Loaded run(CacheKey key, Loader loader) throws Throwable {
		Loaded loaded = this.runner.runInPlace(loader);
		this.frames.used(key.cacheName(), new Subject(key.logical(), List.copyOf(loaded.dependencies())));
		return loaded;
	}

	/**
	 * Runs a loader as part of a refresh, which has a place.
	 */
	Loaded runWithin(Loader loader) throws Throwable {
		return this.runner.run(loader);
	}

	Refresher refresher() {
		return this.refresher;
	}

	/**
	 * One call of a loader.
	 */
	record Call(CacheKey key, Object localKey, EntryPolicy policy, Loader loader, Flight flight, LoadWait caller) {

		Due due() {
			return new Due(this.key, this.localKey, this.policy.type());
		}

		/**
		 * The same, for a flight that begins on this thread.
		 */
		Call begunAt(LoadStart start) {
			return new Call(this.key, this.localKey, this.policy, this.loader, Flight.of(this.policy.type(), start),
					this.caller);
		}

	}

	/** One flight, from its lease to its end. Not begun, it has no lease. */
	private final class Attempt implements LoadRunner.Task {

		private final Call call;

		private final boolean unattended;

		private Found found;

		private volatile @Nullable PendingLoad load;

		private volatile @Nullable LeaseRenewal renewal;

		Attempt(Call call, boolean unattended) {
			this.unattended = unattended;
			this.call = call;
			this.found = new Found(Lookup.BYPASS, Coherence.subject(call.key()));
		}

		/** The slot is leased, which is kept up from now on. */
		void begin(Found found, PendingLoad leased) {
			this.found = found;
			this.call.flight().standIn().complete(standIn(found));
			this.load = leased;
			this.renewal = renewal(leased);
		}

		@Override
		public Flight flight() {
			return this.call.flight();
		}

		@Override
		public LoadWait caller() {
			return this.call.caller();
		}

		@Override
		public Loader loader() {
			return this.call.loader();
		}

		@Override
		public Landing complete(Loaded loaded) {
			PendingLoad leased = Objects.requireNonNull(this.load, "load");
			EntryPolicy policy = this.call.policy();
			Optional<PutOptions> options = policy.optionsFor(loaded.value());
			RegionStore store = RegionLoader.this.store;
			Landing landing = new Landing(loaded.value(), store.subject(this.call.key(), loaded, options),
					this.found.lookup());
			flight().landing().complete(landing);
			Await.await(store.store(leased, loaded, policy, options));
			end();
			return landing;
		}

		@Override
		public Landing recover(Throwable failure) throws Throwable {
			boolean replaceable = failure instanceof Exception && !(failure instanceof InterruptedException);
			if (this.unattended || !replaceable || !RegionLoader.this.standIns.mayServe(this.found, flight().start())) {
				fail(failure);
				throw failure;
			}
			Landing landing = StandIns.landing(this.found);
			giveUp();
			flight().landing().complete(landing);
			return landing;
		}

		@Override
		public CompletionStage<Void> fail(Throwable failure) {
			// Who begins anew is not to wait for the lease.
			CompletionStage<Void> released = giveUp();
			flight().landing().completeExceptionally(failure);
			return released;
		}

		private CompletionStage<Void> giveUp() {
			PendingLoad leased = this.load;
			end();
			return (leased != null) ? release(leased) : CompletableFuture.completedFuture(null);
		}

		Landing land(Landing landing) {
			flight().landing().complete(landing);
			end();
			return landing;
		}

		private void end() {
			LeaseRenewal kept = this.renewal;
			if (kept != null) {
				kept.close();
			}
			RegionLoader.this.flights.end(this.call.key(), flight());
		}

	}

}
