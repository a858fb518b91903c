package io.cacheaside.engine;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.cacheaside.CacheSettings;
import io.cacheaside.LocalSettings;
import io.cacheaside.TimeToLive;
import io.cacheaside.key.CacheKey;
import io.cacheaside.local.CaffeineLocalTiers;
import io.cacheaside.report.Advice;
import io.cacheaside.report.AdviceRule;
import io.cacheaside.report.CacheReport;
import io.cacheaside.report.CacheReports;
import io.cacheaside.report.ReportListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The report on whole loads, in fake time: each is built so that one rule has something
 * to say, and no other.
 */
@Timeout(60)
class ReportedLoadsTests {

	private static final Duration LOAD = Duration.ofMillis(20);

	private final EngineFixture fixture = new EngineFixture();

	private final ReportListener listener = new ReportListener();

	private @Nullable String value = "value";

	@ParameterizedTest
	@MethodSource("loads")
	void loadGivesTheAdviceThatItWasBuiltFor(Load load, List<AdviceRule> expected) {
		CacheReport report = load.run(this);
		assertThat(report.advice()).extracting(Advice::rule).containsExactlyElementsOf(expected);
		assertThat(report.advice()).allSatisfy((advice) -> assertThat(advice.text()).doesNotContain("NaN"));
	}

	static Stream<Arguments> loads() {
		return Stream.of(load("a few hot keys", ReportedLoadsTests::well),
				load("few calls", ReportedLoadsTests::few, AdviceRule.TOO_FEW_CALLS),
				load("remote hits only", ReportedLoadsTests::remoteHitsOnly, AdviceRule.LOCAL_ON),
				load("invalidated by others", ReportedLoadsTests::invalidatedByOthers, AdviceRule.LOCAL_OFF),
				load("want of room", ReportedLoadsTests::wantOfRoom, AdviceRule.LOCAL_LARGER),
				load("coming again unchanged", ReportedLoadsTests::comingAgainUnchanged, AdviceRule.TTL_LONGER),
				load("coming again changed", ReportedLoadsTests::comingAgainChanged),
				load("nulls that come again", ReportedLoadsTests::nullsComingAgain),
				load("at the limit", ReportedLoadsTests::atTheLimit),
				load("soon done with", ReportedLoadsTests::soonDoneWith, AdviceRule.TTL_SHORTER),
				load("large texts", ReportedLoadsTests::largeTexts, AdviceRule.COMPRESS),
				load("never read twice", ReportedLoadsTests::neverReadTwice, AdviceRule.SWITCH_OFF));
	}

	private static Arguments load(String name, Load load, AdviceRule... expected) {
		return Arguments.of(Named.of(name, load), List.of(expected));
	}

	private CacheReport well() {
		CacheEngine node = node();
		uniformly(node, 20, 1_500);
		return report(node);
	}

	private CacheReport few() {
		CacheEngine node = node();
		uniformly(node, 20, 500);
		return report(node);
	}

	private CacheReport remoteHitsOnly() {
		this.fixture.withoutLocalTier();
		CacheEngine node = node();
		uniformly(node, 20, 1_500);
		return report(node);
	}

	/** Another node loads, this one reads once, and it is evicted. */
	private CacheReport invalidatedByOthers() {
		CacheEngine node = node();
		CacheEngine other = this.fixture.listener(EngineListener.NONE).node();
		for (int i = 0; i < 1_200; i++) {
			CacheKey key = key(i % 20);
			call(other, key);
			call(node, key);
			Await.await(other.region("cache").evict(key));
			this.fixture.settle();
		}
		return report(node);
	}

	private CacheReport wantOfRoom() {
		LocalSettings small = new LocalSettings(true, 50, 0, null, false);
		this.fixture.locals(new CaffeineLocalTiers()).settings(with(small, 1_000));
		CacheEngine node = node();
		uniformly(node, 500, 5_000);
		return report(node);
	}

