package io.cacheaside.testing;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a proxy does to the bytes of one direction, on all its connections. Safe for use
 * by many threads.
 */
final class ProxyPassage {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private Mode mode = Mode.OPEN;

	private long delayNanos;

	void set(Mode mode, Duration delay) {
		this.lock.lock();
		try {
			this.mode = mode;
			this.delayNanos = delay.toNanos();
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits until something may go on.
	 * @param arrivedNanos when it arrived, by {@link System#nanoTime()}
	 * @return whether it may go on; if not, it is lost
	 * @throws InterruptedException if its connection is closed meanwhile
	 */
	boolean admits(long arrivedNanos) throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			while (true) {
				if (this.mode == Mode.SWALLOWING) {
					return false;
				}
				long remaining = arrivedNanos + this.delayNanos - System.nanoTime();
				if (this.mode == Mode.OPEN && remaining <= 0) {
					return true;
				}
				this.changed.await((this.mode == Mode.OPEN) ? remaining : Long.MAX_VALUE, TimeUnit.NANOSECONDS);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	boolean isSwallowing() {
		this.lock.lock();
		try {
			return this.mode == Mode.SWALLOWING;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** What becomes of the bytes. */
	enum Mode {

		/** They go on, after the delay. */
		OPEN,

		/** They wait. */
		HELD,

		/** They are lost. */
		SWALLOWING

	}

}
