package io.cacheaside.report;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.cacheaside.engine.use.Lives;

/**
 * What is known of one cache on one node, and what follows from it.
 *
 * @param cache its name
 * @param reads what was asked of it
 * @param loads what it spares and costs
 * @param memory what it holds
 * @param lives how its keys are used and how the lives of its values end
 * @param advice what to change, empty if it is well as it is
 */
public record CacheReport(String cache, Reads reads, Loads loads, Memory memory, KeyLives lives, List<Advice> advice) {

	static CacheReport of(CacheUse use) {
		return new CacheReport(use.cache(), Reads.of(use), Loads.of(use), Memory.of(use), KeyLives.of(use),
				AdviceRule.judgeAll(use));
	}

	private static double millis(double nanos) {
		return nanos / 1e6;
	}

	/**
	 * What was asked of a cache.
	 *
	 * @param calls all calls
	 * @param hitRate the share of them that it answered
	 * @param localHitRate the share that the local tier answered
	 * @param remoteHitRate the share that Redis answered
	 * @param misses the other calls, by reason
	 * @param remoteReadMeanMillis how long a read from Redis takes
	 * @param remoteReadP95Millis how long 19 of 20 take at most, roughly
	 */
	public record Reads(long calls, double hitRate, double localHitRate, double remoteHitRate, Map<String, Long> misses,
			double remoteReadMeanMillis, double remoteReadP95Millis) {

		static Reads of(CacheUse use) {
			CacheUse.Calls calls = use.calls();
			Map<String, Long> misses = new TreeMap<>();
			calls.misses().forEach((reason, count) -> misses.put(reason.label(), count));
			return new Reads(calls.total(), CacheUse.share(calls.hits(), calls.total()),
					CacheUse.share(calls.localHits(), calls.total()), CacheUse.share(calls.remoteHits(), calls.total()),
					misses, millis(use.times().reads().mean()), millis(use.times().reads().p95()));
		}

	}

	/**
	 * What a cache spares and costs.
	 *
	 * @param timed loads that were timed
	 * @param meanMillis how long a load takes
	 * @param p95Millis how long 19 of 20 take at most, roughly
	 * @param callsSaved calls that the source was spared
	 * @param savedMillis how long they would have taken
	 * @param overheadMillis how long all operations on Redis took
	 */
	public record Loads(long timed, double meanMillis, double p95Millis, long callsSaved, double savedMillis,
			double overheadMillis) {

		static Loads of(CacheUse use) {
			CacheUse.Times times = use.times();
			return new Loads(times.loads().count(), millis(times.loads().mean()), millis(times.loads().p95()),
					use.calls().hits(), millis(use.savedNanos()), millis(times.overheadNanos()));
		}

	}

	/**
	 * What a cache holds.
	 *
	 * @param localEntries entries in this process
	 * @param localBytes their size as they are encoded, roughly
	 * @param remoteBytes the memory of its entries in Redis, by a sample; {@code null} if
	 * that is not known
	 * @param valueMeanBytes the size of an entry
	 * @param valueP95Bytes which size 19 of 20 do not exceed, roughly
	 * @param valueLargestBytes the largest
	 * @param compressedShare the share of its size that a value would have if it were
	 * compressed, by a few of them
	 */
	public record Memory(long localEntries, long localBytes, @Nullable Long remoteBytes, double valueMeanBytes,
			long valueP95Bytes, long valueLargestBytes, double compressedShare) {

		static Memory of(CacheUse use) {
			CacheUse.Memory memory = use.memory();
			return new Memory(memory.localEntries(), memory.localBytes(), memory.remoteBytes(),
					use.keys().sizes().mean(), use.keys().sizes().p95(), use.keys().sizes().largest(),
					use.compressed());
		}

	}

	/**
	 * How the keys of a cache are used, by a sample, and how the lives of their values
	 * end.
	 *
	 * @param keys sampled keys
	 * @param oneIn of how many keys one is in the sample
	 * @param neverReadTwice the share of them that were asked for once only
	 * @param ttl the time to live in force
	 * @param expired values whose time was over
	 * @param unread of those, how many nobody had read
	 * @param returned of those, how many were asked for afterwards
	 * @param compared of those, how many were loaded anew and stored
	 * @param unchanged of those, how many were the same
	 * @param invalidated values that were invalidated
	 * @param usedP95Millis how long after their store 19 of 20 were read last, roughly
	 * @param returnedP95Millis within which time after their store 19 of 20 of those that
	 * were asked for afterwards were, roughly
	 */
	public record KeyLives(long keys, long oneIn, double neverReadTwice, String ttl, long expired, long unread,
			long returned, long compared, long unchanged, long invalidated, long usedP95Millis,
			long returnedP95Millis) {

		static KeyLives of(CacheUse use) {
			Lives lives = use.keys().lives();
			return new KeyLives(use.keys().keys(), use.keys().oneIn(), use.neverReadTwice(),
					use.setup().ttl().toString(), lives.expired(), lives.unread(), lives.returned(), lives.compared(),
					lives.unchanged(), lives.invalidated(), lives.usedMillis().p95(), lives.returnedMillis().p95());
		}

	}

}
