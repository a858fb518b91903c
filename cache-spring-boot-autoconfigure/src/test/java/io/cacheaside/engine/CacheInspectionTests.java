package io.cacheaside.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.TimeToLive;
import io.cacheaside.engine.InspectedEntry.Empty;
import io.cacheaside.engine.InspectedEntry.Held;
import io.cacheaside.engine.InspectedEntry.Local;
import io.cacheaside.engine.InspectedEntry.Unknown;
import io.cacheaside.engine.InspectedEntry.Unreadable;
import io.cacheaside.engine.log.AppliedEntry;
import io.cacheaside.engine.log.RecentLog;
import io.cacheaside.engine.marker.MarkerIndex;
import io.cacheaside.engine.marker.Outdated;
import io.cacheaside.engine.marker.Outdated.Cause;
import io.cacheaside.key.CacheKey;

import static io.cacheaside.engine.EngineFixture.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** What people are told who look at an entry, or ask what would go. */
@Timeout(60)
class CacheInspectionTests extends TwoNodes {

	private static final InvalidationTarget TAG = new InvalidationTarget.Tag("tag");

	private static final InvalidationTarget PATTERN = new InvalidationTarget.Pattern("cache:k*");

	private static final Duration LIMIT = Duration.ofSeconds(10);

	@Test
	void entryIsSeenInBothTiersWithoutBeingCounted() throws Throwable {
		load(this.a, "value");
		InspectedEntry entry = inspect(this.a);
		assertThat(entry.remote()).isInstanceOfSatisfying(Held.class, (held) -> {
			assertThat(held.entry().hasValue()).isTrue();
			assertThat(held.outdated()).isEmpty();
			assertThat(held.entry().expiresAt() - held.serverMillis().orElseThrow())
				.isEqualTo(Duration.ofMinutes(10).toMillis());
		});
		assertThat(entry.local()).singleElement().satisfies((local) -> {
			assertThat(local.remaining()).isEqualTo(Duration.ofMinutes(10));
			assertThat(local.outdated()).isEmpty();
			assertThat(local.due()).isFalse();
		});
		assertThat(inspect(this.b).local()).isEmpty();
		assertThat(region(this.b).statistics().misses() + region(this.b).statistics().remoteHits()).isZero();
	}

	@Test
	void entryThatAnotherNodeHasInvalidatedIsStaleAtOnceByThatMarker() throws Throwable {
		load(this.a, "value");
		invalidate(this.b, PATTERN);
		InspectedEntry entry = inspect(this.a);
		Outdated why = ((Held) entry.remote()).outdated().orElseThrow();
		assertThat(why.cause()).isEqualTo(Cause.PATTERN);
		assertThat(why.name()).isEqualTo("cache:k*");
		assertThat(why.marker()).isEqualTo(this.b.log().applied());
		assertThat(entry.local()).extracting(Local::outdated)
			.allMatch((outdated) -> outdated.equals(((Held) entry.remote()).outdated()));
	}

	@Test
	void softlyInvalidatedEntryIsDueAndNotStale() throws Throwable {
		load(this.a, "value");
		invalidate(this.b, new InvalidationTarget.WholeCache("cache").soft());
		Outdated why = ((Held) inspect(this.a).remote()).outdated().orElseThrow();
		assertThat(why.softly()).isTrue();
		assertThat(why.cause()).isEqualTo(Cause.CACHE);
	}

	@Test
	void emptyUnreadableAndUnreachableSlotsAreToldApart() {
		assertThat(inspect(this.a).remote()).isInstanceOf(Empty.class);
		this.fixture.remote.place(KEY, new byte[] { 1, 2, 3 }, TimeToLive.NONE);
		assertThat(inspect(this.a).remote()).isEqualTo(new Unreadable(3));
		this.fixture.remote.reachable(false);
		assertThat(inspect(this.a).remote()).isInstanceOf(Unknown.class);
	}

	@Test
	void dryRunCountsWhatWouldGoAndNothingGoes() throws Throwable {
		load(this.a, "value");
		region(this.a).getOrLoad(new CacheKey("cache", "cache:other"), EngineFixture.STRINGS, () -> "other");
		assertThat(count(this.a, PATTERN)).isEqualTo(new TargetCount(1, 1, 2, true, null));
		assertThat(count(this.b, PATTERN)).isEqualTo(new TargetCount(1, 0, 2, true, null));
		assertThat(count(this.a, new InvalidationTarget.WholeCache("cache")))
			.isEqualTo(new TargetCount(2, 2, 2, true, null));
		assertThat(count(this.a, TAG).remote()).isOne();
		assertThat(((Held) inspect(this.a).remote()).outdated()).isEmpty();
		invalidate(this.a, PATTERN);
		assertThat(count(this.a, PATTERN)).isEqualTo(new TargetCount(0, 0, 2, true, null));
	}

