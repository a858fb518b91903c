package io.cacheaside.outbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows whose invalidation Redis has acknowledged. They are removed a moment later, many
 * with one statement. One that cannot be removed is left to the drain, which carries it
 * out once more; so are those beyond the bound. Safe for use by many threads.
 */
final class SettledRows {

	/** Longer batches are fewer; meanwhile the table is a little larger. */
	static final Duration LINGER = Duration.ofMillis(200);

	static final int BATCH = 500;

	static final int BOUND = 20_000;

	private static final Logger logger = LoggerFactory.getLogger(SettledRows.class);

	private final OutboxTable table;

	private final OutboxThreads threads;

	private final ReentrantLock lock = new ReentrantLock();

	private final AtomicBoolean removalIsDue = new AtomicBoolean();

	private List<Long> ids = new ArrayList<>();

	SettledRows(OutboxTable table, OutboxThreads threads) {
		this.table = table;
		this.threads = threads;
	}

	/** Takes a row to be removed soon; returns at once. */
	void add(long id) {
		this.lock.lock();
		try {
			if (this.ids.size() < BOUND) {
				this.ids.add(id);
			}
		}
		finally {
			this.lock.unlock();
		}
		removeLater();
	}

	/** One removal at a time, so that a slow database costs one connection. */
	private void removeLater() {
		if (!this.removalIsDue.compareAndSet(false, true)) {
			return;
		}
		try {
			this.threads.scheduler()
				.schedule(() -> this.threads.executor().execute(this::removeDue), LINGER.toMillis(),
						TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The application stops; settled rows of the outbox are left to the next drain");
		}
	}

	private void removeDue() {
		try {
			removeAll();
		}
		finally {
			this.removalIsDue.set(false);
		}
		if (!isEmpty()) {
			removeLater();
		}
	}

	/**
	 * Removes what there is, and waits for the database.
	 */
	void removeAll() {
		List<Long> all = take();
		try {
			for (int from = 0; from < all.size(); from += BATCH) {
				this.table.delete(all.subList(from, Math.min(from + BATCH, all.size())));
			}
		}
		catch (RuntimeException ex) {
			logger.warn("Rows of the outbox could not be removed; they will be carried out once more: {}",
					ex.toString());
		}
	}

	private boolean isEmpty() {
		this.lock.lock();
		try {
			return this.ids.isEmpty();
		}
		finally {
			this.lock.unlock();
		}
	}

	private List<Long> take() {
		this.lock.lock();
		try {
			List<Long> all = this.ids;
			this.ids = new ArrayList<>();
			return all;
		}
		finally {
			this.lock.unlock();
		}
	}

}
