package io.cacheaside.redis;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * How work on many keys is cut up.
 *
 * @param size how many keys Redis is asked to look at for one page of a sweep, and how
 * many commands are sent together
 * @param timeout the longest wait for the answers of one batch
 * @param pause what comes between two pages of a sweep
 */
public record BatchSettings(int size, Duration timeout, Pause pause) {

	/** 1,000 keys, 10 s, no pause. */
	public static final BatchSettings DEFAULTS = new BatchSettings(1_000, Duration.ofSeconds(10), Pause.NONE);

	/**
	 * Checks the settings.
	 * @throws IllegalArgumentException if the size or the time-out is not positive
	 */
	public BatchSettings {
		Objects.requireNonNull(pause, "pause");
		if (size < 1) {
			throw new IllegalArgumentException("the size of a batch must be positive, but was " + size);
		}
		if (timeout.isNegative() || timeout.isZero()) {
			throw new IllegalArgumentException("the time-out of a batch must be positive, but was " + timeout);
		}
	}

	/** Slows a sweep down, so that it leaves Redis to others. */
	@FunctionalInterface
	public interface Pause {

		/** Goes on at once. */
		Pause NONE = (keys) -> CompletableFuture.completedFuture(null);

		/**
		 * Called after each page.
		 * @param keys how many keys the page had
		 * @return completes when the sweep may go on
		 */
		CompletionStage<?> after(int keys);

	}

}
