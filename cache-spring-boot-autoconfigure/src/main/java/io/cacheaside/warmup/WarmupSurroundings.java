package io.cacheaside.warmup;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

/**
 * What all warmers of a node share.
 *
 * @param target where entries go
 * @param settings how to run
 * @param runtime threads and time
 * @param cluster how nodes agree; {@code null} where each is by itself
 */
record WarmupSurroundings(WarmupTarget target, WarmupSettings settings, WarmupRuntime runtime,
		@Nullable WarmupCluster cluster) {

	WarmupProgress progress(CacheWarmer warmer) {
		return new WarmupProgress(warmer.name(), this.runtime.nanoTime(), this.settings.progressInterval());
	}

	/**
	 * A course from the beginning, which nobody follows.
	 * @param lost whether another node does this now
	 */
	WarmerRun.Course course(BooleanSupplier lost) {
		WarmupPace pace = pace();
		int size = this.settings.batchSize();
		return new WarmerRun.Course() {

			@Override
			public int size() {
				return size;
			}

			@Override
			public long from() {
				return 0;
			}

			@Override
			public WarmupPace pace() {
				return pace;
			}

			@Override
			public void reached(long place, long done) {
			}

			@Override
			public boolean isLost() {
				return lost.getAsBoolean();
			}

		};
	}

	WarmupPace pace() {
		return new WarmupPace(this.runtime.nanoTime(), this.settings.entriesPerSecond());
	}

	long after(Duration duration) {
		return this.runtime.nanoTime().getAsLong() + duration.toNanos();
	}

}
