package io.cacheaside.engine.log;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.cacheaside.Position;

import static org.assertj.core.api.Assertions.assertThat;

class FollowerStateTests {

	@ParameterizedTest(name = "applied {0}, end {1}, proved {2} ms ago")
	@CsvSource(textBlock = """
			1000, 1000,   300,    0
			1000, 1700,   900,  700
			1000, 1700,    40,   40
			1000, 9000000, 40,   40
			1000, 1700,    -1,  700
			1700, 1000,    40,    0
			""")
	void lagIsTheLeastOfWhatIsKnown(long applied, long end, long proofAge, long lag) {
		assertThat(state(new Position(1, applied, 0), new Position(1, end, 0), proofAge).lagMillis()).isEqualTo(lag);
	}

	@ParameterizedTest
	@CsvSource({ "0, 1", "1, 2" })
	void lagBehindAnotherEpochIsUnknown(long applied, long end) {
		assertThat(state(new Position(applied, 1_000, 0), new Position(end, 2_000, 0), 5_000).lagMillis()).isZero();
	}

	private static FollowerState state(Position applied, Position end, long proofAgeMillis) {
		long proofAge = (proofAgeMillis < 0) ? -1 : Duration.ofMillis(proofAgeMillis).toNanos();
		return new FollowerState(applied, end, true, true, false, proofAge, -1, 0,
				new FollowerState.Counts(0, 0, 0, 0, 0));
	}

}
