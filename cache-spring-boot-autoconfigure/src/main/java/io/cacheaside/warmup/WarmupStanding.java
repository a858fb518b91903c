package io.cacheaside.warmup;

/**
 * How far a warmer is.
 *
 * @param done how many elements are done, those of other nodes included where it runs
 * once for all
 * @param total how many there are, -1 if it is not known
 * @param running whether it has begun, or waits for another node, and has not ended
 */
public record WarmupStanding(long done, long total, boolean running) {

	/** It has not begun. */
	static final WarmupStanding NOT_BEGUN = new WarmupStanding(0, -1, false);

}
