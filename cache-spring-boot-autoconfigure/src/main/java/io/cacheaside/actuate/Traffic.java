package io.cacheaside.actuate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.CacheRegion;
import io.cacheaside.engine.CacheStatistics;
import io.cacheaside.engine.OperationStatistics;

/**
 * What went through the caches of this node, from its start to one moment or between two.
 *
 * @param nanos the moment, or the time between the two
 * @param caches the calls by cache
 * @param operations the operations on Redis
 * @param evictedKeys keys that Redis dropped for want of room, whoever stored them; empty
 * if that is not known, as from the start of this node
 */
record Traffic(long nanos, Map<String, Calls> caches, Operations operations, OptionalLong evictedKeys) {

	/**
	 * What went through them until now.
	 * @param engine the engine
	 * @param nanos now
	 * @return the counts
	 */
	static Traffic of(CacheEngine engine, long nanos) {
		Map<String, Calls> caches = new LinkedHashMap<>();
		for (CacheRegion region : engine.regions()) {
			caches.put(region.settings().name(), Calls.of(region.statistics()));
		}
		return new Traffic(nanos, caches, Operations.of(engine.operations()), OptionalLong.empty());
	}

	/**
	 * What went through them since an earlier moment, caches left out that are younger.
	 * @param earlier from the start to that moment
	 * @param evictedKeys keys that Redis dropped since then, if that is known
	 * @return the difference
	 */
	Traffic since(Traffic earlier, OptionalLong evictedKeys) {
		Map<String, Calls> difference = new LinkedHashMap<>();
		earlier.caches
			.forEach((name, before) -> difference.put(name, this.caches.getOrDefault(name, before).minus(before)));
		return new Traffic(this.nanos - earlier.nanos, difference, this.operations.minus(earlier.operations),
				evictedKeys);
	}

	/**
	 * The calls of all caches together.
	 */
	Calls calls() {
		return this.caches.values().stream().reduce(Calls.NONE, Calls::plus);
	}

	/**
	 * Keys that Redis dropped for want of room, for each entry that this node stored.
	 */
	OptionalDouble evictions() {
		long stores = calls().stores();
		return (stores != 0 && this.evictedKeys.isPresent())
				? OptionalDouble.of((double) this.evictedKeys.getAsLong() / stores) : OptionalDouble.empty();
	}

	/**
	 * The calls of one cache.
	 *
	 * @param hits calls that a tier answered
	 * @param misses calls that none answered
	 * @param stores entries written to Redis
	 */
	record Calls(long hits, long misses, long stores) {

		static final Calls NONE = new Calls(0, 0, 0);

		static Calls of(CacheStatistics statistics) {
			return new Calls(statistics.localHits() + statistics.remoteHits(), statistics.misses(), statistics.puts());
		}

		long count() {
			return this.hits + this.misses;
		}

		/**
		 * The share that was answered; empty if there was no call.
		 */
		OptionalDouble hitRate() {
			return (count() != 0) ? OptionalDouble.of((double) this.hits / count()) : OptionalDouble.empty();
		}

		Calls plus(Calls other) {
			return new Calls(this.hits + other.hits, this.misses + other.misses, this.stores + other.stores);
		}

		Calls minus(Calls earlier) {
			return new Calls(this.hits - earlier.hits, this.misses - earlier.misses, this.stores - earlier.stores);
		}

	}

	/**
	 * Operations on Redis.
	 *
	 * @param count how many ended
	 * @param failures how many of them failed
	 * @param nanos how long all took together
	 */
	record Operations(long count, long failures, long nanos) {

		static Operations of(OperationStatistics statistics) {
			return new Operations(statistics.count(), statistics.failures(), statistics.nanos());
		}

		/**
		 * The share that failed; empty if there was none.
		 */
		OptionalDouble errorRate() {
			return (this.count != 0) ? OptionalDouble.of((double) this.failures / this.count) : OptionalDouble.empty();
		}

		/**
		 * How long one took on the average; empty if there was none.
		 */
		Optional<Duration> latency() {
			return (this.count != 0) ? Optional.of(Duration.ofNanos(this.nanos / this.count)) : Optional.empty();
		}

		Operations minus(Operations earlier) {
			return new Operations(this.count - earlier.count, this.failures - earlier.failures,
					this.nanos - earlier.nanos);
		}

	}

}
