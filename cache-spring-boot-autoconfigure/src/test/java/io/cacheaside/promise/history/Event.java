package io.cacheaside.promise.history;

import java.util.Map;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

/**
 * What happened, with times of the monotonic clock that all nodes of a history share.
 */
sealed interface Event {

	/** When it began. */
	long from();

	/** When it had ended. */
	long to();

	/** Whether it tells something of a row. */
	default boolean concerns(String row) {
		return true;
	}

	/**
	 * A node was asked for a row.
	 *
	 * @param node the node
	 * @param by how it was asked
	 * @param row the row
	 * @param version the version that was served
	 * @param origin the load or write that the served copy came from
	 * @param from before the call
	 * @param to after the call
	 */
	record Read(int node, String by, String row, long version, long origin, long from, long to) implements Event {

		@Override
		public boolean concerns(String row) {
			return this.row.equals(row);
		}

	}

	/**
	 * A loader of a node ran.
	 *
	 * @param node the node
	 * @param row the row
	 * @param version the version that it found
	 * @param origin names it
	 * @param from when it began
	 * @param to when it returned
	 */
	record Load(int node, String row, long version, long origin, long from, long to) implements Event {

		@Override
		public boolean concerns(String row) {
			return this.row.equals(row);
		}

	}

	/**
	 * A node was told to invalidate, or to put, which invalidates what was there.
	 *
	 * @param node the node
	 * @param by how it was told
	 * @param floors for each row that was meant the version that must be served at least
	 * @param from before the call
	 * @param to after the call
	 */
	record Invalidation(int node, String by, Map<String, Long> floors, long from, long to) implements Event {

		@Override
		public boolean concerns(String row) {
			return this.floors.containsKey(row);
		}

	}

	/**
	 * A node was seen to have nothing left to deliver: the invalidations that had
	 * returned before are in the log.
	 *
	 * @param node the node
	 * @param from before it was asked
	 * @param to after it was asked
	 */
	record Delivery(int node, long from, long to) implements Event {
	}

	/**
	 * Something was broken.
	 *
	 * @param node whose way to Redis, or {@link #ALL} for Redis itself
	 * @param what what was done
	 * @param unreachable whether Redis could not be reached meanwhile
	 * @param from when it began
	 * @param to when it was mended
	 */
	record Fault(int node, String what, boolean unreachable, long from, long to) implements Event {

		static final int ALL = -1;

		boolean hits(int node) {
			return this.node == ALL || this.node == node;
		}

	}

	/** In words, with times in milliseconds since an origin. */
	default String describe(long origin) {
		return "%10.3f .. %10.3f  %s".formatted(millis(from() - origin), millis(to() - origin), this);
	}

	private static double millis(long nanos) {
		return NANOSECONDS.toMicros(nanos) / 1_000.0;
	}

}
