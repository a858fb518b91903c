package io.cacheaside.breaker;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.cacheaside.engine.Await;
import io.cacheaside.engine.BreakerState;
import io.cacheaside.engine.BreakerState.Phase;
import io.cacheaside.engine.RemoteTier;
import io.cacheaside.engine.RemoteTierDisconnectedException;

/**
 * Keeps calls from a remote tier that does not answer them in time.
 * <ol>
 * <li>While it is closed, calls reach the tier. Their ends are counted: failures and slow
 * ones for the worse; answers, refusals among them, for the better; not at all what was
 * never sent.</li>
 * <li>It opens when the rate of failures or that of slow calls in the window reaches the
 * threshold. A server that falls silent under load is behind by all that it answered
 * before, so that as many failures in a row as make a window open it, too.</li>
 * <li>While it is open, calls fail at once. When it has been for its time and there is a
 * connection, it is half-open: a few probes of its own are sent, and still no call. So it
 * closes without any traffic, and no caller waits for a probe.</li>
 * <li>By the rates of the probes it closes, or is open again for its time.</li>
 * <li>The end of a call that was sent before it opened counts for nothing
 * afterwards.</li>
 * </ol>
 * The window and its rates are Resilience4j's; its events are not used, since with one
 * listener it makes one for each call. Safe for use by many threads.
 */
final class RemoteBreaker {

	static final int PROBES = 3;

	static final Duration CONNECTION_CHECKED_EVERY = Duration.ofMillis(100);

	private static final Logger logger = LoggerFactory.getLogger(RemoteBreaker.class);

	private static final RemoteTierDisconnectedException OPEN = new RemoteTierDisconnectedException(
			"the circuit breaker is open");

	private final RemoteTier tier;

	private final BreakerSettings settings;

	private final FailureKinds failures;

	private final BreakerSurroundings surroundings;

	private final CircuitBreaker rates;

	private final AtomicInteger failuresInARow = new AtomicInteger();

	private final ReentrantLock lock = new ReentrantLock();

	private volatile BreakerState state = BreakerState.NONE;

	RemoteBreaker(RemoteTier tier, BreakerSettings settings, FailureKinds failures, BreakerSurroundings surroundings) {
		this.tier = tier;
		this.settings = settings;
		this.failures = failures;
		this.surroundings = surroundings;
		this.rates = CircuitBreaker.of("cacheaside",
				CircuitBreakerConfig.custom()
					.clock(new ElapsedTime(surroundings.nanoClock()))
					.slidingWindowType(SlidingWindowType.TIME_BASED)
					.slidingWindowSize(Math.toIntExact(settings.window().toSeconds()))
					.minimumNumberOfCalls(settings.minimumCalls())
					.failureRateThreshold(settings.failureRate())
					.slowCallRateThreshold(settings.failureRate())
					.slowCallDurationThreshold(settings.slowCall())
					.permittedNumberOfCallsInHalfOpenState(PROBES)
					.build());
	}

	boolean isClosed() {
		return this.state.phase() == Phase.CLOSED;
	}

	BreakerState state() {
		return this.state;
	}

	/** Makes a call unless this is open, and counts how it ends. */
	<T> CompletionStage<T> call(Supplier<CompletionStage<T>> call) {
		long start = now();
		return send(call, () -> now() - start);
	}

	/** Makes a call that may be slow for its size, and counts how it ends. */
	<T> CompletionStage<T> callOfMany(Supplier<CompletionStage<T>> call) {
		return send(call, () -> 0);
	}

	private <T> CompletionStage<T> send(Supplier<CompletionStage<T>> call, LongSupplier nanos) {
		BreakerState before = this.state;
		if (before.phase() != Phase.CLOSED) {
			return CompletableFuture.failedFuture(OPEN);
		}
		return call.get().whenComplete((answer, failure) -> {
			if (this.state == before) {
				ended(nanos.getAsLong(), (failure != null) ? Await.unwrap(failure) : null);
			}
		});
	}

