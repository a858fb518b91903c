package io.cacheaside.report;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Each rule just past its thresholds and just before them. */
class AdviceRuleTests {

	private static final CacheUses WELL = CacheUses.well();

	@ParameterizedTest
	@MethodSource
	void rulesSpeakFromTheirThresholdsOn(CacheUses uses, List<AdviceRule> expected) {
		assertThat(AdviceRule.judgeAll(uses.use())).extracting(Advice::rule).containsExactlyElementsOf(expected);
	}

	static Stream<Arguments> rulesSpeakFromTheirThresholdsOn() {
		return Stream.of(fewCalls(), localOn(), localOff(), localLarger(), longer(), shorter(), worth())
			.flatMap((rules) -> rules);
	}

	private static Stream<Arguments> fewCalls() {
		return Stream.of(expect(WELL), expect(WELL.calls(900, 50, 49, 0), AdviceRule.TOO_FEW_CALLS),
				expect(WELL.local(false).calls(0, 999, 0, 0), AdviceRule.TOO_FEW_CALLS));
	}

	private static Stream<Arguments> localOn() {
		CacheUses remote = WELL.local(false).calls(0, 500, 450, 50);
		return Stream.of(expect(remote, AdviceRule.LOCAL_ON), expect(WELL.local(false).calls(0, 499, 451, 50)),
				expect(WELL.local(false).calls(0, 500, 449, 51)), expect(remote.once(25), AdviceRule.LOCAL_ON),
				expect(remote.once(26)));
	}

	private static Stream<Arguments> localOff() {
		return Stream.of(expect(WELL.calls(49, 200, 751, 0), AdviceRule.LOCAL_OFF), expect(WELL.calls(50, 200, 750, 0)),
				expect(WELL.calls(49, 199, 752, 0)), expect(WELL.calls(300, 300, 99, 301), AdviceRule.LOCAL_OFF),
				expect(WELL.calls(300, 300, 100, 300)), expect(WELL.local(false).calls(300, 100, 299, 301)));
	}

	private static Stream<Arguments> localLarger() {
		CacheUses repeated = WELL.calls(800, 100, 100, 0);
		return Stream.of(expect(repeated.localEvictions(20), AdviceRule.LOCAL_LARGER),
				expect(repeated.localEvictions(19)), expect(repeated.localEvictions(20).once(26)),
				expect(WELL.calls(801, 99, 100, 0).localEvictions(50)),
				expect(WELL.calls(10, 500, 490, 0).localEvictions(99), AdviceRule.LOCAL_LARGER));
	}

	private static Stream<Arguments> longer() {
		return Stream.of(expect(WELL.comingAgain(100, 90, 10), AdviceRule.TTL_LONGER),
				expect(WELL.comingAgain(99, 99, 0)), expect(WELL.comingAgain(100, 89, 10)),
				expect(WELL.comingAgain(100, 100, 11)),
				expect(WELL.comingAgain(100, 90, 10).maxTtl(Duration.ofMinutes(10))),
				expect(WELL.comingAgain(100, 90, 10).maxTtl(Duration.ofMinutes(14))),
				expect(WELL.comingAgain(100, 90, 10).maxTtl(Duration.ofMinutes(15)), AdviceRule.TTL_LONGER));
	}

	private static Stream<Arguments> shorter() {
		return Stream.of(expect(WELL.doneWith(20, 80, 150_000), AdviceRule.TTL_SHORTER),
				expect(WELL.doneWith(19, 0, 150_000)), expect(WELL.doneWith(20, 80, 150_001)),
				expect(WELL.doneWith(20, 81, 150_000)), expect(WELL.brief(100)));
	}

	private static Stream<Arguments> worth() {
		CacheUses costly = WELL.times(20, 1_000_000, 950_000_001);
		return Stream.of(expect(WELL.sizes(8_192, 0.5), AdviceRule.COMPRESS), expect(WELL.sizes(8_191, 0.5)),
				expect(WELL.sizes(8_192, 0.51)), expect(costly, AdviceRule.SWITCH_OFF),
				expect(WELL.times(20, 1_000_000, 950_000_000)), expect(WELL.times(19, 1_000_000, 950_000_001)));
	}

	@Test
	void whatWouldBringHitsGoesBeforeSwitchingOff() {
		CacheUses costly = WELL.times(20, 1_000, 1_000_000_000);
		assertThat(AdviceRule.judgeAll(costly.comingAgain(100, 100, 0).use())).extracting(Advice::rule)
			.containsExactly(AdviceRule.TTL_LONGER);
	}

	@Test
	void nothingElseMattersIfItIsToBeSwitchedOff() {
		CacheUses costly = WELL.times(20, 1_000, 1_000_000_000).sizes(100_000, 0.1);
		assertThat(AdviceRule.judgeAll(costly.use())).extracting(Advice::rule).containsExactly(AdviceRule.SWITCH_OFF);
	}

	@Test
	void adviceNamesThePropertyAndAValue() {
		assertThat(setting(WELL.local(false).calls(0, 1_000, 0, 0)))
			.isEqualTo("cacheaside.caches.user.local.enabled: true");
		assertThat(setting(WELL.calls(800, 100, 100, 0).localEvictions(20)))
			.isEqualTo("cacheaside.caches.user.local.maximum-entries: 2000");
		assertThat(setting(WELL.named("api:list", 3_145_728).calls(800, 100, 100, 0).localEvictions(20)))
			.isEqualTo("cacheaside.caches.[api:list].local.maximum-size: 6MB");
		assertThat(setting(WELL.comingAgain(100, 100, 0))).isEqualTo("cacheaside.caches.user.ttl: 20m");
		assertThat(setting(WELL.comingAgain(100, 100, 0).maxTtl(Duration.ofMinutes(17))))
			.isEqualTo("cacheaside.caches.user.ttl: 17m");
		assertThat(setting(WELL.doneWith(20, 0, 25_000))).isEqualTo("cacheaside.caches.user.ttl: 1m");
		assertThat(setting(WELL.times(20, 1_000, 1_000_000_000))).isEqualTo("cacheaside.caches.user.enabled: false");
	}

	@Test
	void adviceTellsTheNumbersThatLedToIt() {
		assertThat(AdviceRule.judgeAll(WELL.comingAgain(100, 95, 0).use()).get(0).text()).isEqualTo(
				"10.0 % of the calls miss because a value has expired after 10.0 min. Of those that were loaded again "
						+ "95.0 % were the same, and 19 of 20 were asked for within 12.0 min.");
		assertThat(AdviceRule.judgeAll(WELL.times(20, 1_000_000, 2_000_000_000).use()).get(0).text()).isEqualTo(
				"Its operations on Redis took 2.0 s, and its hits have spared 1.0 s of loading: 950 hits, and 1.00 ms "
						+ "for a load. 20.0 % of the keys were asked for once only.");
	}

	private static String setting(CacheUses uses) {
		List<Advice> advice = AdviceRule.judgeAll(uses.use());
		assertThat(advice).hasSize(1);
		return advice.get(0).property() + ": " + advice.get(0).value();
	}

	private static Arguments expect(CacheUses uses, AdviceRule... rules) {
		return Arguments.of(uses, List.of(rules));
	}

}
