package io.cacheaside.warmup;

import java.util.Optional;

/** One warmer's turn in a run. Used by one thread at a time. */
interface WarmerTurn {

	/**
	 * Runs the warmer, if it is for this node to run.
	 * @return how it ended, or empty if it is not this node's turn yet
	 */
	Optional<WarmupReport> take();

	static WarmerTurn of(CacheWarmer warmer, WarmupSurroundings surroundings, WarmupStop stop) {
		WarmupCluster cluster = surroundings.cluster();
		boolean once = warmer.isOncePerCluster() || surroundings.settings().once().perCluster();
		if (cluster != null && once) {
			return new ClusterTurn(warmer, surroundings, stop, cluster);
		}
		return () -> Optional.of(new WarmerRun(warmer, surroundings.target(), stop, surroundings.progress(warmer),
				surroundings.course(() -> false))
			.run());
	}

}
