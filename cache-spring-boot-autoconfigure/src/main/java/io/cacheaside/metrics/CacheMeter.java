package io.cacheaside.metrics;

import java.util.List;

/**
 * Every meter of this library, and the source of the tables on the page about them. None
 * has the name of a meter that Spring Boot registers for the caches of this library,
 * which stand beside them. Of Micrometer's binders for other caches, those for loading
 * caches of Caffeine and Guava share {@code cache.load.duration}, with other labels.
 */
public enum CacheMeter {

	HITS(Section.CACHES, Kind.COUNT, "cache.hits", "Calls answered by the cache, by the layer that answered", "cache",
			"cache_layer"),

	MISSES(Section.CACHES, Kind.COUNT, "cache.misses",
			"Calls that the cache did not answer, by why: cold, expired, invalidated, stale, undecodable, "
					+ "bypassed; hits and misses together are the calls",
			"cache", "reason"),

	BYPASSES(Section.CACHES, Kind.COUNT, "cache.bypasses", "Misses because the remote tier could not be asked",
			"cache"),

	LOCAL_BYPASSES(Section.CACHES, Kind.COUNT, "cache.local.bypasses",
			"Entries in this process that were not used, since this node could not tell whether it is " + "current",
			"cache"),

	LOCAL_ENTRIES(Section.CACHES, Kind.FIGURE, "cache.local.entries", "Entries in this process", "cache"),

	LOCAL_EVICTIONS(Section.CACHES, Kind.COUNT, "cache.local.evictions",
			"Entries dropped from this process for want of room", "cache"),

	WAITS(Section.CACHES, Kind.COUNT, "cache.waits",
			"Calls that waited for a load of another node, or of a caller that could not be joined", "cache"),

	LOADS(Section.CACHES, Kind.COUNT, "cache.loads",
			"Loaders that ran because of a miss or a refresh, by how they ended: success or failure", "cache",
			"result"),

	LOAD_DURATION(Section.CACHES, Kind.DURATIONS, "cache.load.duration",
			"Time that loaders took, whether they succeeded or not", "cache"),

	REFRESHES(Section.CACHES, Kind.COUNT, "cache.refreshes",
			"Values loaded anew in the background, before their time was over: success or failure", "cache", "result"),

	STALE(Section.CACHES, Kind.COUNT, "cache.stale",
			"Calls answered by a value past its time, because the loader had failed", "cache"),

	LOADS_WAITING(Section.CACHES, Kind.FIGURE, "cache.loads.waiting", "Loads that wait now until fewer are under way",
			"cache"),

	LOADS_DELAYED(Section.CACHES, Kind.COUNT, "cache.loads.delayed",
			"Loads that had to wait until fewer were under way", "cache"),

	LOAD_TIMEOUTS(Section.CACHES, Kind.COUNT, "cache.load.timeouts",
			"Callers who left a load that took longer than they wait, with an older value or an exception: "
					+ "soft or hard",
			"cache", "limit"),

	STORES(Section.CACHES, Kind.COUNT, "cache.stores", "Entries written", "cache", "cache_layer"),

	REFUSED_STORES(Section.CACHES, Kind.COUNT, "cache.stores.refused",
			"Entries not written because something was evicted meanwhile, or the load outlived its lease", "cache"),

	STALE_READS(Section.CACHES, Kind.COUNT, "cache.stale.reads",
			"Hits whose source said something else although nobody had invalidated them; only with "
					+ "`cacheaside.verify.reads-every`, as the next two",
			"cache"),

	VERIFIED_READS(Section.CACHES, Kind.COUNT, "cache.verified.reads",
			"Hits that were compared with their source: current, stale, undecided, failed", "cache", "result"),

	STALE_AGE(Section.CACHES, Kind.DURATIONS, "cache.stale.age",
			"How long before they were served the values of stale hits had been stored, where Redis still tells",
			"cache"),

	INVALIDATIONS(Section.CACHES, Kind.COUNT, "cache.invalidations",
			"Invalidations by key, pattern, tag and of whole caches: key or clear, and pattern or tag with "
					+ "the cache `*`",
			"cache", "kind"),

	UNDELIVERED(Section.CACHES, Kind.FIGURE, "cache.invalidations.undelivered",
			"Invalidations that Redis has not acknowledged; 0 when healthy"),

	FAILED_INVALIDATIONS(Section.CACHES, Kind.COUNT, "cache.invalidations.failed",
			"Invalidations that Redis did not acknowledge at the first attempt; each is kept and retried"),

	OPERATION_DURATION(Section.CACHES, Kind.DURATIONS, "cache.operation.duration",
			"Time that operations on a tier took, local hits excepted", "cache", "cache_layer", "operation"),

	FAILURES(Section.CACHES, Kind.COUNT, "cache.failures", "Operations on the remote tier that failed or timed out",
			"cache"),

	REJECTED(Section.CACHES, Kind.COUNT, "cache.values.rejected",
			"Values that could not be read, could not be written, or were too large: undecodable, "
					+ "unencodable, oversized",
			"cache", "reason"),

