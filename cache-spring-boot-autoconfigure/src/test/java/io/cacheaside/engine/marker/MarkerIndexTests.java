package io.cacheaside.engine.marker;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class MarkerIndexTests {

	private static final List<InvalidationTarget> USER_1 = List.of(new InvalidationTarget.Key("user", "user:1"));

	private static final Subject SUBJECT = new Subject("user:1", List.of("org:7"));

	private final MarkerIndex index = new MarkerIndex(1_000);

	@Test
	void entryIsStaleOnlyIfAMarkerIsStrictlyNewer() {
		this.index.add(USER_1, at(5));
		assertThat(this.index.isStale(SUBJECT, at(4))).isTrue();
		assertThat(this.index.isStale(SUBJECT, at(5))).isFalse();
		assertThat(this.index.isStale(new Subject("user:10", List.of()), at(4))).isFalse();
	}

	@Test
	void eachKindOfTargetMakesItsEntriesStale() {
		assertStale(new InvalidationTarget.Tag("org:7"));
		assertStale(new InvalidationTarget.WholeCache("user"));
		assertStale(new InvalidationTarget.Pattern("us*"));
		assertStale(new InvalidationTarget.Pattern("user:1"));
		assertStale(new InvalidationTarget.Pattern("*:[1-3]"));
		assertStale(new InvalidationTarget.Pattern("*"));
	}

	private static void assertStale(InvalidationTarget target) {
		MarkerIndex fresh = new MarkerIndex(10);
		fresh.add(List.of(target), at(5));
		assertThat(fresh.isStale(SUBJECT, at(4))).as("%s", target).isTrue();
		assertThat(fresh.isStale(SUBJECT, at(5))).as("%s", target).isFalse();
		assertThat(fresh.isStale(new Subject("other:1:9", List.of("org:77")), at(4))).as("%s", target)
			.isEqualTo(target.equals(new InvalidationTarget.Pattern("*")));
	}

	@Test
	void softTargetOfEachKindMakesItsEntriesDueAndNotStale() {
		assertDue(new InvalidationTarget.Key("user", SUBJECT.logicalKey()));
		assertDue(new InvalidationTarget.Tag("org:7"));
		assertDue(new InvalidationTarget.WholeCache("user"));
		assertDue(new InvalidationTarget.Pattern("us*"));
		assertDue(new InvalidationTarget.Pattern("*:[1-3]"));
	}

	private static void assertDue(InvalidationTarget target) {
		MarkerIndex fresh = new MarkerIndex(10);
		assertThat(fresh.isDue(SUBJECT, at(4))).isFalse();
		long version = fresh.version();
		Barrier barrier = fresh.raise(List.of(target.soft()));
		assertThat(fresh.isDue(SUBJECT, at(9))).as("%s", target).isTrue();
		assertThat(fresh.isStale(SUBJECT, at(4))).as("%s", target).isFalse();
		assertThat(fresh.counts().barriers()).isEqualTo(1);
		barrier.lowerTo(at(5));
		assertThat(fresh.version()).isGreaterThan(version);
		assertThat(fresh.isDue(SUBJECT, at(4))).as("%s", target).isTrue();
		assertThat(fresh.isDue(SUBJECT, at(5))).as("%s", target).isFalse();
		assertThat(fresh.isDue(new Subject("other:1:9", List.of("org:77")), at(4))).as("%s", target).isFalse();
		assertThat(fresh.isChangedSince(SUBJECT, version)).as("%s", target).isFalse();
		assertThat(fresh.isMatchedBetween(SUBJECT, at(4), at(6))).as("%s", target).isTrue();
		fresh.drop(at(5), at(5));
		assertThat(fresh.isDue(SUBJECT, at(4))).as("%s", target).isFalse();
		assertThat(fresh.counts().total()).isZero();
	}

	@Test
	void softMarkersAreBoundTogetherWithTheOthersAndFoldedToMakeMoreDue() {
		MarkerIndex small = new MarkerIndex(10);
		small.add(List.of(new InvalidationTarget.Tag("hard")), at(1));
		for (int i = 0; i < 100; i++) {
			small.add(List.of(new InvalidationTarget.Tag("t" + i).soft()), at(10 + i));
		}
		assertThat(small.counts().total()).isLessThanOrEqualTo(10);
		assertThat(small.counts().floor()).isPresent();
		assertThat(small.isDue(new Subject("a:1", List.of("t0")), at(9))).isTrue();
		assertThat(small.isDue(new Subject("a:1", List.of()), at(9))).as("by the floor").isTrue();
		assertThat(small.isStale(new Subject("a:1", List.of("t0")), at(9))).isFalse();
		assertThat(small.isStale(new Subject("a:1", List.of("hard")), at(0))).isTrue();
	}

	@Test
	void patternWithoutAWildcardIsOneKey() {
		this.index.add(List.of(new InvalidationTarget.Pattern("user:1")), at(5));
		assertThat(this.index.isStale(new Subject("user:10", List.of()), at(4))).isFalse();
	}

	@Test
	void patternThatCannotBeReadMeansEverything() {
		this.index.add(List.of(new InvalidationTarget.Pattern("[broken")), at(5));
		assertThat(this.index.isStale(SUBJECT, at(4))).isTrue();
	}

	@Test
	void escapedStarAtTheEndIsNoWildcard() {
		this.index.add(List.of(new InvalidationTarget.Pattern("user:\\*")), at(5));
		assertThat(this.index.isStale(SUBJECT, at(4))).isFalse();
		assertThat(this.index.isStale(new Subject("user:*", List.of()), at(4))).isTrue();
	}

	@Test
	void positionOfAnotherEpochIsStaleAndItsMarkersAreIgnored() {
		this.index.add(USER_1, new Position(1, 5, 0));
		assertThat(this.index.isStale(SUBJECT, at(4))).isFalse();
		assertThat(this.index.isStale(SUBJECT, new Position(1, 9, 0))).isTrue();
		assertThat(this.index.version()).isEqualTo(1);
	}

	@Test
	void withoutALogNothingIsStaleByItself() {
		assertThat(this.index.isStale(SUBJECT, Position.NONE)).isFalse();
		Barrier barrier = this.index.raise(USER_1);
		assertThat(this.index.isStale(SUBJECT, Position.NONE)).isTrue();
		barrier.lowerTo(Position.NONE);
		assertThat(this.index.isStale(SUBJECT, Position.NONE)).isFalse();
		assertThat(this.index.isChangedSince(SUBJECT, 1)).isTrue();
	}

	@Test
	void resetForgetsMarkersKeepsBarriersAndChangesEverything() {
		this.index.add(USER_1, at(5));
		this.index.raise(List.of(new InvalidationTarget.Tag("a")));
		long version = this.index.version();
		long drops = this.index.drops();
		this.index.reset(7);
		assertThat(this.index.epoch()).isEqualTo(7);
		assertThat(this.index.drops()).isGreaterThan(drops);
		assertThat(this.index.isStale(SUBJECT, at(9))).isTrue();
		assertThat(this.index.isStale(SUBJECT, new Position(7, 0, 0))).isFalse();
		assertThat(this.index.isStale(new Subject("x:1", List.of("a")), new Position(7, 9, 9))).isTrue();
		assertThat(this.index.isChangedSince(new Subject("y:1", List.of()), version)).isTrue();
		assertThat(this.index.isChangedSince(new Subject("y:1", List.of()), this.index.version())).isFalse();
	}

	@Test
	void barrierIsNewerThanEverythingUntilItIsLowered() {
		Barrier barrier = this.index.raise(USER_1);
		assertThat(this.index.isStale(SUBJECT, at(1_000_000))).isTrue();
		barrier.lowerTo(at(8));
		barrier.lowerTo(at(9));
		assertThat(this.index.isStale(SUBJECT, at(7))).isTrue();
		assertThat(this.index.isStale(SUBJECT, at(8))).isFalse();
		assertThat(this.index.counts().barriers()).isZero();
	}

	@Test
	void barriersOfTheSameTargetsStandOnTheirOwn() {
		for (List<InvalidationTarget> targets : List.of(USER_1,
				List.<InvalidationTarget>of(new InvalidationTarget.WholeCache("user")))) {
			Barrier first = this.index.raise(targets);
			Barrier second = this.index.raise(targets);
			first.lowerTo(at(3));
			assertThat(this.index.isStale(SUBJECT, at(9))).isTrue();
			second.lowerTo(at(4));
			assertThat(this.index.isStale(SUBJECT, at(9))).isFalse();
		}
	}

	@Test
	void ownInvalidationCountsFromWhenItsBarrierWasRaised() {
		long before = this.index.version();
		Barrier barrier = this.index.raise(USER_1);
		long after = this.index.version();
		this.index.addOwn(USER_1, at(5));
		barrier.lowerTo(at(5));
		this.index.add(USER_1, at(5));
		assertThat(this.index.version()).isEqualTo(after);
		assertThat(this.index.isChangedSince(SUBJECT, before)).isTrue();
		assertThat(this.index.isChangedSince(SUBJECT, after)).isFalse();
	}

	@Test
	void addedOwnCountsAsItselfWithoutItsBarrier() {
		this.index.raise(List.of(new InvalidationTarget.Tag("a")));
		long version = this.index.version();
		this.index.addOwn(USER_1, at(5));
		assertThat(this.index.isChangedSince(SUBJECT, version)).isTrue();
	}

	@Test
	void invalidationByAnotherNodeIsAChangeThoughAnOwnBarrierStands() {
		this.index.raise(USER_1);
		long version = this.index.version();
		this.index.add(USER_1, at(5));
		assertThat(this.index.isChangedSince(SUBJECT, version)).isTrue();
	}

	@Test
	void markerBehindTheNewestIsFoundBetweenPositions() {
		Barrier barrier = this.index.raise(USER_1);
		barrier.lowerTo(at(8));
		assertThat(this.index.isMatchedBetween(SUBJECT, at(3), at(8))).isFalse();
		this.index.add(USER_1, at(5));
		assertThat(this.index.isMatchedBetween(SUBJECT, at(3), at(8))).isTrue();
		assertThat(this.index.isMatchedBetween(SUBJECT, at(5), at(8))).isFalse();
		assertThat(this.index.isMatchedBetween(SUBJECT, at(3), at(5))).isFalse();
		assertThat(this.index.isMatchedBetween(new Subject("user:2", List.of()), at(3), at(8))).isFalse();
		assertThat(this.index.isMatchedBetween(SUBJECT, new Position(1, 3, 0), at(8))).isTrue();
		assertThat(this.index.isStale(SUBJECT, at(7))).isTrue();
	}

	@Test
	void nothingIsKnownOfWhatLiesBelowTheFloor() {
		this.index.raiseFloor(at(6));
		Subject any = new Subject("x:1", List.of());
		assertThat(this.index.isStale(any, at(5))).isTrue();
		assertThat(this.index.isStale(any, at(6))).isFalse();
		assertThat(this.index.isMatchedBetween(any, at(4), at(6))).isTrue();
		assertThat(this.index.isMatchedBetween(any, at(6), at(9))).isFalse();
		assertThat(this.index.counts().floor()).contains(at(6));
		this.index.raiseFloor(at(4));
		assertThat(this.index.counts().floor()).contains(at(6));
	}

	@Test
	void changesThatFellOutOfTheRingCountAsMatching() {
		Subject other = new Subject("x:1", List.of());
		long version = this.index.version();
		for (int i = 1; i <= 5_000; i++) {
			this.index.add(USER_1, at(i));
		}
		assertThat(this.index.isChangedSince(other, version)).isTrue();
		assertThat(this.index.isChangedSince(other, this.index.version() - 4_000)).isFalse();
		assertThat(this.index.isMatchedBetween(other, at(10), at(5_000))).isTrue();
		assertThat(this.index.isMatchedBetween(other, at(1_000), at(5_000))).isFalse();
	}

	@Test
	void dropForgetsKeysAndOthersApart() {
		this.index.add(USER_1, at(5));
		this.index.add(List.of(new InvalidationTarget.Tag("org:7")), at(6));
		long drops = this.index.drops();
		this.index.drop(at(5), at(4));
		assertThat(this.index.drops()).isEqualTo(drops + 1);
		assertThat(this.index.counts().keys()).isZero();
		assertThat(this.index.counts().tags()).isOne();
		this.index.drop(new Position(9, 9, 0), at(6));
		assertThat(this.index.counts().total()).isZero();
		this.index.drop(new Position(9, 9, 0), new Position(9, 9, 0));
		assertThat(this.index.drops()).isEqualTo(drops + 2);
	}

	@Test
	void valueIsStaleForWhatItWasBuiltFrom() {
		Subject built = new Subject("report:1", List.of(Subject.keyDependency("user:1")));
		Subject ofAll = new Subject("report:2", List.of(Subject.cacheDependency("user")));
		this.index.add(List.of(new InvalidationTarget.Key("user", "user:2")), at(3));
		assertThat(this.index.isStale(built, at(2))).isFalse();
		assertThat(this.index.isStale(ofAll, at(2))).isTrue();
		this.index.add(List.of(new InvalidationTarget.Pattern("user:1*")), at(4));
		assertThat(this.index.isStale(built, at(3))).isTrue();
		assertThat(this.index.isStale(ofAll, at(3))).isTrue();
		this.index.add(List.of(new InvalidationTarget.WholeCache("users")), at(5));
		assertThat(this.index.isStale(built, at(4))).isFalse();
		assertThat(this.index.isStale(ofAll, at(4))).isFalse();
	}

	@Test
	void reservedTagThatIsNotKnownIsStaleAlways() {
		assertThat(this.index.isStale(new Subject("a:1", List.of("\u0000x")), at(9))).isTrue();
		assertThat(this.index.isStale(new Subject("a:1", List.of("\u0000")), at(9))).isTrue();
	}

	@Test
	void oldestKeysAreFoldedIntoTheirCacheOnly() {
		MarkerIndex small = new MarkerIndex(100);
		for (int i = 1; i <= 101; i++) {
			small.add(List.of(new InvalidationTarget.Key("user", "user:" + i)), at(i));
		}
		MarkerCounts counts = small.counts();
		assertThat(counts.folds()).isOne();
		assertThat(counts.keys()).isBetween(40L, 60L);
		assertThat(counts.prefixes()).isOne();
		assertThat(counts.floor()).isEmpty();
		assertThat(small.isStale(new Subject("user:x", List.of()), at(40))).isTrue();
		assertThat(small.isStale(new Subject("user:x", List.of()), at(101))).isFalse();
		assertThat(small.isStale(new Subject("other:x", List.of()), at(1))).isFalse();
		small.drop(at(101), at(0));
		assertThat(small.counts().prefixes()).as("made of keys, yet it may cover more").isOne();
		small.drop(at(101), at(101));
		assertThat(small.counts().total()).isZero();
	}

	@Test
	void oldestTagsAreFoldedIntoTheFloor() {
		MarkerIndex small = new MarkerIndex(100);
		for (int i = 1; i <= 101; i++) {
			small.add(List.of(new InvalidationTarget.Tag("t" + i)), at(i));
		}
		assertThat(small.counts().floor())
			.hasValueSatisfying((floor) -> assertThat(floor.millis()).isBetween(40L, 60L));
		assertThat(small.counts().tags()).isBetween(40L, 60L);
	}

	@Test
	void oldestGlobsAreFoldedIntoWhatTheyBeginWith() {
		MarkerIndex large = new MarkerIndex(100_000);
		for (int i = 1; i <= GlobMarkers.MOST + 1; i++) {
			large.add(List.of(new InvalidationTarget.Pattern("user:?:" + i)), at(i));
		}
		assertThat(large.counts().globs()).isLessThanOrEqualTo(GlobMarkers.MOST);
		assertThat(large.counts().prefixes()).isOne();
		assertThat(large.counts().floor()).isEmpty();
		assertThat(large.isStale(new Subject("user:x:" + 1, List.of()), at(0))).isTrue();
		assertThat(large.isStale(new Subject("other:x:" + 1, List.of()), at(0))).isFalse();
	}

	@Test
	void thousandsOfBarriersAreKeptApart() {
		List<Barrier> barriers = new ArrayList<>();
		IntStream.range(0, 5_000)
			.forEach((i) -> barriers.add(this.index.raise(List.of(new InvalidationTarget.Key("user", "user:" + i)))));
		assertThat(this.index.isStale(new Subject("user:4999", List.of()), at(1))).isTrue();
		assertThat(this.index.isStale(new Subject("user:5000", List.of()), at(1))).isFalse();
		barriers.forEach((barrier) -> barrier.lowerTo(Position.NONE));
		assertThat(this.index.isStale(new Subject("user:4999", List.of()), at(1))).isFalse();
	}

	@Test
	void sequenceThatDoesNotFitIsStaleRatherThanFresh() {
		Position marker = new Position(0, 5, 1L << 40);
		this.index.add(USER_1, marker);
		assertThat(this.index.isStale(SUBJECT, new Position(0, 5, (1L << 40) - 1))).isTrue();
		long version = this.index.version();
		this.index.add(USER_1, new Position(0, 5, (1L << 40) + 1));
		assertThat(this.index.isChangedSince(SUBJECT, version)).isTrue();
	}

	@Test
	void aMillionMarkersFitInto48Megabytes() {
		MarkerIndex large = new MarkerIndex(1_000_000);
		long most = 0;
		for (int i = 1; i <= 1_000_000; i++) {
			large.add(List.of((i % 2 == 0) ? new InvalidationTarget.Key("user", "user:" + i)
					: new InvalidationTarget.Tag("org:" + i)), at(i));
			most = (i % 1_000 == 0) ? Math.max(most, large.bytes()) : most;
		}
		assertThat(large.counts().total()).isEqualTo(1_000_000);
		assertThat(most).isBetween(16_000_000L, 36_000_000L);
	}

	@Test
	void indexOfNoMarkersIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new MarkerIndex(0)).withMessageContaining("0");
	}

	private static Position at(long millis) {
		return new Position(0, millis, 0);
	}

}
