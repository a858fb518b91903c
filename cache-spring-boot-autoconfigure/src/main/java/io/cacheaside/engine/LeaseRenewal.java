package io.cacheaside.engine;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a lease while its load is under way, so that its term can be short: a holder that
 * dies is replaced when the term is over. It ends with the load, with the lease, or when
 * the load is too old for its value to be stored.
 */
final class LeaseRenewal implements AutoCloseable {

	static final Duration TERM = Duration.ofSeconds(2);

	private static final long INTERVAL_MILLIS = TERM.toMillis() / 3;

	private final EnginePorts ports;

	private final Coherence coherence;

	private final Lease lease;

	private final LoadStart start;

	private volatile boolean ended;

	LeaseRenewal(EnginePorts ports, Coherence coherence, Lease lease, LoadStart start) {
		this.ports = ports;
		this.coherence = coherence;
		this.lease = lease;
		this.start = start;
		next();
	}

	private void next() {
		try {
			this.ports.scheduler().schedule(this::renew, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			// The application stops.
			this.ended = true;
		}
	}

	private void renew() {
		if (this.ended || this.coherence.isTooOld(this.start)) {
			return;
		}
		this.ports.remote().extend(this.lease).whenComplete((held, failure) -> {
			if (failure != null || held) {
				next();
			}
		});
	}

	/** Lets the lease run out. */
	@Override
	public void close() {
		this.ended = true;
	}

}
