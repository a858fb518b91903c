package io.cacheaside.engine;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.cacheaside.LoadSettings;
import io.cacheaside.engine.Flight.Landing;
import io.cacheaside.engine.PendingLoad.Loaded;

/**
 * Runs the loaders of one cache.
 * <ol>
 * <li>Where the cache limits how many run at once, a load over the limit waits for a
 * place, in the order of arrival. A loader that calls the same or another cache never
 * waits: the place it would wait for may be its own. Nor does a transaction that may
 * write: whoever has the place may wait for its locks.</li>
 * <li>A loader runs on its caller's thread, unless its caller will not wait for ever. In
 * a transaction or session it always does, since that belongs to the thread.</li>
 * <li>Otherwise it runs on a thread of the {@link LoadThreads}, in its caller's context.
 * If there is none free, the caller waits for one, again unless it is a loader itself;
 * then it goes on where it is.</li>
 * <li>A caller that has waited for as long as its limits allow leaves. The load goes on,
 * and all that follows from it; if it has not begun, it is withdrawn.</li>
 * </ol>
 */
final class LoadRunner {

	private final RegionParts parts;

	private final LoadFrames frames;

	private final BackgroundLoads background;

	private final LoadLimit limit;

	/** Those of them that refreshes may have, so that callers find one. */
	private final LoadLimit refreshes;

	LoadRunner(RegionParts parts, LoadFrames frames, BackgroundLoads background) {
		this.parts = parts;
		this.frames = frames;
		this.background = background;
		int maximum = parts.settings().loads().maximumConcurrent();
		this.limit = new LoadLimit(maximum);
		this.refreshes = new LoadLimit((maximum > 1) ? maximum / 2 : maximum);
	}

	LoadFrames frames() {
		return this.frames;
	}

	/**
	 * Whether loads may begin in the background: the application does not stop.
	 */
	boolean isOpen() {
		return this.background.isOpen();
	}

	/**
	 * Carries a load out, and waits for it as long as its caller does.
	 * @return what it brought, or what stands in
	 * @throws Throwable what the loader threw, or that it takes too long
	 */
	Landing run(Task task) throws Throwable {
		boolean nested = isExempt();
		Optional<Landing> standIn = nested ? Optional.empty() : enter(this.limit, task, () -> {
		});
		if (standIn.isPresent()) {
			return standIn.get();
		}
		Runnable leave = nested ? () -> {
		} : this.limit::leave;
		if (!isMoved(task)) {
			return carryOut(task, leave);
		}
		LoadLimit threads = this.background.threads();
		if (nested) {
			return threads.tryEnter() ? move(task, leave) : carryOut(task, leave);
		}
		standIn = enter(threads, task, leave);
		return standIn.isPresent() ? standIn.get() : move(task, leave);
	}

	/**
	 * Waits for a place; if it takes too long, the load is withdrawn.
	 */
	private Optional<Landing> enter(LoadLimit places, Task task, Runnable withdrawn) {
		CompletableFuture<Void> place = places.enter();
		if (place.isDone()) {
			return Optional.empty();
		}
		waits(place);
		boolean entered = false;
		try {
			Optional<Landing> standIn = task.caller().await(place, task.flight());
			entered = standIn.isEmpty();
			return standIn;
		}
		finally {
			if (!entered) {
				places.withdraw(place);
				withdrawn.run();
				task.fail(new Flights.WithdrawnException());
			}
		}
	}

	/**
	 * A place for a load whose value comes later, which nobody waits for on a thread.
	 */
	Place place() {
		if (isExempt()) {
			return Place.HAD;
		}
		CompletableFuture<Void> place = this.limit.enter();
		if (!place.isDone()) {
			waits(place);
		}
		return new Place(place, this.limit::leave);
	}

	/**
	 * Whether nobody may let this thread wait: whoever has the place may wait for it.
	 */
	private boolean isExempt() {
		return this.frames.isLoading() || this.parts.coherence().transactions().mayWrite();
	}

	/**
	 * Runs a loader on this thread when there is a place for it, without any other limit.
	 */
	Loaded runInPlace(Loader loader) throws Throwable {
		Place place = place();
		Await.await(place.had());
		return run(loader, place.leave());
	}

	private void waits(CompletableFuture<Void> place) {
		CacheStatistics statistics = this.parts.observer().statistics;
		statistics.delayedLoads.increment();
		statistics.waitingLoads.increment();
		place.whenComplete((had, failure) -> statistics.waitingLoads.decrement());
	}

