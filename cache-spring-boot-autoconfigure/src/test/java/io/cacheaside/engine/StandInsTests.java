package io.cacheaside.engine;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.cacheaside.CacheOutcome;
import io.cacheaside.CacheOutcomes;
import io.cacheaside.FreshnessSettings;
import io.cacheaside.InvalidationTarget;

import static io.cacheaside.engine.EngineFixture.KEY;
import static io.cacheaside.engine.EngineFixture.STRINGS;
import static io.cacheaside.engine.EngineFixture.UNEXPECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Values past their time where the loader fails, on two nodes in fake time. */
class StandInsTests {

	private static final Duration TTL = Duration.ofMinutes(10);

	private static final Duration GRACE = Duration.ofMinutes(5);

	private final EngineFixture fixture = new EngineFixture().freshness(new FreshnessSettings(null, 0, GRACE))
		.shape(new EngineFixture.Shape(true, Duration.ofMinutes(1), 0, Set.of("tag"), true, false));

	private final CacheEngine a = this.fixture.node();

	private final CacheEngine b = this.fixture.node();

	private int loads;

	@Test
	void b3ValuePastItsTimeStandsInWhereTheLoaderFails() throws Throwable {
		load(this.a, "old");
		this.fixture.time.pass(TTL);
		assertThat(region(this.a).lookup(KEY, String.class)).isInstanceOf(Lookup.Miss.class);
		try (CacheOutcomes.Recording recording = this.fixture.outcomes.record()) {
			assertThat(fail(this.a)).isEqualTo("old");
			assertThat(recording.outcomes()).extracting(CacheOutcome::status)
				.containsExactly(CacheOutcome.Status.MISS, CacheOutcome.Status.STALE);
		}
		assertThat(region(this.a).statistics().standIns()).isEqualTo(1);
		assertThat(this.loads).isEqualTo(2);
	}

	@Test
	void softlyInvalidatedValueStandsInLikeAnyOther() throws Throwable {
		load(this.a, "old");
		Await.await(this.a.invalidate(Invalidation.of(new InvalidationTarget.Tag("tag").soft())));
		this.fixture.time.pass(TTL);
		assertThat(fail(this.a)).isEqualTo("old");
		assertThat(region(this.a).statistics().standIns()).isEqualTo(1);
	}

	@Test
	void valuePastItsTimeIsReplacedWhereTheLoaderDoesNotFail() throws Throwable {
		load(this.a, "old");
		this.fixture.time.pass(TTL);
		assertThat(load(this.a, "new")).isEqualTo("new");
		assertThat(region(this.b).getOrLoad(KEY, STRINGS, UNEXPECTED)).isEqualTo("new");
		assertThat(region(this.a).statistics().standIns()).isZero();
	}

	@Test
	void whatNothingStandsInForFails() throws Throwable {
		assertThatThrownBy(() -> fail(this.a)).isInstanceOf(IOException.class);
		load(this.a, "old");
		this.fixture.time.pass(TTL.plus(GRACE));
		assertThatThrownBy(() -> fail(this.a)).isInstanceOf(IOException.class);
	}

	@Test
	void valueStandsInToTheEndOfItsGrace() throws Throwable {
		load(this.a, "old");
		this.fixture.time.pass(TTL.plus(GRACE).minusMillis(1));
		assertThat(fail(this.a)).isEqualTo("old");
		this.fixture.time.pass(Duration.ofMillis(1));
		assertThatThrownBy(() -> fail(this.a)).isInstanceOf(IOException.class);
	}

	@Test
	void loaderThatFailedRestsOnAllNodesAndIsThenTriedAgain() throws Throwable {
		load(this.a, "old");
		this.fixture.time.pass(TTL);
		fail(this.a);
		for (int i = 0; i < 5; i++) {
			assertThat(region(this.a).getOrLoad(KEY, STRINGS, UNEXPECTED)).isEqualTo("old");
			assertThat(region(this.b).getOrLoad(KEY, STRINGS, UNEXPECTED)).isEqualTo("old");
		}
		assertThat(region(this.b).statistics().standIns()).isEqualTo(5);
		this.fixture.time.pass(Lease.REST);
		assertThat(load(this.b, "new")).isEqualTo("new");
	}