	private CacheReport comingAgainUnchanged() {
		CacheEngine node = node();
		for (int round = 0; round < 10; round++) {
			inTurn(node, 30, 5);
			this.fixture.time.pass(Duration.ofMinutes(11));
		}
		return report(node);
	}

	/** The time to live is what keeps these current. */
	private CacheReport comingAgainChanged() {
		CacheEngine node = node();
		for (int round = 0; round < 10; round++) {
			this.value = "value " + round;
			inTurn(node, 30, 5);
			this.fixture.time.pass(Duration.ofMinutes(11));
		}
		return report(node);
	}

	/** They live for a minute, and it is not the time to live that would change it. */
	private CacheReport nullsComingAgain() {
		CacheEngine node = node();
		for (int round = 0; round < 20; round++) {
			this.value = null;
			inTurn(node, 30, 5);
			this.fixture.time.pass(Duration.ofMinutes(2));
		}
		return report(node);
	}

	private CacheReport atTheLimit() {
		this.fixture.settings((all) -> new CacheSettings(all.name(), all.enabled(), all.ttl(), all.nullTtl(),
				TimeToLive.of(Duration.ofMinutes(10)), all.ttlJitter(), all.tags(), all.verified(),
				all.maxValueSizeBytes(), all.local(), all.freshness(), all.loads()));
		return comingAgainUnchanged();
	}

	/** Like sessions: read for twenty seconds, and never again. */
	private CacheReport soonDoneWith() {
		CacheEngine node = node();
		for (int i = 0; i < 300; i++) {
			for (int j = 0; j < 5; j++) {
				call(node, key(i));
				this.fixture.time.pass(Duration.ofSeconds(5));
			}
		}
		this.fixture.time.pass(Duration.ofMinutes(20));
		return report(node);
	}

	private CacheReport largeTexts() {
		this.fixture.settings(with(new LocalSettings(true, 1_000, 0, null, false), 1_000_000));
		this.value = "{\"name\":\"something\",\"count\":1}".repeat(700);
		CacheEngine node = node();
		uniformly(node, 20, 1_500);
		return report(node);
	}

	/** Quick loads of keys that do not come again. */
	private CacheReport neverReadTwice() {
		CacheEngine node = node();
		inTurn(node, 1_200, 1);
		return report(node);
	}

	private CacheEngine node() {
		this.fixture.remote.onCall(() -> this.fixture.time.stop(Duration.ofNanos(500_000)));
		return this.fixture.listener(this.listener).node();
	}

	private static UnaryOperator<CacheSettings> with(LocalSettings local, long maxValueSize) {
		return (all) -> new CacheSettings(all.name(), all.enabled(), all.ttl(), all.nullTtl(), all.maxTtl(),
				all.ttlJitter(), all.tags(), all.verified(), maxValueSize, local, all.freshness(), all.loads());
	}

	private void uniformly(CacheEngine node, int keys, int calls) {
		Random random = new Random(1);
		for (int i = 0; i < calls; i++) {
			call(node, key(random.nextInt(keys)));
		}
	}

	private void inTurn(CacheEngine node, int keys, int calls) {
		for (int i = 0; i < keys; i++) {
			for (int j = 0; j < calls; j++) {
				call(node, key(i));
			}
		}
	}

	private void call(CacheEngine node, CacheKey key) {
		try {
			node.region("cache").getOrLoad(key, EngineFixture.STRINGS, () -> {
				this.fixture.time.stop(LOAD);
				return this.value;
			});
		}
		catch (Throwable ex) {
			throw new AssertionError(ex);
		}
		this.fixture.time.pass(Duration.ofMillis(1));
	}

	private static CacheKey key(int number) {
		return new CacheKey("cache", "cache:" + number);
	}

	private CacheReport report(CacheEngine node) {
		return new CacheReports(node::regions, this.listener, new FakeRemoteInspection()).all().get(0);
	}

	/** A load that was run, and what is reported of it. */
	interface Load {

		CacheReport run(ReportedLoadsTests test);

	}

}
