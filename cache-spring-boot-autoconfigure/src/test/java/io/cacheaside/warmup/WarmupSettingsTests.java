package io.cacheaside.warmup;

import java.time.Duration;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class WarmupSettingsTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	@Test
	void valueOutOfRangeIsRefusedByTheNameOfItsProperty() {
		refused("cacheaside.warmup.parallelism", () -> settings(0, SECOND, 1, SECOND));
		refused("cacheaside.warmup.timeout", () -> settings(1, Duration.ZERO, 1, SECOND));
		refused("cacheaside.warmup.batch-size", () -> settings(1, SECOND, 0, SECOND));
		refused("cacheaside.warmup.progress-interval", () -> settings(1, SECOND, 1, Duration.ofSeconds(-1)));
	}

	@Test
	void failFastExcludesBackground() {
		refused("cacheaside.warmup.fail-fast cannot be combined with cacheaside.warmup.background",
				() -> new WarmupSettings(true, 1, SECOND, 1, true, true, SECOND));
	}

	private static void refused(String message, ThrowingCallable settings) {
		assertThatIllegalArgumentException().isThrownBy(settings).withMessageStartingWith(message);
	}

	private static WarmupSettings settings(int parallelism, Duration timeout, int batchSize, Duration interval) {
		return new WarmupSettings(true, parallelism, timeout, batchSize, false, false, interval);
	}

}
