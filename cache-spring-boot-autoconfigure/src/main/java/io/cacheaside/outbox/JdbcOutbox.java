package io.cacheaside.outbox;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

import javax.sql.DataSource;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;

import io.cacheaside.engine.Invalidation;
import io.cacheaside.engine.InvalidationOutbox;
import io.cacheaside.engine.OutboxStatistics;

/**
 * The outbox in a table of the application's database. A transaction of something else
 * cannot write to it: its invalidations are carried out as without an outbox, which is
 * told once and counted. Safe for use by many threads.
 */
public final class JdbcOutbox implements InvalidationOutbox {

	private static final Logger logger = LoggerFactory.getLogger(JdbcOutbox.class);

	private final OutboxTable table;

	private final SettledRows settled;

	private final AtomicBoolean told = new AtomicBoolean();

	private final LongAdder uncovered = new LongAdder();

	private final LongAdder drained = new LongAdder();

	private volatile long waiting = OutboxStatistics.NONE.waiting();

	/**
	 * Creates the outbox.
	 * @param dataSource the database whose transactions it joins
	 * @param tableName the table, with its schema if need be
	 * @param threads where rows are removed
	 */
	public JdbcOutbox(DataSource dataSource, String tableName, OutboxThreads threads) {
		this.table = new OutboxTable(dataSource, tableName);
		this.settled = new SettledRows(this.table, threads);
	}

	/**
	 * Sees whether the table is there. A database that does not answer is no reason not
	 * to start: the application's own transactions will tell.
	 * @return this
	 * @throws io.cacheaside.CacheConfigurationException if the database answers that it
	 * is not
	 */
	public JdbcOutbox checked() {
		try {
			this.table.check();
		}
		catch (DataAccessException ex) {
			logger.warn("It is not known whether the table of the outbox is there: {}", ex.toString());
		}
		return this;
	}

	@Override
	public Runnable keep(Invalidation invalidation) {
		if (!this.table.isInTransaction()) {
			return uncovered(invalidation);
		}
		long id = this.table.insert(OutboxText.write(invalidation.targets()));
		return () -> this.settled.add(id);
	}

	private Runnable uncovered(Invalidation invalidation) {
		this.uncovered.increment();
		if (this.told.compareAndSet(false, true)) {
			logger.warn("A transaction that is not one of the outbox's database invalidates {}: this and its like "
					+ "are not in the outbox, and lost if the process ends between commit and Redis. Told once; the "
					+ "meter cache.outbox.uncovered counts them.", invalidation.targets());
		}
		return () -> {
		};
	}

	@Override
	public OutboxStatistics statistics() {
		return new OutboxStatistics(this.waiting, this.drained.sum(), this.uncovered.sum());
	}

	/**
	 * Removes what is settled, for the end of the application; waits for the database.
	 */
	public void removeSettled() {
		this.settled.removeAll();
	}

	OutboxTable table() {
		return this.table;
	}

	void drained(int rows) {
		this.drained.add(rows);
	}

	void waiting(long rows) {
		this.waiting = rows;
	}

}
