package io.cacheaside.sample.web;

import java.util.List;

import io.cacheaside.CacheLayer;
import io.cacheaside.CacheOutcome;
import io.cacheaside.CacheOutcome.Status;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CacheStatusTests {

	@Test
	void hitNamesTheLayerThatAnswered() {
		CacheOutcome hit = new CacheOutcome("user", "user:usr_1", Status.HIT, CacheLayer.REMOTE);
		assertThat(CacheStatus.format(List.of(hit), true))
			.isEqualTo("CacheAside; hit; detail=remote; key=\"user:usr_1\"");
	}

	@Test
	void missOfASuccessfulAnswerWasStored() {
		assertThat(CacheStatus.format(List.of(miss("user:usr_1")), true))
			.isEqualTo("CacheAside; fwd=miss; stored; key=\"user:usr_1\"");
	}

	@Test
	void missOfAFailedAnswerWasNotStored() {
		assertThat(CacheStatus.format(List.of(miss("user:nobody")), false))
			.isEqualTo("CacheAside; fwd=miss; key=\"user:nobody\"");
	}

	@Test
	void bypassIsForwardedAndNotStored() {
		CacheOutcome bypass = new CacheOutcome("user", "user:usr_1", Status.BYPASS, null);
		assertThat(CacheStatus.format(List.of(bypass), true)).isEqualTo("CacheAside; fwd=bypass; key=\"user:usr_1\"");
	}

	@Test
	void severalCallsAreSeveralMembersInTheirOrder() {
		CacheOutcome hit = new CacheOutcome("agent", "agent:agt_1", Status.HIT, CacheLayer.LOCAL);
		assertThat(CacheStatus.format(List.of(miss("user:usr_1"), hit), true)).isEqualTo(
				"CacheAside; fwd=miss; stored; key=\"user:usr_1\", CacheAside; hit; detail=local; key=\"agent:agt_1\"");
	}

	@Test
	void quotesAndBackslashesAreEscaped() {
		assertThat(CacheStatus.format(List.of(miss("user:a\"b\\c")), false))
			.isEqualTo("CacheAside; fwd=miss; key=\"user:a\\\"b\\\\c\"");
	}

	@Test
	void whatIsNotPrintableAsciiIsPercentEncoded() {
		assertThat(CacheStatus.format(List.of(miss("user:é\n\u007f")), false))
			.isEqualTo("CacheAside; fwd=miss; key=\"user:%C3%A9%0A%7F\"");
	}

	@Test
	void noCallIsNoMember() {
		assertThat(CacheStatus.format(List.of(), true)).isEmpty();
	}

	private static CacheOutcome miss(String key) {
		return new CacheOutcome("user", key, Status.MISS, null);
	}

}
