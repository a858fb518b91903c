package io.cacheaside.engine;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.cacheaside.Position;
import io.cacheaside.engine.log.LogFollower;
import io.cacheaside.engine.marker.MarkerIndex;
import io.cacheaside.engine.marker.Subject;
import io.cacheaside.key.CacheKey;

/**
 * What this node knows of the invalidation log, and what follows for the values it holds.
 *
 * @param index the markers
 * @param follower keeps them in step with the log
 * @param dependents tells the log of values that were built from others
 * @param transactions what the callers' transactions mean
 * @param settings what is granted
 * @param nanoClock the engine's clock
 */
record Coherence(MarkerIndex index, LogFollower follower, Dependents dependents, TransactionScope transactions,
		CoherenceSettings settings, LongSupplier nanoClock) {

	/**
	 * What is known now. The order matters: what changes between two of these reads must
	 * count as a change after the capture.
	 */
	LoadStart capture() {
		long nanos = this.nanoClock.getAsLong();
		long drops = this.index.drops();
		long version = this.index.version();
		return new LoadStart(this.follower.applied(), version, drops, nanos);
	}

	/**
	 * What was known when the calling thread's view of its source began.
	 */
	LoadStart start() {
		return this.transactions.began().orElseGet(this::capture);
	}

	/**
	 * Whether a value may be kept whose load began then: nothing that matches it has been
	 * invalidated since, all markers that could tell are still there, and the load was
	 * not so long ago that they may be gone elsewhere.
	 */
	boolean mayKeep(Subject subject, LoadStart start) {
		return !isTooOld(start) && !this.index.isStale(subject, start.position())
				&& this.index.drops() == start.drops();
	}

	boolean isTooOld(LoadStart start) {
		return this.nanoClock.getAsLong() - start.nanos() > this.settings.maxLoadAge().toNanos();
	}

	/**
	 * For how long a value of a load that began then may still be stored.
	 */
	long restMillis(LoadStart start) {
		long age = this.nanoClock.getAsLong() - start.nanos();
		return TimeUnit.NANOSECONDS.toMillis(this.settings.maxLoadAge().toNanos() - age);
	}

	/**
	 * Whether a position means anything in the log of now.
	 */
	boolean isKnown(Position position) {
		return position.epoch() == this.index.epoch();
	}

	/**
	 * Whether a position is beyond what this node has applied.
	 */
	boolean isAhead(Position position) {
		Position applied = this.follower.applied();
		return position.epoch() == applied.epoch() && position.isNewerThan(applied);
	}

	static Subject subject(CacheKey key) {
		return new Subject(key.logical(), List.of());
	}

}
