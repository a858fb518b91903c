package io.cacheaside.engine.use;

import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Numbers in constant space. */
class DistributionTests {

	private final Distribution distribution = new Distribution();

	@Test
	void nothingHasNoMean() {
		assertThat(this.distribution.summary()).isEqualTo(Distribution.Summary.NONE);
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, 1, 3, 4, 7, 8, 1_000, 1_000_000_000L, Long.MAX_VALUE })
	void singleNumberIsItsOwnQuantile(long number) {
		this.distribution.add(number);
		assertThat(this.distribution.summary()).isEqualTo(new Distribution.Summary(1, number, number, number, number));
	}

	@Test
	void quantileIsAtMostAQuarterTooHigh() {
		LongStream.rangeClosed(1, 10_000).forEach(this.distribution::add);
		Distribution.Summary summary = this.distribution.summary();
		assertThat(summary.mean()).isEqualTo(5_000.5);
		assertThat(summary.p95()).isBetween(9_500L, 11_875L);
		assertThat(summary.largest()).isEqualTo(10_000);
	}

	@Test
	void fewLargeNumbersDoNotMoveTheQuantile() {
		LongStream.range(0, 96).forEach((each) -> this.distribution.add(10));
		LongStream.range(0, 4).forEach((each) -> this.distribution.add(1_000_000));
		assertThat(this.distribution.summary().p95()).isBetween(10L, 12L);
	}

	@Test
	void negativeNumberCountsAsNothing() {
		this.distribution.add(-5);
		assertThat(this.distribution.summary()).isEqualTo(new Distribution.Summary(1, 0, 0, 0, 0));
	}

}
