package io.cacheaside.engine;

import java.util.concurrent.atomic.LongAdder;

/**
 * The counters of one cache, since start-up. Every call counts as one hit or one miss, so
 * that hits + misses = calls. Safe for use by many threads; a count is one striped add.
 */
public final class CacheStatistics {

	final LongAdder localHits = new LongAdder();

	final LongAdder remoteHits = new LongAdder();

	final LongAdder misses = new LongAdder();

	final LongAdder bypasses = new LongAdder();

	final LongAdder loads = new LongAdder();

	final LongAdder failedLoads = new LongAdder();

	final LongAdder puts = new LongAdder();

	final LongAdder refusedPuts = new LongAdder();

	final LongAdder localBypasses = new LongAdder();

	final LongAdder evictions = new LongAdder();

	final LongAdder clears = new LongAdder();

	final LongAdder failures = new LongAdder();

	final LongAdder undecodable = new LongAdder();

	final LongAdder unencodable = new LongAdder();

	final LongAdder oversized = new LongAdder();

	CacheStatistics() {
	}

	/**
	 * Calls answered by the local tier.
	 * @return the count
	 */
	public long localHits() {
		return this.localHits.sum();
	}

	/**
	 * Calls answered by the remote tier.
	 * @return the count
	 */
	public long remoteHits() {
		return this.remoteHits.sum();
	}

	/**
	 * Calls that no tier answered, {@link #bypasses()} included.
	 * @return the count
	 */
	public long misses() {
		return this.misses.sum();
	}

	/**
	 * Calls that could not ask the remote tier.
	 * @return the count
	 */
	public long bypasses() {
		return this.bypasses.sum();
	}

	/**
	 * Loaders that returned.
	 * @return the count
	 */
	public long loads() {
		return this.loads.sum();
	}

	/**
	 * Loaders that threw.
	 * @return the count
	 */
	public long failedLoads() {
		return this.failedLoads.sum();
	}

	/**
	 * Entries written to the remote tier, after a load or by a put.
	 * @return the count
	 */
	public long puts() {
		return this.puts.sum();
	}

	/**
	 * Stores that Redis refused, since the lease was gone: something was evicted
	 * meanwhile, or the load outlived its lease.
	 * @return the count
	 */
	public long refusedPuts() {
		return this.refusedPuts.sum();
	}

	/**
	 * Entries that were there in this process but were not used, since this node could
	 * not tell whether it is current.
	 * @return the count
	 */
	public long localBypasses() {
		return this.localBypasses.sum();
	}

	/**
	 * Invalidations of single entries.
	 * @return the count
	 */
	public long evictions() {
		return this.evictions.sum();
	}

	/**
	 * Invalidations of the whole cache.
	 * @return the count
	 */
	public long clears() {
		return this.clears.sum();
	}

	/**
	 * Remote operations that failed or timed out.
	 * @return the count
	 */
	public long failures() {
		return this.failures.sum();
	}

	/**
	 * Entries that were there but could not be read; each is a miss and is replaced.
	 * @return the count
	 */
	public long undecodable() {
		return this.undecodable.sum();
	}

	/**
	 * Values that could not be encoded and so were not stored.
	 * @return the count
	 */
	public long unencodable() {
		return this.unencodable.sum();
	}

	/**
	 * Values not stored because they exceed {@code remote.max-value-size}.
	 * @return the count
	 */
	public long oversized() {
		return this.oversized.sum();
	}

}
