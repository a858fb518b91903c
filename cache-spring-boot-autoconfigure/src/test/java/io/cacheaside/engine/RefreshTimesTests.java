package io.cacheaside.engine;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.cacheaside.CacheSettings;
import io.cacheaside.FreshnessSettings;
import io.cacheaside.LoadSettings;
import io.cacheaside.LocalSettings;
import io.cacheaside.TimeToLive;

import static org.assertj.core.api.Assertions.assertThat;

/** When values should be loaded anew. */
class RefreshTimesTests {

	private static final Duration LOAD = Duration.ofMillis(100);

	private static final TimeToLive TEN_SECONDS = TimeToLive.of(Duration.ofSeconds(10));

	@Test
	void valueIsNeverRefreshedUnlessThatIsAskedFor() {
		assertThat(times(null, 0, 0.5).afterMillis(TEN_SECONDS, LOAD)).isZero();
	}

	@Test
	void softTimeToLiveIsShortenedByJitterAlone() {
		assertThat(times(Duration.ofSeconds(4), 0, 0).afterMillis(TEN_SECONDS, LOAD)).isEqualTo(4_000);
		assertThat(drawn(times(Duration.ofSeconds(4), 0, 0.5), TEN_SECONDS, LOAD))
			.allSatisfy((after) -> assertThat(after).isBetween(2_000L, 4_000L));
		assertThat(times(Duration.ofNanos(1), 0, 0).afterMillis(TEN_SECONDS, LOAD)).isEqualTo(1);
	}

	@Test
	void softTimeToLiveCountsForValuesWithoutAnEndToo() {
		assertThat(times(Duration.ofSeconds(4), 1, 0).afterMillis(TimeToLive.NONE, LOAD)).isEqualTo(4_000);
	}

	@Test
	void softTimeToLiveThatIsNoShorterThanTheOtherIsNever() {
		assertThat(times(Duration.ofSeconds(10), 0, 0).afterMillis(TEN_SECONDS, LOAD)).isZero();
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0.01, 1, 10, 100 })
	void earlyRefreshBeginsALoadsTimeBeforeTheEndAndNotInTheFirstQuarter(double beta) {
		assertThat(drawn(times(null, beta, 0), TEN_SECONDS, LOAD))
			.allSatisfy((after) -> assertThat(after).isBetween(2_500L, 9_900L));
	}

	@Test
	void earlyRefreshIsBetaLoadTimesBeforeThatOnAverage() {
		double mean = drawn(times(null, 2, 0), TEN_SECONDS, LOAD).stream()
			.mapToLong(Long::longValue)
			.average()
			.orElseThrow();
		assertThat(mean).isBetween(9_900 - 200 * 1.1, 9_900 - 200 * 0.9);
	}

	@Test
	void earlierOfBothCounts() {
		assertThat(drawn(times(Duration.ofSeconds(9), 20, 0), TEN_SECONDS, LOAD))
			.allSatisfy((after) -> assertThat(after).isBetween(2_500L, 9_000L))
			.contains(9_000L);
	}

	@Test
	void valueWhoseLoadTakesLongerThanMostOfItsTimeIsRefreshedAfterAQuarter() {
		assertThat(times(null, 1, 0).afterMillis(TEN_SECONDS, Duration.ofSeconds(8))).isEqualTo(2_500);
	}

	@Test
	void valueWhoseLoadTimeIsNotKnownIsNotRefreshedEarly() {
		assertThat(times(null, 1, 0).afterMillis(TEN_SECONDS, Duration.ZERO)).isZero();
	}

	@Test
	void keysThatEndTogetherAreLoadedTogetherUnlessRefreshedEarly() {
		assertThat(busiestOverAverage(times(null, 0, 0))).isGreaterThan(90);
	}

	@Test
	void aThousandHotKeysThatWereStoredTogetherAreLoadedApart() {
		// Two thirds of the time to live, in load times.
		assertThat(busiestOverAverage(times(null, 67, 0))).isLessThanOrEqualTo(3);
	}

	/**
	 * The loads of a thousand keys that were stored at once and are asked for all the
	 * time, in the minute after that: the busiest 100 ms as a multiple of the average.
	 */
	private static double busiestOverAverage(RefreshTimes times) {
		int[] loads = new int[600];
		for (int key = 0; key < 1_000; key++) {
			long stored = 0;
			while (true) {
				long after = times.afterMillis(TEN_SECONDS, LOAD);
				stored += (after != 0) ? after : 10_000;
				if (stored >= 60_000) {
					break;
				}
				loads[(int) (stored / 100)]++;
				stored += LOAD.toMillis();
			}
		}
		return IntStream.of(loads).max().orElseThrow() / IntStream.of(loads).average().orElseThrow();
	}

	private static List<Long> drawn(RefreshTimes times, TimeToLive ttl, Duration load) {
		return LongStream.generate(() -> times.afterMillis(ttl, load)).limit(2_000).boxed().toList();
	}

	private static RefreshTimes times(@Nullable Duration refreshAfter, double beta, double jitter) {
		CacheSettings settings = new CacheSettings("cache", true, TEN_SECONDS, Duration.ZERO, TimeToLive.NONE, jitter,
				Set.of(), false, 1_000, new LocalSettings(false, 1, 0, null, false),
				new FreshnessSettings(refreshAfter, beta, Duration.ZERO), LoadSettings.UNLIMITED);
		return new RefreshTimes(settings, new Random(7));
	}

}
