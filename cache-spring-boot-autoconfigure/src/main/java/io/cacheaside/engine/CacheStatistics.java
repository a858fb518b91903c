package io.cacheaside.engine;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * The counters of one cache, since start-up. Every call counts as one hit or one miss, so
 * that hits + misses = calls. Safe for use by many threads; a count is one striped add.
 */
public final class CacheStatistics {

	final LongAdder localHits = new LongAdder();

	final LongAdder remoteHits = new LongAdder();

	private final LongAdder[] misses = Stream.generate(LongAdder::new)
		.limit(MissReason.values().length)
		.toArray(LongAdder[]::new);

	private final LongAdder[] verified = Stream.generate(LongAdder::new)
		.limit(ReadCheck.values().length)
		.toArray(LongAdder[]::new);

	final LongAdder waits = new LongAdder();

	final LongAdder loads = new LongAdder();

	final LongAdder failedLoads = new LongAdder();

	final LongAdder refreshes = new LongAdder();

	final LongAdder failedRefreshes = new LongAdder();

	final LongAdder standIns = new LongAdder();

	final LongAdder waitingLoads = new LongAdder();

	final LongAdder delayedLoads = new LongAdder();

	final LongAdder softTimeouts = new LongAdder();

	final LongAdder hardTimeouts = new LongAdder();

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
		return Arrays.stream(this.misses).mapToLong(LongAdder::sum).sum();
	}

	/**
	 * Calls that no tier answered for one reason.
	 * @param reason the reason
	 * @return the count
	 */
	public long misses(MissReason reason) {
		return this.misses[reason.ordinal()].sum();
	}

	void missed(MissReason reason) {
		this.misses[reason.ordinal()].increment();
	}

	/**
	 * Calls that could not ask the remote tier.
	 * @return the count
	 */
	public long bypasses() {
		return misses(MissReason.BYPASSED);
	}

	/**
	 * Hits that were compared with their source.
	 * @param result what that has shown
	 * @return the count
	 */
	public long verifiedReads(ReadCheck result) {
		return this.verified[result.ordinal()].sum();
	}

	void verified(ReadCheck result) {
		this.verified[result.ordinal()].increment();
	}

	/**
	 * Calls that waited for a load of another node, or of a caller on this one that
	 * cannot be joined.
	 * @return the count
	 */
	public long waits() {
		return this.waits.sum();
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
	 * Loads in the background that replaced a value before its time was over; also
	 * counted as loads.
	 * @return the count
	 */
	public long refreshes() {
		return this.refreshes.sum();
	}

	/**
	 * Loads in the background that failed, while the value stayed.
	 * @return the count
	 */
	public long failedRefreshes() {
		return this.failedRefreshes.sum();
	}

	/**
	 * Calls answered by a value past its time, since the loader had failed; also counted
	 * as misses.
	 * @return the count
	 */
	public long standIns() {
		return this.standIns.sum();
	}

	/**
	 * Loads that wait now until fewer are under way.
	 * @return the count
	 */
	public long waitingLoads() {
		return this.waitingLoads.sum();
	}

	/**
	 * Loads that had to wait until fewer were under way.
	 * @return the count
	 */
	public long delayedLoads() {
		return this.delayedLoads.sum();
	}

	/**
	 * Callers for whom an older value stood in, since a load took longer than they wait.
	 * @return the count
	 */
	public long softTimeouts() {
		return this.softTimeouts.sum();
	}

	/**
	 * Callers who got an exception, since a load took longer than they wait.
	 * @return the count
	 */
	public long hardTimeouts() {
		return this.hardTimeouts.sum();
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
