package io.cacheaside.warmup;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * One warmer's turn in a run. Taken by one thread at a time; how far it is may be asked
 * by any.
 */
interface WarmerTurn {

	/**
	 * Runs the warmer, if it is for this node to run.
	 * @return how it ended, or empty if it is not this node's turn yet
	 */
	Optional<WarmupReport> take();

	/**
	 * How far it is.
	 * @return the progress, or {@code null} if it was not taken yet
	 */
	@Nullable WarmupProgress progress();

	static WarmerTurn of(CacheWarmer warmer, WarmupSurroundings surroundings, WarmupStop stop) {
		WarmupCluster cluster = surroundings.cluster();
		boolean once = warmer.isOncePerCluster() || surroundings.settings().once().perCluster();
		if (cluster != null && once) {
			return new ClusterTurn(warmer, surroundings, stop, cluster);
		}
		return new OwnTurn(warmer, surroundings, stop);
	}

}
