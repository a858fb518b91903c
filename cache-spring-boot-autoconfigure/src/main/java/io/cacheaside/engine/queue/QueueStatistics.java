package io.cacheaside.engine.queue;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

import org.jspecify.annotations.Nullable;

/**
 * What this node did to bring the writes of one cache to their source, and how the queue
 * stood when it last looked. Safe for use by many threads.
 */
public final class QueueStatistics {

	private final LongAdder written = new LongAdder();

	private final LongAdder retries = new LongAdder();

	private final LongAdder buried = new LongAdder();

	private final IntSupplier kept;

	private volatile @Nullable Taken seen;

	/** Creates those of a cache whose queue has always acknowledged what it was given. */
	public QueueStatistics() {
		this(() -> 0);
	}

	/**
	 * Creates the statistics, all zero.
	 * @param kept how many committed writes the queue has not acknowledged
	 */
	public QueueStatistics(IntSupplier kept) {
		this.kept = kept;
	}

	/**
	 * Counts writes that the source has.
	 * @param count how many
	 */
	public void written(int count) {
		this.written.add(count);
	}

	/** Counts a batch that failed and is tried again. */
	public void retried() {
		this.retries.increment();
	}

	/** Counts a write that was given up. */
	public void buried() {
		this.buried.increment();
	}

	/**
	 * Keeps how the queue stands.
	 * @param taken what was taken from it, {@code null} if this node no longer looks
	 */
	public void seen(@Nullable Taken taken) {
		this.seen = (taken != null) ? new Taken(List.of(), taken.length(), taken.oldest(), taken.deadLetters()) : null;
	}

	/**
	 * Writes of this node that the source has.
	 * @return the count since start-up
	 */
	public long written() {
		return this.written.sum();
	}

	/**
	 * Batches of this node that failed and were tried again.
	 * @return the count since start-up
	 */
	public long retries() {
		return this.retries.sum();
	}

	/**
	 * Writes that this node gave up.
	 * @return the count since start-up
	 */
	public long buriedCount() {
		return this.buried.sum();
	}

	/**
	 * Committed writes that the queue has not acknowledged, so that this node keeps them.
	 * @return the count now
	 */
	public int kept() {
		return this.kept.getAsInt();
	}

	/**
	 * How the queue stood when this node last looked.
	 * @return its length and age without its writes; {@code null} if another node is
	 * elected to look
	 */
	public @Nullable Taken seen() {
		return this.seen;
	}

}
