package io.cacheaside.engine.marker;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.engine.marker.Outdated.Cause;

import static org.assertj.core.api.Assertions.assertThat;

/** Which marker makes an entry stale, as it is told to people. */
class OutdatedTests {

	private static final Position OLD = new Position(0, 100, 0);

	private static final Position MARKER = new Position(0, 200, 7);

	private static final InvalidationTarget KEY = new InvalidationTarget.Key("user", "user:1");

	private final MarkerIndex index = new MarkerIndex(1_000, 17);

	private final Subject subject = new Subject("user:1",
			List.of("org:1", Subject.keyDependency("rate:eur"), Subject.cacheDependency("plan")));

	static Stream<Arguments> targets() {
		return Stream.of(Arguments.of(KEY, Cause.KEY, "user:1", null),
				Arguments.of(new InvalidationTarget.Tag("org:1"), Cause.TAG, "org:1", null),
				Arguments.of(new InvalidationTarget.Pattern("u*:[12]"), Cause.PATTERN, "u*:[12]", null),
				Arguments.of(new InvalidationTarget.Pattern("use*"), Cause.PATTERN, "use*", null),
				Arguments.of(new InvalidationTarget.Pattern("user:1"), Cause.PATTERN, "user:1", null),
				Arguments.of(new InvalidationTarget.WholeCache("user"), Cause.CACHE, "user", null),
				Arguments.of(new InvalidationTarget.Key("rate", "rate:eur"), Cause.KEY, "rate:eur", "rate:eur"),
				Arguments.of(new InvalidationTarget.Key("plan", "plan:x"), Cause.CACHE, "plan", "plan"),
				Arguments.of(new InvalidationTarget.Pattern("pla*"), Cause.PATTERN, "pla*", "plan"));
	}

	@ParameterizedTest
	@MethodSource("targets")
	void markerIsNamedWithItsPosition(InvalidationTarget target, Cause cause, String name, String through) {
		this.index.add(List.of(target), MARKER);
		assertThat(explained(OLD)).isEqualTo(new Outdated(cause, false, name, through, MARKER));
		assertThat(this.index.explain(this.subject, MARKER)).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("targets")
	void softMarkerIsNamedAsOne(InvalidationTarget target, Cause cause, String name, String through) {
		this.index.add(List.of(target.soft()), MARKER);
		assertThat(explained(OLD)).isEqualTo(new Outdated(cause, true, name, through, MARKER));
	}

	@Test
	void barrierFloorAndOtherEpochAreNamed() {
		Barrier barrier = this.index.raise(List.of(KEY));
		assertThat(explained(MARKER)).isEqualTo(new Outdated(Cause.BARRIER, false, "", null, null));
		barrier.lowerTo(OLD);
		this.index.raiseFloor(MARKER);
		assertThat(explained(OLD)).isEqualTo(new Outdated(Cause.FLOOR, false, "", null, MARKER));
		assertThat(explained(new Position(9, 999, 0)).cause()).isEqualTo(Cause.EPOCH);
		this.index.raise(List.of(KEY.soft()));
		assertThat(explained(MARKER)).isEqualTo(new Outdated(Cause.BARRIER, true, "", null, null));
	}

	@Test
	void reservedTagThatIsNotKnownIsNamed() {
		Subject unknown = new Subject("user:1", List.of("\u0000"));
		assertThat(this.index.explain(unknown, OLD).orElseThrow().cause()).isEqualTo(Cause.FORMAT);
	}

	@Test
	void tagsAreToldApartFromSources() {
		assertThat(this.subject.givenTags()).containsExactly("org:1");
		assertThat(this.subject.sources()).containsExactly("rate:eur", "plan:*");
	}

	private Outdated explained(Position position) {
		return this.index.explain(this.subject, position).orElseThrow().in("user");
	}

}
