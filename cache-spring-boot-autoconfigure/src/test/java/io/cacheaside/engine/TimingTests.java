package io.cacheaside.engine;

import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import io.cacheaside.FreshnessSettings;
import io.cacheaside.Position;
import io.cacheaside.codec.Entry;
import io.cacheaside.codec.EntryBuilder;

import static org.assertj.core.api.Assertions.assertThat;

class TimingTests {

	private static final OptionalLong LATER = OptionalLong.of(2_500);

	@Test
	void valueThatAnotherNodeLetStayForLongerThanItsTimeIsOver() {
		Entry entry = entry(2_000);
		assertThat(Timing.isNeeded(entry, FreshnessSettings.OFF)).isTrue();
		Timing timing = Timing.of(entry, LATER, FreshnessSettings.OFF);
		assertThat(timing.over()).isTrue();
		assertThat(timing.standsIn()).isFalse();
	}

	@Test
	void valueWithoutLimitNeedsNoClock() {
		assertThat(Timing.isNeeded(entry(0), FreshnessSettings.OFF)).isFalse();
	}

	private static Entry entry(long expiresAt) {
		byte[] bytes = EntryBuilder.at(new Position(1, 2, 3)).times(1_000, expiresAt, 0).toBytesOfNull("");
		return Entry.parse(bytes).orElseThrow();
	}

}
