package io.cacheaside.warmup;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** The turn of a warmer that each node runs by itself, from beginning to end. */
final class OwnTurn implements WarmerTurn {

	private final CacheWarmer warmer;

	private final WarmupSurroundings surroundings;

	private final WarmupStop stop;

	private volatile @Nullable WarmupProgress progress;

	OwnTurn(CacheWarmer warmer, WarmupSurroundings surroundings, WarmupStop stop) {
		this.warmer = warmer;
		this.surroundings = surroundings;
		this.stop = stop;
	}

	@Override
	public Optional<WarmupReport> take() {
		WarmupProgress progress = this.surroundings.progress(this.warmer);
		this.progress = progress;
		return Optional.of(new WarmerRun(this.warmer, this.surroundings.target(), this.stop, progress,
				this.surroundings.course(() -> false))
			.run());
	}

	@Override
	public @Nullable WarmupProgress progress() {
		return this.progress;
	}

}
