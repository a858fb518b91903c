package io.cacheaside.engine.log;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Until when this node's tiers may be trusted, on the engine's monotonic clock. Reading
 * costs one volatile read and a compare. Safe for use by many threads; never fails.
 * <ol>
 * <li>A proof counts from when its request was sent, and trusts both tiers for the
 * longest staleness allowed.</li>
 * <li>While Redis is known to be out of reach, the local tier is trusted for longer. It
 * is known if requests went without an answer for a while. An error that the server sent
 * is an answer.</li>
 * <li>Time in which this very process was stopped shows nothing about Redis: a tick that
 * comes late begins the count anew. What is trusted by a tick is trusted for three
 * ticks.</li>
 * <li>During a reload nothing is trusted, and proofs from before it are void.</li>
 * </ol>
 */
final class Currency {

	private static final int TICKS_TRUSTED = 3;

	private static final int TICKS_LATE = 2;

	/** So long ago that it is over, whatever the clock's origin. */
	private static final long AGES = 1L << 62;

	private final ReentrantLock lock = new ReentrantLock();

	private final long maxStaleness;

	private final long outageStaleness;

	private final long silence;

	private final long tick;

	private volatile long remoteUntil;

	private volatile long localUntil;

	private boolean proved;

	private long provedAt;

	private boolean asking;

	private long askingSince;

	private boolean awaiting;

	private long awaitingDue;

	private long answeredAt;

	private long awakeSince;

	private long lastTick;

	private boolean outage;

	private long outageSince;

	Currency(Duration maxStaleness, Duration outageStaleness, long now) {
		this.maxStaleness = maxStaleness.toNanos();
		this.outageStaleness = outageStaleness.toNanos();
		this.silence = Math.min(Duration.ofMillis(600).toNanos(), this.maxStaleness / 2);
		this.tick = Math.max(Duration.ofMillis(20).toNanos(),
				Math.min(Duration.ofMillis(100).toNanos(), this.maxStaleness / 10));
		this.awakeSince = now;
		this.lastTick = now;
		this.answeredAt = now;
		this.remoteUntil = now - AGES;
		this.localUntil = now - AGES;
	}

	/** How often {@link #tick} wants to be called. */
	long tickNanos() {
		return this.tick;
	}

	boolean trustsRemote(long now) {
		return now - this.remoteUntil < 0;
	}

	boolean trustsLocal(long now) {
		return now - this.localUntil < 0;
	}

	/** Everything that was in the log when a request was sent is applied. */
	void proved(long sentAt) {
		this.lock.lock();
		try {
			if (!this.proved || sentAt - this.provedAt > 0) {
				this.proved = true;
				this.provedAt = sentAt;
				this.remoteUntil = sentAt + this.maxStaleness;
				this.localUntil = latest(this.localUntil, this.remoteUntil);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Nothing is trusted until the next proof. */
	void distrust(long now) {
		this.lock.lock();
		try {
			this.proved = false;
			this.remoteUntil = now - AGES;
			this.localUntil = now - AGES;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Something was asked that is answered at once, or that failed without an answer. */
	void asked(long now) {
		this.lock.lock();
		try {
			if (!this.asking || now - this.askingSince < 0) {
				this.asking = true;
				this.askingSince = now;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Something was asked that is answered by some time, in place of what was before. */
	void awaiting(long due) {
		this.lock.lock();
		try {
			this.awaiting = true;
			this.awaitingDue = due;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** What was awaited is over. */
	void awaited() {
		this.lock.lock();
		try {
			this.awaiting = false;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Redis answered, whatever it said. */
	void answered(long now) {
		this.lock.lock();
		try {
			this.asking = false;
			this.answeredAt = now;
			if (this.outage) {
				this.outage = false;
				this.localUntil = this.remoteUntil;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Looks whether Redis is out of reach. */
	void tick(long now) {
		this.lock.lock();
		try {
			if (now - this.lastTick > this.tick * (1 + TICKS_LATE)) {
				this.awakeSince = now;
			}
			this.lastTick = now;
			if (!isSilent(now)) {
				return;
			}
			if (!this.outage) {
				this.outage = true;
				this.outageSince = this.answeredAt;
			}
			if (this.proved) {
				long granted = this.provedAt + this.outageStaleness;
				long known = now + TICKS_TRUSTED * this.tick;
				this.localUntil = latest(this.localUntil, (granted - known < 0) ? granted : known);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/** How long ago the request of the last proof was sent, or -1 without one. */
	long proofAge(long now) {
		this.lock.lock();
		try {
			return this.proved ? now - this.provedAt : -1;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** For how long Redis has been known to be out of reach, or -1 if it is not. */
	long outageAge(long now) {
		this.lock.lock();
		try {
			return this.outage ? now - this.outageSince : -1;
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean isSilent(long now) {
		if (!this.asking && !this.awaiting) {
			return false;
		}
		long asked = this.asking ? this.askingSince : this.awaitingDue;
		if (this.awaiting && this.awaitingDue - asked < 0) {
			asked = this.awaitingDue;
		}
		return now - latest(latest(asked, this.answeredAt), this.awakeSince) >= this.silence;
	}

	private static long latest(long one, long other) {
		return (one - other > 0) ? one : other;
	}

}