	@Test
	void countThatIsOutOfTimeTellsWhatItHasSoFar() throws Throwable {
		load(this.a, "value");
		this.fixture.remote.hold();
		CompletionStage<TargetCount> count = this.a.inspection().count(PATTERN, LIMIT);
		assertThat(count.toCompletableFuture()).isNotDone();
		this.fixture.time.pass(LIMIT);
		assertThat(count.toCompletableFuture().join()).isEqualTo(new TargetCount(1, 1, 1, false, null));
		this.fixture.remote.release();
	}

	@Test
	void oneWalkIsUnderWayAtATime() throws Throwable {
		load(this.a, "value");
		this.fixture.remote.hold();
		CompletionStage<TargetCount> first = this.a.inspection().count(PATTERN, LIMIT);
		CompletionStage<TargetCount> second = this.a.inspection().count(TAG, LIMIT);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(second.toCompletableFuture()::join)
			.withCauseInstanceOf(RejectedExecutionException.class)
			.withMessageContaining("Another count is under way");
		this.fixture.time.pass(LIMIT);
		assertThat(first.toCompletableFuture()).isDone();
		assertThat(this.a.inspection().count(TAG, LIMIT).toCompletableFuture()).isCompletedExceptionally();
		this.fixture.remote.release();
		assertThat(count(this.a, TAG).complete()).isTrue();
	}

	@Test
	void countOfAKeyAsksItsSlotOnlyEvenWhileAWalkIsUnderWay() throws Throwable {
		load(this.a, "value");
		region(this.a).getOrLoad(new CacheKey("cache", "cache:other"), EngineFixture.STRINGS, () -> "other");
		this.fixture.remote.hold();
		this.a.inspection().count(PATTERN, LIMIT);
		CompletionStage<TargetCount> key = this.a.inspection()
			.count(new InvalidationTarget.Key("cache", KEY.logical()).soft(), LIMIT);
		this.fixture.remote.release();
		assertThat(key.toCompletableFuture().join()).isEqualTo(new TargetCount(1, 1, 1, true, null));
	}

	@Test
	void nothingWaitsForACountThatIsDone() throws Throwable {
		load(this.a, "value");
		int before = this.fixture.time.scheduled();
		count(this.a, PATTERN);
		assertThat(this.fixture.time.scheduled()).isEqualTo(before);
	}

	@Test
	void walkEndsWhenTheTimeForCountingIsOver() {
		EnginePorts ports = new EnginePorts(LocalTiers.NONE, this.fixture.remote, this.fixture.log,
				TransactionScope.NONE, this.fixture.time, Runnable::run, this.fixture.time, new Random(1));
		TargetCounting counting = new TargetCounting(PATTERN, new MarkerIndex(10), ports, LIMIT, List.of());
		StoredEntry entry = new StoredEntry(KEY.logical(), Optional.empty());
		assertThat(counting.judge(entry)).isEqualTo(SweepRule.Verdict.KEEP);
		this.fixture.time.pass(LIMIT);
		assertThatIllegalStateException().isThrownBy(() -> counting.judge(entry));
	}

	@Test
	void countThatCannotBeMadeSaysWhy() {
		this.fixture.remote.reachable(false);
		TargetCount count = count(this.a, PATTERN);
		assertThat(count.complete()).isFalse();
		assertThat(count.problem()).isNotBlank();
	}

	@Test
	void recentLogTellsOwnEntriesFromOthersTheNewestFirst() {
		invalidate(this.a, TAG);
		invalidate(this.b, PATTERN);
		this.fixture.settle();
		this.fixture.time.pass(Duration.ofSeconds(2));
		List<AppliedEntry> seen = this.a.inspection().recentLog();
		assertThat(seen).extracting(AppliedEntry::targets).startsWith(List.of(PATTERN), List.of(TAG));
		assertThat(seen).extracting(AppliedEntry::own).startsWith(false, true);
		assertThat(seen.get(0).age()).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(3));
		assertThat(this.b.inspection().recentLog()).extracting(AppliedEntry::own).startsWith(true, false);
	}

	@Test
	void recentLogIsBounded() {
		List<InvalidationTarget> many = IntStream.range(0, 50)
			.<InvalidationTarget>mapToObj((i) -> new InvalidationTarget.Tag("t" + i))
			.toList();
		for (int i = 0; i < RecentLog.KEPT + 5; i++) {
			this.a.invalidate(Invalidation.of(many));
		}
		List<AppliedEntry> seen = this.a.inspection().recentLog();
		assertThat(seen).hasSize(RecentLog.KEPT).allSatisfy((entry) -> {
			assertThat(entry.targets()).hasSize(RecentLog.KEPT_TARGETS);
			assertThat(entry.count()).isEqualTo(50);
		});
	}

	private InspectedEntry inspect(CacheEngine node) {
		return node.inspection().entry(region(node), KEY).toCompletableFuture().join();
	}

	private static TargetCount count(CacheEngine node, InvalidationTarget target) {
		return node.inspection().count(target, LIMIT).toCompletableFuture().join();
	}

}
