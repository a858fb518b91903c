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

	/** Labels {@code cache}, {@code result}: {@code success} or {@code failure}. */
	LOADS("cache.loads", "Loaders that ran because of a miss"),

	/** Label {@code cache}. */
	LOAD_DURATION("cache.load.duration", "Time that loaders took, whether they succeeded or not"),

	/** Labels {@code cache}, {@code cache_layer}. */
	STORES("cache.stores", "Entries written"),

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
	REJECTED("cache.values.rejected", "Values that could not be read, could not be written, or were too large");

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
