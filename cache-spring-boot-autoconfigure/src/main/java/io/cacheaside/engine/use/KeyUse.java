package io.cacheaside.engine.use;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * How one key is used. Safe for use by many threads: a count may be lost where two come
 * at once, and the end of a life is told by one of them only.
 */
public final class KeyUse {

	/** The power of two that is next to a second. */
	private static final int TICK_BITS = 30;

	private final AtomicReference<@Nullable Life> life = new AtomicReference<>();

	private volatile int calls;

	private volatile long lastReadNanos;

	/** What expired before a call missed it, until its successor is stored. */
	private volatile @Nullable Life predecessor;

	/** When a local hit was noted last; plain, since noting one twice does no harm. */
	private int tick = -1;

	KeyUse() {
	}

	/**
	 * Notes a hit in this process, at most once in about a second: on the path where each
	 * write to memory that threads share would be felt.
	 * @param nowNanos the engine's clock
	 */
	public void hit(long nowNanos) {
		int now = (int) (nowNanos >>> TICK_BITS);
		if (this.tick != now) {
			this.tick = now;
			read(nowNanos);
		}
	}

	void read(long nowNanos) {
		this.lastReadNanos = nowNanos;
		called();
	}

	void called() {
		this.calls = this.calls + 1;
	}

	int calls() {
		return this.calls;
	}

	/**
	 * Begins a life.
	 * @return the one before, {@code null} if there was none or its end is known
	 */
	@Nullable Life begin(Life next) {
		this.lastReadNanos = next.storedAtNanos();
		this.tick = -1;
		return this.life.getAndSet(next);
	}

	/**
	 * Ends the life.
	 * @return it, {@code null} if there was none or its end is known
	 */
	@Nullable Life end() {
		return this.life.getAndSet(null);
	}

	/**
	 * Notes that the time of the life is over, although nobody has asked since.
	 * @return it, {@code null} if it is not over or that was noted before
	 */
	@Nullable Life expire(long nowNanos) {
		Life current = this.life.get();
		return (current != null && !current.expired() && current.isOver(nowNanos)
				&& this.life.compareAndSet(current, current.asExpired())) ? current : null;
	}

	/** Notes a life that a call missed, since its time was over. */
	void missed(Life expired) {
		this.predecessor = expired;
	}

	/** What expired before, {@code null} if nothing did or its successor is known. */
	@Nullable Life predecessor() {
		Life expired = this.predecessor;
		this.predecessor = null;
		return expired;
	}

	/** How long a life was of use: from its store to its last hit. */
	long usedNanos(Life ended) {
		return Math.max(0, this.lastReadNanos - ended.storedAtNanos());
	}

	/**
	 * The life of one value.
	 *
	 * @param storedAtNanos when it was stored
	 * @param expiresAtNanos when its time is over
	 * @param limited whether it has a time at all
	 * @param hash of its payload
	 * @param expired whether its expiry was noted before somebody asked again
	 */
	record Life(long storedAtNanos, long expiresAtNanos, boolean limited, int hash, boolean expired) {

		boolean isOver(long nowNanos) {
			return this.limited && nowNanos - this.expiresAtNanos >= 0;
		}

		Life asExpired() {
			return new Life(this.storedAtNanos, this.expiresAtNanos, this.limited, this.hash, true);
		}

	}

}