	@Test
	void whatAKeyEvictionTookNeverStandsIn() throws Throwable {
		load(this.a, "old");
		this.fixture.time.pass(TTL);
		Await.await(region(this.b).evict(KEY));
		assertThatThrownBy(() -> fail(this.b)).isInstanceOf(IOException.class);
		assertThatThrownBy(() -> fail(this.a)).isInstanceOf(IOException.class);
	}

	@Test
	void whatATagEvictionMadeStaleNeverStandsIn() throws Throwable {
		load(this.a, "old");
		this.fixture.time.pass(TTL);
		invalidateTag();
		assertThatThrownBy(() -> fail(this.b)).isInstanceOf(IOException.class);
		this.fixture.settle();
		assertThatThrownBy(() -> fail(this.a)).isInstanceOf(IOException.class);
	}

	@Test
	void restEndsWithAnEviction() throws Throwable {
		load(this.a, "old");
		this.fixture.time.pass(TTL);
		fail(this.a);
		invalidateTag();
		assertThat(load(this.b, "new")).isEqualTo("new");
	}

	@Test
	void whatWasEvictedWhileTheLoaderRanDoesNotStandIn() throws Throwable {
		load(this.a, "old");
		this.fixture.time.pass(TTL);
		assertThatThrownBy(() -> region(this.b).getOrLoad(KEY, STRINGS, () -> {
			invalidateTag();
			throw new IOException("the source is away");
		})).isInstanceOf(IOException.class);
	}

	@Test
	void nothingStandsInOnANodeThatCannotProveToBeCurrent() throws Throwable {
		load(this.a, "old");
		this.fixture.time.pass(TTL);
		assertThatThrownBy(() -> region(this.a).getOrLoad(KEY, STRINGS, () -> {
			this.fixture.log.reachable(false);
			this.fixture.time.pass(Duration.ofSeconds(5));
			throw new IOException("the source is away");
		})).isInstanceOf(IOException.class);
	}

	@Test
	void longLoadThatFailsAsksTheLogBeforeAValueStandsIn() throws Throwable {
		load(this.a, "old");
		this.fixture.time.pass(TTL);
		Object value = region(this.a).getOrLoad(KEY, STRINGS, () -> {
			this.fixture.time.skip(Duration.ofSeconds(5));
			throw new IOException("the source is away");
		});
		assertThat(value).isEqualTo("old");
	}

	@Test
	void errorIsNotHidden() throws Throwable {
		load(this.a, "old");
		this.fixture.time.pass(TTL);
		assertThatThrownBy(() -> region(this.a).getOrLoad(KEY, STRINGS, UNEXPECTED)).isInstanceOf(AssertionError.class);
	}

	@Test
	void whileTheClockOfTheServerIsNotKnownAValueMayBeOver() throws Throwable {
		load(this.a, "old");
		this.fixture.remote.clockKnown(false);
		assertThat(fail(this.b)).isEqualTo("old");
	}

	@Test
	void failedLoadWithoutRedisFails() throws Throwable {
		load(this.a, "old");
		this.fixture.time.pass(TTL);
		this.fixture.remote.reachable(false);
		assertThatThrownBy(() -> fail(this.a)).isInstanceOf(IOException.class);
	}

	private void invalidateTag() {
		Await.await(this.b.invalidate(Invalidation.of(new InvalidationTarget.Tag("tag"))));
	}

	private Object load(CacheEngine node, String value) throws Throwable {
		return region(node).getOrLoad(KEY, STRINGS, () -> {
			this.loads++;
			return value;
		});
	}

	private Object fail(CacheEngine node) throws Throwable {
		return region(node).getOrLoad(KEY, STRINGS, () -> {
			this.loads++;
			throw new IOException("the source is away");
		});
	}

	private static CacheRegion region(CacheEngine node) {
		return node.region("cache");
	}

}
