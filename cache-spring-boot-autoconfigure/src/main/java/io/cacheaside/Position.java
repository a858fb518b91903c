package io.cacheaside;

/**
 * A point in the invalidation log: the ID of a stream entry, together with the epoch of
 * the log it belongs to. Positions of different epochs cannot be compared in time; all of
 * another epoch's are as good as unknown.
 *
 * @param epoch the random number that the log was created with; 0 where there is no log
 * @param millis the first half of the stream ID
 * @param sequence the second half of the stream ID
 */
public record Position(long epoch, long millis, long sequence) {

	/** The position where there is no log. */
	public static final Position NONE = new Position(0, 0, 0);

	/**
	 * Whether this position is strictly newer than another of the same epoch.
	 * @param other a position of the same epoch
	 * @return whether this one is newer
	 * @throws IllegalArgumentException if the epochs differ
	 */
	public boolean isNewerThan(Position other) {
		if (this.epoch != other.epoch) {
			throw new IllegalArgumentException("positions of different epochs have no order: " + this + ", " + other);
		}
		return (this.millis != other.millis) ? this.millis > other.millis : this.sequence > other.sequence;
	}

}
