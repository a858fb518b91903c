package io.cacheaside.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import io.cacheaside.LoadSettings;
import io.cacheaside.LoadTimeoutException;
import io.cacheaside.engine.Flight.Landing;
import io.cacheaside.engine.marker.MarkerIndex;
import io.cacheaside.key.CacheKey;

/**
 * How long one caller waits for a load: his own limits, counted from his own call,
 * whoever runs the load.
 * <ol>
 * <li>After the soft limit an older value stands in, if there is one that nothing has
 * invalidated since it was read, on a node that is proved to be current.</li>
 * <li>After the hard limit the same, else he gets an exception.</li>
 * <li>An interrupt ends his wait likewise, with the flag left set. The load and whoever
 * else waits for it are left alone.</li>
 * </ol>
 */
final class LoadWait {

	private final RegionParts parts;

	private final CacheKey key;

	private final long began;

	private final BooleanSupplier current;

	/**
	 * Begins to wait.
	 * @param current whether this node is proved to be current; must not block
	 */
	LoadWait(RegionParts parts, CacheKey key, BooleanSupplier current) {
		this.current = current;
		this.parts = parts;
		this.key = key;
		this.began = isLimited() ? parts.observer().now() : 0;
	}

	/**
	 * Whether the cache has limits at all.
	 */
	boolean isLimited() {
		return limits().softTimeout() != null || limits().hardTimeout() != null;
	}

	/**
	 * Waits for a stage of a flight.
	 * @param stage the stage; how it ends is not asked
	 * @param flight the flight
	 * @return empty if the stage or the flight has ended, otherwise what stands in
	 * @throws LoadTimeoutException if the hard limit has passed
	 * @throws CancellationException if the thread is interrupted
	 */
	Optional<Landing> await(CompletableFuture<?> stage, Flight flight) {
		if (stage.isDone()) {
			return Optional.empty();
		}
		CompletableFuture<End> end = new CompletableFuture<>();
		stage.whenComplete((result, failure) -> end.complete(End.REACHED));
		List<Future<?>> timers = timers(flight, end);
		try {
			return answer(end.get(), flight);
		}
		catch (InterruptedException | ExecutionException ex) {
			Thread.currentThread().interrupt();
			return Optional.of(usable(flight).orElseThrow(() -> new CancellationException(
					"Interrupted while waiting for the load of '" + this.key.logical() + "'")));
		}
		finally {
			timers.forEach((timer) -> timer.cancel(false));
		}
	}

	/**
	 * Waits for what somebody else does, in whose place nothing stands in.
	 * @param stage the stage; how it ends is not asked
	 * @throws LoadTimeoutException if the hard limit has passed
	 * @throws CancellationException if the thread is interrupted
	 */
	void await(CompletableFuture<?> stage) {
		await(stage, Flight.of(Object.class, LoadStart.UNKNOWN));
	}

	private Optional<Landing> answer(End end, Flight flight) {
		CacheStatistics statistics = this.parts.observer().statistics;
		return switch (end) {
			case REACHED -> Optional.empty();
			case STOOD_IN -> {
				statistics.softTimeouts.increment();
				yield flight.standIn().join();
			}
			case TOO_LATE -> {
				statistics.hardTimeouts.increment();
				Duration hard = limits().hardTimeout();
				throw new LoadTimeoutException(this.key.cacheName(), this.key.logical(),
						(hard != null) ? hard : Duration.ZERO);
			}
		};
	}

	private List<Future<?>> timers(Flight flight, CompletableFuture<End> end) {
		List<Future<?>> timers = new ArrayList<>(2);
		Duration soft = limits().softTimeout();
		if (soft != null && mayStandIn(flight)) {
			timer(soft, () -> flight.standIn().thenAccept((known) -> pass(flight, end, null))).ifPresent(timers::add);
		}
		Duration hard = limits().hardTimeout();
		if (hard != null) {
			timer(hard, () -> pass(flight, end, End.TOO_LATE)).ifPresent(timers::add);
		}
		return timers;
	}

	/** A limit has passed. */
	private void pass(Flight flight, CompletableFuture<End> end, @Nullable End otherwise) {
		if (flight.landing().isDone()) {
			end.complete(End.REACHED);
		}
		else if (usable(flight).isPresent()) {
			end.complete(End.STOOD_IN);
		}
		else if (otherwise != null) {
			end.complete(otherwise);
		}
	}

	private static boolean mayStandIn(Flight flight) {
		return !flight.standIn().isDone() || flight.standIn().join().isPresent();
	}

	private Optional<Landing> usable(Flight flight) {
		return flight.standIn()
			.getNow(Optional.empty())
			.filter((landing) -> isUntouched(landing, flight.start()) && this.current.getAsBoolean());
	}

	private boolean isUntouched(Landing landing, LoadStart start) {
		MarkerIndex index = this.parts.coherence().index();
		return index.drops() == start.drops() && !index.isChangedSince(landing.subject(), start.version());
	}

	private Optional<Future<?>> timer(Duration limit, Runnable action) {
		long left = limit.toNanos() - (this.parts.observer().now() - this.began);
		try {
			return Optional
				.of(this.parts.ports().scheduler().schedule(action, Math.max(0, left), TimeUnit.NANOSECONDS));
		}
		catch (RejectedExecutionException ex) {
			// The application stops, which ends all loads.
			return Optional.empty();
		}
	}

	private LoadSettings limits() {
		return this.parts.settings().loads();
	}

	private enum End {

		REACHED, STOOD_IN, TOO_LATE

	}

}
