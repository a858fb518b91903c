package io.cacheaside.engine.marker;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;

import static org.assertj.core.api.Assertions.assertThat;

class ChangeRingTests {

	private static final Marked USER_1 = tags(1);

	private static final Subject SUBJECT = new Subject("user:1", List.of("t0"));

	private static final Subject OTHER = new Subject("user:2", List.of());

	private final ChangeRing ring = new ChangeRing(4, 100, 1, Position.NONE);

	@Test
	void changeIsSeenFromBeforeItOnly() {
		this.ring.add(2, at(5), USER_1);
		assertThat(this.ring.isChangedSince(SUBJECT, 1)).isTrue();
		assertThat(this.ring.isChangedSince(SUBJECT, 2)).isFalse();
		assertThat(this.ring.isChangedSince(OTHER, 1)).isFalse();
		assertThat(this.ring.isChangedSince(OTHER, 0)).as("before the ring began").isTrue();
	}

	@Test
	void changeThatCountsNoMoreDoesNotHideOlderOnes() {
		this.ring.add(2, null, USER_1);
		this.ring.add(0, at(5), USER_1);
		assertThat(this.ring.isChangedSince(SUBJECT, 1)).isTrue();
		assertThat(this.ring.isChangedSince(SUBJECT, 2)).isFalse();
		assertThat(this.ring.isMatchedBetween(SUBJECT, at(4), at(6))).isTrue();
	}

	@Test
	void whatIsLostCountsAsMatching() {
		for (int i = 0; i < 6; i++) {
			this.ring.add(2 + i, at(10 + i), USER_1);
		}
		assertThat(this.ring.isChangedSince(OTHER, 2)).isTrue();
		assertThat(this.ring.isChangedSince(OTHER, 3)).isFalse();
		assertThat(this.ring.isMatchedBetween(OTHER, at(10), at(20))).isTrue();
		assertThat(this.ring.isMatchedBetween(OTHER, at(11), at(20))).isFalse();
		assertThat(this.ring.contains(at(11), USER_1)).isFalse();
		assertThat(this.ring.contains(at(12), USER_1)).isTrue();
	}

	@Test
	void manyTargetsPushOutMore() {
		this.ring.add(2, at(5), USER_1);
		this.ring.add(3, at(6), tags(100));
		assertThat(this.ring.isChangedSince(OTHER, 1)).isTrue();
		assertThat(this.ring.isChangedSince(OTHER, 2)).isFalse();
		this.ring.add(4, at(7), tags(101));
		assertThat(this.ring.isChangedSince(OTHER, 3)).isTrue();
		assertThat(this.ring.isChangedSince(OTHER, 4)).isFalse();
	}

	@Test
	void changeIsKnownByItsPositionAndAllItsTargets() {
		this.ring.add(2, at(5), tags(2));
		assertThat(this.ring.contains(at(5), tags(1))).isTrue();
		assertThat(this.ring.contains(at(5), tags(3))).isFalse();
		assertThat(this.ring.contains(at(6), tags(1))).isFalse();
	}

	private static Marked tags(int count) {
		return Marked.of(IntStream.range(0, count)
			.<InvalidationTarget>mapToObj((i) -> new InvalidationTarget.Tag("t" + i))
			.toList());
	}

	private static Position at(long millis) {
		return new Position(0, millis, 0);
	}

}