	INVALIDATION_CHECKS(Section.CACHES, Kind.COUNT, "cache.invalidation.checks",
			"Invalidations that this node has checked 1, 10 and 60 seconds after they were in force: ok, violated, "
					+ "unknown",
			"delay", "result"),

	BREAKER_OPEN(Section.CACHES, Kind.FIGURE, "cache.breaker.open",
			"Whether the circuit breaker keeps calls from Redis, 1 or 0"),

	BREAKER_TRANSITIONS(Section.CACHES, Kind.COUNT, "cache.breaker.transitions",
			"Changes of the circuit breaker, by what it became: open, half_open, closed", "state"),

	SIZE_BYTES(Section.SIZES, Kind.BYTES, "cache.size.bytes",
			"Size of the entries, by layer: in this process as they are encoded; in Redis an estimate of the memory "
					+ "they take, not a number but on the node that looks",
			"cache", "cache_layer"),

	REMOTE_ENTRIES(Section.SIZES, Kind.FIGURE, "cache.remote.entries",
			"Entries in Redis, an estimate; not a number but on the node that looks", "cache"),

	REMOTE_MEMORY_USED(Section.SIZES, Kind.BYTES, "cache.remote.memory.used",
			"Memory that Redis uses, for everything that it keeps"),

	REMOTE_MEMORY_LIMIT(Section.SIZES, Kind.BYTES, "cache.remote.memory.limit",
			"Memory that Redis may use; 0 if there is no limit"),

	REMOTE_MEMORY_SHARE(Section.SIZES, Kind.FIGURE, "cache.remote.memory.share",
			"Share of its memory that Redis uses, from 0 to 1, on the fullest shard; not a number if there is no limit"),

	REMOTE_EVICTIONS(Section.SIZES, Kind.COUNT, "cache.remote.evictions",
			"Keys that Redis dropped for want of memory since this node began to ask, those of others included"),

	LOCAL_TRUSTED(Section.LOG, Kind.FIGURE, "cache.local.trusted", "Whether the local tier may answer, 1 or 0"),

	LOG_LAG(Section.LOG, Kind.TIME, "cache.log.lag",
			"For how long at most this node has not known what is in the invalidation log; 0 when healthy"),

	LOG_PROOF_AGE(Section.LOG, Kind.TIME, "cache.log.proof.age",
			"How long ago this node was last proved to be current; not a number before the first proof"),

	LOG_OUTAGE(Section.LOG, Kind.TIME, "cache.log.outage", "For how long Redis has been out of reach; 0 when healthy"),

	LOG_LOADING(Section.LOG, Kind.FIGURE, "cache.log.loading",
			"Whether this node loads the log and trusts nothing that is cached, 1 or 0"),

	LOG_GAPS(Section.LOG, Kind.COUNT, "cache.log.gaps",
			"How often this node could not go on in the log from where it was"),

	LOG_LOADS(Section.LOG, Kind.COUNT, "cache.log.loads",
			"How often this node loaded the log, at the start and after gaps"),

	LOG_EPOCHS(Section.LOG, Kind.COUNT, "cache.log.epochs",
			"How often the log was another one when it was loaded; all entries were misses then"),

	LOG_UNREADABLE(Section.LOG, Kind.COUNT, "cache.log.unreadable",
			"Entries of the log that could not be read; each cleared what it may have meant"),

	LOG_FAILURES(Section.LOG, Kind.COUNT, "cache.log.failures",
			"Exchanges with the log that failed or were not answered"),

	PROPAGATION(Section.LOG, Kind.DURATIONS, "cache.invalidation.propagation",
			"Time until an invalidation was in force on this node: own from when it was sent, other, which came by "
					+ "the log, from when it was in it",
			"origin"),

	MARKERS(Section.LOG, Kind.FIGURE, "cache.markers",
			"Invalidations that this node remembers, by kind; a barrier is one of its own that is under way: "
					+ "key, tag, prefix, glob, barrier",
			"kind"),

	MARKER_FOLDS(Section.LOG, Kind.COUNT, "cache.markers.folds",
			"How often the oldest markers were folded into coarser ones, for want of room"),

	MARKER_FLOOR_AGE(Section.LOG, Kind.TIME, "cache.markers.floor.age",
			"How far behind the end of the log every older entry is a miss; not a number while there is no "
					+ "such floor"),

	MARKER_DROPS(Section.LOG, Kind.COUNT, "cache.markers.drops",
			"How often markers were dropped because they were swept"),

	SWEEP_RUNS(Section.LOG, Kind.COUNT, "cache.sweep.runs",
			"Sweeps by this node, by how they ended: success or failure", "result"),

	SWEEP_EXAMINED(Section.LOG, Kind.COUNT, "cache.sweep.examined",
			"Entries in Redis that sweeps of this node looked at"),

	SWEEP_REMOVED(Section.LOG, Kind.COUNT, "cache.sweep.removed", "Entries in Redis that sweeps of this node removed"),

	SWEEP_FORGOTTEN(Section.LOG, Kind.COUNT, "cache.sweep.forgotten",
			"Markers in Redis that sweeps of this node made superfluous and removed"),