	/** Makes a call unless this is open. */
	<T> CompletionStage<T> callUncounted(Supplier<CompletionStage<T>> call) {
		return isClosed() ? call.get() : CompletableFuture.failedFuture(OPEN);
	}

	private void ended(long nanos, @Nullable Throwable cause) {
		if (cause != null && this.failures.isUnsent(cause)) {
			return;
		}
		boolean failed = record(nanos, cause);
		int inARow = 0;
		if (failed) {
			inARow = this.failuresInARow.incrementAndGet();
		}
		else if (this.failuresInARow.get() != 0) {
			// Written only when needed, since every call comes along here.
			this.failuresInARow.set(0);
		}
		if (inARow >= this.settings.minimumCalls() || this.rates.getState() == State.OPEN) {
			open(cause);
		}
	}

	/** Whether it was a failure. */
	private boolean record(long nanos, @Nullable Throwable cause) {
		if (cause == null || this.failures.isRefusal(cause)) {
			this.rates.onSuccess(nanos, TimeUnit.NANOSECONDS);
			return false;
		}
		this.rates.onError(nanos, TimeUnit.NANOSECONDS, cause);
		return true;
	}

	private void open(@Nullable Throwable last) {
		this.lock.lock();
		try {
			if (!isClosed()) {
				return;
			}
			if (this.rates.getState() != State.OPEN) {
				this.rates.transitionToOpenState();
			}
			change(Phase.OPEN);
		}
		finally {
			this.lock.unlock();
		}
		logger.warn("Redis does not answer in time; until it does, calls go to their loaders at once: {}",
				(last != null) ? last.toString() : "calls take longer than " + this.settings.slowCall());
		tell(Phase.OPEN);
		probeAfter(this.settings.openFor());
	}

	private void probeAfter(Duration delay) {
		try {
			this.surroundings.scheduler().schedule(this::probe, delay.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Redis is not probed any more, since the application stops");
		}
	}

	private void probe() {
		if (!this.tier.isConnected()) {
			probeAfter(CONNECTION_CHECKED_EVERY);
			return;
		}
		this.rates.transitionToHalfOpenState();
		change(Phase.HALF_OPEN);
		tell(Phase.HALF_OPEN);
		AtomicInteger left = new AtomicInteger(PROBES);
		for (int i = 0; i < PROBES; i++) {
			long start = now();
			this.rates.tryAcquirePermission();
			this.tier.read(RemoteTier.PROBE).whenComplete((nothing, failure) -> {
				record(now() - start, (failure != null) ? Await.unwrap(failure) : null);
				if (left.decrementAndGet() == 0) {
					probed();
				}
			});
		}
	}

	private void probed() {
		if (this.rates.getState() == State.CLOSED) {
			this.failuresInARow.set(0);
			change(Phase.CLOSED);
			logger.info("Redis answers in time again; it is used again");
			tell(Phase.CLOSED);
			return;
		}
		change(Phase.OPEN);
		tell(Phase.OPEN);
		probeAfter(this.settings.openFor());
	}

	/** Whatever a listener throws, Redis is probed. */
	private void tell(Phase phase) {
		try {
			this.surroundings.listener().accept(phase);
		}
		catch (Throwable ex) {
			logger.error("A listener failed that was told of the circuit breaker", ex);
		}
	}

	/** Each change makes a new object, so that a call can tell whether there was one. */
	private void change(Phase phase) {
		BreakerState old = this.state;
		this.state = switch (phase) {
			case OPEN -> new BreakerState(phase, old.opened() + 1, old.halfOpened(), old.closed());
			case HALF_OPEN -> new BreakerState(phase, old.opened(), old.halfOpened() + 1, old.closed());
			case CLOSED -> new BreakerState(phase, old.opened(), old.halfOpened(), old.closed() + 1);
		};
	}

	private long now() {
		return this.surroundings.nanoClock().getAsLong();
	}

}
