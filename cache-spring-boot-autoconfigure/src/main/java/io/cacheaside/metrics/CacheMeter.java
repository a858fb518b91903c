package io.cacheaside.metrics;

/**
 * Every meter of this library. None shares its name with one of Spring Boot's own cache
 * meters, which stand beside them. As scraped, dots are underscores, counters end in
 * {@code _total} and timers in {@code _seconds}.
 */
public enum CacheMeter {

	/** Labels {@code cache}, {@code cache_layer}. */
	HITS("cache.hits", "Calls answered by the cache, by the layer that answered"),

	/** Label {@code cache}. */
	MISSES("cache.misses", "Calls that the cache did not answer; hits and misses together are the calls"),

	/** Label {@code cache}; also counted as misses. */
	BYPASSES("cache.bypasses", "Misses because the remote tier could not be asked"),

	/** Label {@code cache}. */
	LOCAL_BYPASSES("cache.local.bypasses",
			"Entries in this process that were not used, since this node could not tell whether it is current"),

	/** Label {@code cache}. */
	LOCAL_ENTRIES("cache.local.entries", "Entries in this process"),

	/** Label {@code cache}. */
	LOCAL_EVICTIONS("cache.local.evictions", "Entries dropped from this process for want of room"),

	/** Label {@code cache}. */
	WAITS("cache.waits", "Calls that waited for a load of another node, or of a caller that could not be joined"),

	/** Labels {@code cache}, {@code result}: {@code success} or {@code failure}. */
	LOADS("cache.loads", "Loaders that ran because of a miss or a refresh"),

	/** Label {@code cache}. */
	LOAD_DURATION("cache.load.duration", "Time that loaders took, whether they succeeded or not"),

	/** Labels {@code cache}, {@code result}: {@code success} or {@code failure}. */
	REFRESHES("cache.refreshes", "Values loaded anew in the background, before their time was over"),

	/** Label {@code cache}; also counted as misses. */
	STALE("cache.stale", "Calls answered by a value past its time, because the loader had failed"),
	/** Label {@code cache}. */
	LOADS_WAITING("cache.loads.waiting", "Loads that wait now until fewer are under way"),

	/** Label {@code cache}. */
	LOADS_DELAYED("cache.loads.delayed", "Loads that had to wait until fewer were under way"),

	/** Labels {@code cache}, {@code limit}: {@code soft} or {@code hard}. */
	LOAD_TIMEOUTS("cache.load.timeouts",
			"Callers who left a load that took longer than they wait, with an older value or an exception"),

	/** Labels {@code cache}, {@code cache_layer}. */
	STORES("cache.stores", "Entries written"),

	/** Label {@code cache}. */
	REFUSED_STORES("cache.stores.refused",
			"Entries not written because something was evicted meanwhile, or the load outlived its lease"),

	/**
	 * Labels {@code cache}, {@code kind}: {@code key} or {@code clear}, and with the
	 * cache {@code *} {@code pattern} or {@code tag}.
	 */
	INVALIDATIONS("cache.invalidations", "Invalidations by key, pattern, tag and of whole caches"),

	/** No label. */
	UNDELIVERED("cache.invalidations.undelivered", "Invalidations that Redis has not acknowledged; 0 when healthy"),

	/** No label. */
	FAILED_INVALIDATIONS("cache.invalidations.failed",
			"Invalidations that Redis did not acknowledge at the first attempt; each is kept and retried"),

	/** Labels {@code cache}, {@code cache_layer}, {@code operation}. */
	OPERATION_DURATION("cache.operation.duration", "Time that operations on a tier took, local hits excepted"),

	/** Label {@code cache}. */
	FAILURES("cache.failures", "Operations on the remote tier that failed or timed out"),

	/**
	 * Labels {@code cache}, {@code reason}: {@code undecodable}, {@code unencodable} or
	 * {@code oversized}.
	 */
	REJECTED("cache.values.rejected", "Values that could not be read, could not be written, or were too large"),

	/** No label. */
	BREAKER_OPEN("cache.breaker.open", "Whether the circuit breaker keeps calls from Redis, 1 or 0"),

	/** Label {@code state}: {@code open}, {@code half_open} or {@code closed}. */
	BREAKER_TRANSITIONS("cache.breaker.transitions", "Changes of the circuit breaker, by what it became"),

	/** No label. */
	LOCAL_TRUSTED("cache.local.trusted", "Whether the local tier may answer, 1 or 0"),

