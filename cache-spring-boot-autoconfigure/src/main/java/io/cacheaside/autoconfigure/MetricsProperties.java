package io.cacheaside.autoconfigure;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is measured.
 *
 * @param remoteSample looking at some of the entries in Redis, to tell how much room each
 * cache takes
 */
record MetricsProperties(@DefaultValue RemoteSample remoteSample) {

	/**
	 * Looking at some of the entries in Redis.
	 *
	 * @param enabled whether this node may be elected to look
	 * @param interval time between two looks
	 * @param entries how many entries to look at each time
	 */
	record RemoteSample(@DefaultValue("true") boolean enabled, @DefaultValue("1m") Timespan interval,
			@DefaultValue("500") int entries) {

		RemoteSample {
			if (interval.duration().toMillis() < 1_000) {
				throw new IllegalArgumentException("interval must be at least 1s, but was " + interval.duration());
			}
			if (entries < 1 || entries > 100_000) {
				throw new IllegalArgumentException("entries must be from 1 to 100000, but was " + entries);
			}
		}

	}

}
