package io.cacheaside.report;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.cacheaside.TimeToLive;
import io.cacheaside.engine.MissReason;
import io.cacheaside.engine.use.Distribution.Summary;
import io.cacheaside.engine.use.UsedKeys;

/**
 * How one cache is used on this node, since it was created.
 *
 * @param cache its name
 * @param setup the settings that advice may change
 * @param calls what was asked of it
 * @param times what it takes and what it spares
 * @param keys how a sample of its keys is used
 * @param memory what it holds
 * @param compressed the share of their size that a few values would have if they were
 * compressed, 1 if that is not known
 */
record CacheUse(String cache, Setup setup, Calls calls, Times times, UsedKeys keys, Memory memory, double compressed) {

	/**
	 * A part of a whole, 0 if there is nothing.
	 */
	static double share(long part, long whole) {
		return (whole > 0) ? (double) part / whole : 0;
	}

	/** The share of the sampled keys that were asked for a single time. */
	double neverReadTwice() {
		return share(this.keys.once(), this.keys.keys());
	}

	/** The time of loaders that the hits have spared, as long as the loads there were. */
	double savedNanos() {
		return this.calls.hits() * this.times.loads().mean();
	}

	/**
	 * The settings that advice may change.
	 *
	 * @param local whether entries are kept in the process
	 * @param maximumEntries how many at most
	 * @param maximumSizeBytes how large they may be together; 0 for any size
	 * @param ttl the time to live of entries whose method names none
	 * @param maxTtl what no time to live exceeds
	 */
	record Setup(boolean local, long maximumEntries, long maximumSizeBytes, TimeToLive ttl, TimeToLive maxTtl) {
	}

	/**
	 * What was asked of a cache.
	 *
	 * @param localHits calls that the local tier answered
	 * @param remoteHits calls that the remote tier answered
	 * @param misses the other calls by their reason
	 * @param stores entries that were written to the remote tier
	 * @param localEvictions entries dropped from the process for want of room
	 */
	record Calls(long localHits, long remoteHits, Map<MissReason, Long> misses, long stores, long localEvictions) {

		long hits() {
			return this.localHits + this.remoteHits;
		}

		long missed() {
			return this.misses.values().stream().mapToLong(Long::longValue).sum();
		}

		long missed(MissReason reason) {
			return this.misses.getOrDefault(reason, 0L);
		}

		long total() {
			return hits() + missed();
		}

		/**
		 * How often the local tier was filled, roughly: each other hit and store does.
		 */
		long fills() {
			return this.remoteHits + this.stores;
		}

	}

	/**
	 * What a cache takes and what it spares, in nanoseconds.
	 *
	 * @param reads the times of reads from the remote tier
	 * @param loads the times of loaders
	 * @param overheadNanos the time of all operations on the remote tier together
	 */
	record Times(Summary reads, Summary loads, long overheadNanos) {
	}

	/**
	 * What a cache holds.
	 *
	 * @param localEntries entries in this process
	 * @param localBytes their size in the encoded form, roughly
	 * @param remoteBytes the memory of its entries in Redis, by a sample; {@code null} if
	 * that is not known
	 */
	record Memory(long localEntries, long localBytes, @Nullable Long remoteBytes) {
	}

}
