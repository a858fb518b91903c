package io.cacheaside.engine.marker;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.cacheaside.InvalidationTarget;

import static org.assertj.core.api.Assertions.assertThat;

class BarriersTests {

	private final Barriers barriers = new Barriers();

	@Test
	void keyThatTwoBarriersNameStandsUntilBothAreLowered() {
		Targets one = Targets.of(List.of(key("1"), key("2")));
		Targets other = Targets.of(List.of(key("2"), key("3")));
		this.barriers.raise(one);
		this.barriers.raise(other);
		this.barriers.lower(one);
		assertThat(this.barriers.match(subject("user:1"))).isFalse();
		assertThat(this.barriers.match(subject("user:2"))).isTrue();
		this.barriers.lower(other);
		assertThat(this.barriers.match(subject("user:2"))).isFalse();
		assertThat(this.barriers.count()).isZero();
	}

	@Test
	void barrierMatchesWhatAValueWasBuiltFrom() {
		this.barriers.raise(Targets.of(List.of(key("1"))));
		assertThat(this.barriers.match(new Subject("x:1", List.of(Subject.keyDependency("user:1"))))).isTrue();
		assertThat(this.barriers.match(new Subject("x:1", List.of(Subject.keyDependency("user:2"))))).isFalse();
		assertThat(this.barriers.match(new Subject("x:1", List.of(Subject.cacheDependency("user"))))).isTrue();
		assertThat(this.barriers.match(new Subject("x:1", List.of(Subject.cacheDependency("users"))))).isFalse();
	}

	@Test
	void mixedTargetsMatchAsEachOfThem() {
		this.barriers.raise(Targets
			.of(List.of(key("1"), new InvalidationTarget.WholeCache("org"), new InvalidationTarget.Tag("t"))));
		assertThat(this.barriers.match(subject("user:1"))).isTrue();
		assertThat(this.barriers.match(subject("org:1"))).isTrue();
		assertThat(this.barriers.match(new Subject("x:1", List.of("t")))).isTrue();
		assertThat(this.barriers.match(subject("x:1"))).isFalse();
	}

	private static InvalidationTarget key(String id) {
		return new InvalidationTarget.Key("user", "user:" + id);
	}

	private static Subject subject(String logicalKey) {
		return new Subject(logicalKey, List.of());
	}

}