	private boolean isMoved(Task task) {
		LoadSettings limits = this.parts.settings().loads();
		boolean limited = limits.hardTimeout() != null
				|| (limits.softTimeout() != null && task.flight().standIn().join().isPresent());
		return limited && this.background.isOpen() && !isInTransaction();
	}

	/**
	 * Whether the caller's view of the source belongs to its thread.
	 */
	boolean isInTransaction() {
		TransactionScope transactions = this.parts.coherence().transactions();
		return transactions.mayWrite() || transactions.began().isPresent();
	}

	private Landing move(Task task, Runnable leave) throws Throwable {
		CompletableFuture<Void> ended = new CompletableFuture<>();
		BackgroundLoads.Load load = new BackgroundLoads.Load(task::fail, () -> {
			task.flight().takeOver();
			carryOut(task, leave);
			return null;
		}, ended);
		if (!start(load, task, leave)) {
			return carryOut(task, leave);
		}
		Optional<Landing> standIn = task.caller().await(ended, task.flight());
		return standIn.isPresent() ? standIn.get() : task.flight().landed();
	}

	private boolean start(BackgroundLoads.Load load, Task task, Runnable leave) {
		try {
			return this.background.start(load);
		}
		catch (RuntimeException | Error ex) {
			// There is no thread, or no context. Nobody is to wait for it.
			leave.run();
			task.fail(ex);
			throw ex;
		}
	}

	private Landing carryOut(Task task, Runnable leave) throws Throwable {
		this.frames.hold();
		try {
			return task.complete(run(task.loader(), leave));
		}
		catch (Throwable ex) {
			return task.recover(ex);
		}
		finally {
			this.frames.letGo();
		}
	}

	/**
	 * Gives a refresh a place among the loads and a thread, if there are some for which
	 * nobody would wait. If not, it has ended.
	 */
	void refresh(BackgroundLoads.Load refresh) {
		if (enter(this.refreshes, refresh) && enter(this.limit, refresh)) {
			this.background.tryStart(refresh);
		}
	}

	/** Takes a place until the refresh has ended, which it has if there is none. */
	private static boolean enter(LoadLimit places, BackgroundLoads.Load refresh) {
		if (!places.tryEnter()) {
			refresh.ended().complete(null);
			return false;
		}
		refresh.ended().whenComplete((ended, failure) -> places.leave());
		return true;
	}

	/**
	 * Carries a load out on this thread as part of a refresh, which has a place.
	 */
	void runWithin(Task refresh) throws Throwable {
		carryOut(refresh, () -> {
		});
	}

	private Loaded run(Loader loader, Runnable leave) throws Throwable {
		try {
			return run(loader);
		}
		finally {
			leave.run();
		}
	}

	/**
	 * Runs a loader on this thread, reports it, and notes which cached values it used.
	 */
	Loaded run(Loader loader) throws Throwable {
		RegionObserver.ObservedLoad load = this.parts.observer().loadBegins();
		Throwable failure = null;
		LoadFrames.Frame frame = this.frames.begin();
		try {
			Object value = loader.load();
			return new Loaded(value, load.nanos(), frame.dependencies());
		}
		catch (Throwable ex) {
			failure = ex;
			throw ex;
		}
		finally {
			frame.close();
			load.left();
			load.ended(failure);
		}
	}

	/**
	 * A place among the loads that run at once.
	 *
	 * @param had completes when it is had
	 * @param leave gives it back; to be run once
	 */
	record Place(CompletableFuture<Void> had, Runnable leave) {

		/** For those who need none of their own. */
		static final Place HAD = new Place(CompletableFuture.completedFuture(null), () -> {
		});

	}

	/** A load whose slot is leased, if it could be had. */
	interface Task {

		/** What others join. Its stand-in is known. */
		Flight flight();

		/** How long the caller waits. */
		LoadWait caller();

		/** Reads the source. */
		Loader loader();

		/**
		 * The value is there: tells it, stores it and ends the flight.
		 */
		Landing complete(Loaded loaded);

		/**
		 * The loader failed: gives the lease back and ends the flight, with what stands
		 * in or with the failure.
		 * @return what stands in
		 * @throws Throwable the failure, if nothing does
		 */
		Landing recover(Throwable failure) throws Throwable;

		/**
		 * There will be no value: gives the lease back and ends the flight. May be called
		 * again, and from another thread while the loader still runs.
		 * @return completes when the lease is given back
		 */
		CompletionStage<Void> fail(Throwable failure);

	}

}