	SWEEP_ELECTED(Section.LOG, Kind.FIGURE, "cache.sweep.elected", "Whether this node is the one that sweeps, 1 or 0"),

	SWEEP_DURATION(Section.LOG, Kind.TIME, "cache.sweep.duration",
			"How long the last whole sweep took; not a number before the first"),

	OUTBOX_WAITING(Section.OUTBOX, Kind.FIGURE, "cache.outbox.waiting",
			"Invalidations in the outbox past their delay, 10,000 at most; not a number on nodes that do not look"),

	OUTBOX_DRAINED(Section.OUTBOX, Kind.COUNT, "cache.outbox.drained",
			"Invalidations that this node carried out in place of their writers"),

	OUTBOX_UNCOVERED(Section.OUTBOX, Kind.COUNT, "cache.outbox.uncovered",
			"Invalidations of transactions that are not of the outbox's database, and so not in it"),

	WARMUP_DONE(Section.WARMUP, Kind.FIGURE, "cache.warmup.done",
			"Elements that the warmer has done at the start of this node, those of other nodes included where it "
					+ "runs once for all",
			"warmer"),

	WARMUP_EXPECTED(Section.WARMUP, Kind.FIGURE, "cache.warmup.expected",
			"Elements that the warmer has to do; not a number where it does not tell, or has not begun", "warmer"),

	WARMUP_RUNNING(Section.WARMUP, Kind.FIGURE, "cache.warmup.running",
			"Whether the warmer is under way, or waits for another node, 1 or 0", "warmer"),

	QUEUED_WRITES(Section.WRITE_BEHIND, Kind.FIGURE, "cache.writes.queued",
			"Keys whose writes wait for their source; not a number but on the node that writes them", "cache"),

	QUEUE_AGE(Section.WRITE_BEHIND, Kind.TIME, "cache.writes.age", "For how long the first of them has waited",
			"cache"),

	DEAD_LETTERS(Section.WRITE_BEHIND, Kind.FIGURE, "cache.writes.dead",
			"Writes that were given up and neither replayed nor dropped", "cache"),

	KEPT_WRITES(Section.WRITE_BEHIND, Kind.FIGURE, "cache.writes.kept",
			"Keys whose committed writes Redis has not acknowledged; this node sends them again until it has", "cache"),

	LATE_WRITES(Section.WRITE_BEHIND, Kind.COUNT, "cache.writes.written",
			"Writes that this node brought to their source", "cache"),

	WRITE_RETRIES(Section.WRITE_BEHIND, Kind.COUNT, "cache.writes.retries",
			"Batches that the writer refused and that were tried again", "cache");

	private final Section section;

	private final Kind kind;

	private final String meterName;

	private final String description;

	private final List<String> labels;

	CacheMeter(Section section, Kind kind, String meterName, String description, String... labels) {
		this.section = section;
		this.kind = kind;
		this.meterName = meterName;
		this.description = description;
		this.labels = List.of(labels);
	}

	/**
	 * What it tells about.
	 * @return the section of the page that lists it
	 */
	public Section section() {
		return this.section;
	}

	/**
	 * What it is.
	 * @return the kind, which tells its unit, too
	 */
	public Kind kind() {
		return this.kind;
	}

	/**
	 * The name as Micrometer knows it.
	 * @return the name, with dots
	 */
	public String meterName() {
		return this.meterName;
	}

	/**
	 * The name as Prometheus scrapes it; durations are a histogram of that name.
	 * @return the name, with underscores and the unit
	 */
	public String scrapedName() {
		String name = this.meterName.replace('.', '_');
		return name.endsWith(this.kind.suffix) ? name : name + this.kind.suffix;
	}

	/**
	 * What it counts or times.
	 * @return a sentence; where a label has few values, it names them
	 */
	public String description() {
		return this.description;
	}

	/**
	 * The names of its labels.
	 * @return the names
	 */
	public List<String> labels() {
		return this.labels;
	}

	/** What a meter is. */
	public enum Kind {

		/** Grows. */
		COUNT("count", "_total"),

		/** Goes up and down. */
		FIGURE("gauge", ""),

		/** Goes up and down, in bytes. */
		BYTES("gauge, bytes", "_bytes"),

		/** A length of time that goes up and down, in seconds. */
		TIME("gauge, seconds", "_seconds"),

		/** Many lengths of time, in seconds. */
		DURATIONS("histogram, seconds", "_seconds");

		private final String label;

		private final String suffix;

		Kind(String label, String suffix) {
			this.label = label;
			this.suffix = suffix;
		}

		/**
		 * The kind in words.
		 * @return what it is, and its unit if it has one
		 */
		public String label() {
			return this.label;
		}

	}

	/** What meters tell about. */
	public enum Section {

		/** Calls, loads, writes, and Redis as the cache sees it. */
		CACHES,

		/** How much room entries take, and how much there is. */
		SIZES,

		/** The invalidation log, the markers, the sweep. */
		LOG,

		/** Only with warmers. */
		WARMUP,

		/** Only with the outbox. */
		OUTBOX,

		/** Only for caches with a writer. */
		WRITE_BEHIND

	}

}