	/** No label. */
	LOG_LAG("cache.log.lag", "How far this node is behind the end of the invalidation log, by the server's times"),

	/** No label. */
	LOG_PROOF_AGE("cache.log.proof.age",
			"How long ago this node was last proved to be current; not a number before the first proof"),

	/** No label. */
	LOG_OUTAGE("cache.log.outage", "For how long Redis has been out of reach; 0 when healthy"),

	/** No label. */
	LOG_LOADING("cache.log.loading", "Whether this node loads the log and trusts nothing that is cached, 1 or 0"),

	/** No label. */
	LOG_GAPS("cache.log.gaps", "How often this node could not go on in the log from where it was"),

	/** No label. */
	LOG_LOADS("cache.log.loads", "How often this node loaded the log, at the start and after gaps"),

	/** No label. */
	LOG_EPOCHS("cache.log.epochs",
			"How often the log was another one when it was loaded; all entries were misses then"),

	/** No label. */
	LOG_UNREADABLE("cache.log.unreadable",
			"Entries of the log that could not be read; each cleared what it may have meant"),

	/** No label. */
	LOG_FAILURES("cache.log.failures", "Exchanges with the log that failed or were not answered"),

	/**
	 * Label {@code kind}: {@code key}, {@code tag}, {@code prefix}, {@code glob} or
	 * {@code barrier}.
	 */
	MARKERS("cache.markers",
			"Invalidations that this node remembers, by kind; a barrier is one of its own that is under way"),

	/** No label. */
	MARKER_FOLDS("cache.markers.folds", "How often the oldest markers were folded into coarser ones, for want of room"),

	/** No label. */
	MARKER_FLOOR_AGE("cache.markers.floor.age",
			"How far behind the end of the log every older entry is a miss; not a number while there is no such floor"),

	/** No label. */
	MARKER_DROPS("cache.markers.drops", "How often markers were dropped because they were swept"),

	/** Label {@code result}: {@code success} or {@code failure}. */
	SWEEP_RUNS("cache.sweep.runs", "Sweeps by this node, by how they ended"),

	/** No label. */
	SWEEP_EXAMINED("cache.sweep.examined", "Entries in Redis that sweeps of this node looked at"),

	/** No label. */
	SWEEP_REMOVED("cache.sweep.removed", "Entries in Redis that sweeps of this node removed"),

	/** No label. */
	SWEEP_FORGOTTEN("cache.sweep.forgotten", "Markers in Redis that sweeps of this node made superfluous and removed"),

	/** No label. */
	SWEEP_ELECTED("cache.sweep.elected", "Whether this node is the one that sweeps, 1 or 0"),

	/** No label. */
	SWEEP_DURATION("cache.sweep.duration", "How long the last whole sweep took; not a number before the first"),

	/** No label. */
	OUTBOX_WAITING("cache.outbox.waiting",
			"Invalidations in the outbox past their delay, 10,000 at most; not a number on nodes that do not look"),

	/** No label. */
	OUTBOX_DRAINED("cache.outbox.drained", "Invalidations that this node carried out in place of their writers"),

	/** No label. */
	OUTBOX_UNCOVERED("cache.outbox.uncovered",
			"Invalidations of transactions that are not of the outbox's database, and so not in it"),

	/** Label {@code cache}; only caches with a writer. */
	QUEUED_WRITES("cache.writes.queued",
			"Keys whose writes wait for their source; not a number but on the node that writes them"),

	/** Label {@code cache}; only caches with a writer. */
	QUEUE_AGE("cache.writes.age", "For how long the first of them has waited"),

	/** Label {@code cache}; only caches with a writer. */
	DEAD_LETTERS("cache.writes.dead", "Writes that were given up and neither replayed nor dropped"),

	/** Label {@code cache}; only caches with a writer. */
	LATE_WRITES("cache.writes.written", "Writes that this node brought to their source"),

	/** Label {@code cache}; only caches with a writer. */
	WRITE_RETRIES("cache.writes.retries", "Batches that the writer refused and that were tried again");

	private final String meterName;

	private final String description;

	CacheMeter(String meterName, String description) {
		this.meterName = meterName;
		this.description = description;
	}

	/**
	 * The name as Micrometer knows it.
	 * @return the name, with dots
	 */
	public String meterName() {
		return this.meterName;
	}

	/**
	 * What it counts or times.
	 * @return a sentence
	 */
	public String description() {
		return this.description;
	}

}
