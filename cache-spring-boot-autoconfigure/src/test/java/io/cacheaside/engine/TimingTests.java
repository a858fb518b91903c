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
		assertThat(Timing.isNeeded(entry, false)).isTrue();
		Timing timing = Timing.of(entry, LATER, FreshnessSettings.OFF, false);
		assertThat(timing.over()).isTrue();
		assertThat(timing.standsIn()).isFalse();
	}

	@Test
	void valueWithoutLimitNeedsNoClock() {
		assertThat(Timing.isNeeded(entry(0), false)).isFalse();
	}

	@Test
	void valueInvalidatedSoftlyIsDueUnlessItIsLeased() {
		assertThat(Timing.isNeeded(entry(0), true)).isTrue();
		assertThat(Timing.of(entry(0), LATER, FreshnessSettings.OFF, true).due()).isTrue();
		assertThat(Timing.of(entry(0), OptionalLong.empty(), FreshnessSettings.OFF, true).due()).isTrue();
		assertThat(Timing.of(leased(3_000), LATER, FreshnessSettings.OFF, true).due()).isFalse();
		assertThat(Timing.of(leased(3_000), OptionalLong.empty(), FreshnessSettings.OFF, true).due()).isFalse();
		assertThat(Timing.of(leased(2_000), LATER, FreshnessSettings.OFF, true).due()).isTrue();
		assertThat(Timing.of(entry(2_000), LATER, FreshnessSettings.OFF, true).due()).as("over").isFalse();
	}

	private static Entry leased(long until) {
		byte[] bytes = EntryBuilder.at(new Position(1, 2, 3)).times(1_000, 0, 0).toBytesOfNull("");
		return Entry.parse(SlotHeaders.leasedBeside(bytes, new LeaseToken(1, 1), until)).orElseThrow();
	}

	private static Entry entry(long expiresAt) {
		byte[] bytes = EntryBuilder.at(new Position(1, 2, 3)).times(1_000, expiresAt, 0).toBytesOfNull("");
		return Entry.parse(bytes).orElseThrow();
	}

}
