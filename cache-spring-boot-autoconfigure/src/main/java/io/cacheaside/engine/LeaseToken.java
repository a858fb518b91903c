package io.cacheaside.engine;

/**
 * Names one load, never a node or a caller: a late load of the same node must not pass
 * for a newer one.
 *
 * @param high the upper half of 128 random bits
 * @param low the lower half
 */
public record LeaseToken(long high, long low) {

	/** The token of a lease that nobody holds, as after a load that came to nothing. */
	public static final LeaseToken NOBODY = new LeaseToken(0, 0);

}
