package io.cacheaside.metrics;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.cacheaside.Position;
import io.cacheaside.engine.SweepStatistics;
import io.cacheaside.engine.log.FollowerState;
import io.cacheaside.engine.marker.MarkerCounts;
import io.cacheaside.engine.queue.QueueStatistics;
import io.cacheaside.engine.queue.Taken;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Each figure of the engine under its own name, times in seconds. */
class PolledFiguresTests {

	private static final Position END = new Position(7, 60_000, 3);

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	@Test
	void stateOfTheLog() {
		FollowerState.Counts counts = new FollowerState.Counts(1, 2, 3, 4, 5);
		Position applied = new Position(7, 58_500, 9);
		FollowerState state = new FollowerState(applied, END, true, false, false, Duration.ofMillis(2_250).toNanos(),
				Duration.ofSeconds(9).toNanos(), 6, counts);
		new LogMeters(() -> state).bindTo(this.registry);
		assertThat(figures()).isEqualTo(Map.ofEntries(Map.entry("cache.log.lag", 1.5),
				Map.entry("cache.log.proof.age", 2.25), Map.entry("cache.log.outage", 9.0),
				Map.entry("cache.log.loading", 0.0), Map.entry("cache.local.trusted", 1.0),
				Map.entry("cache.log.gaps", 1.0), Map.entry("cache.log.loads", 2.0), Map.entry("cache.log.epochs", 3.0),
				Map.entry("cache.log.unreadable", 4.0), Map.entry("cache.log.failures", 5.0),
				Map.entry("cache.markers.drops", 6.0)));
	}

	@Test
	void stateOfALogThatWasNeverReached() {
		FollowerState.Counts counts = new FollowerState.Counts(0, 0, 0, 0, 0);
		FollowerState state = new FollowerState(Position.NONE, END, false, false, true, -1, -1, 0, counts);
		new LogMeters(() -> state).bindTo(this.registry);
		assertThat(figures()).containsEntry("cache.log.proof.age", Double.NaN)
			.containsEntry("cache.log.outage", 0.0)
			.containsEntry("cache.log.lag", 0.0)
			.containsEntry("cache.log.loading", 1.0)
			.containsEntry("cache.local.trusted", 0.0);
	}

	@Test
	void markersByKindAndTheAgeOfTheFloor() {
		Position floor = new Position(7, 48_000, 0);
		MarkerCounts counts = new MarkerCounts(1, 2, 3, 4, 5, 6, Optional.of(floor));
		new MarkerMeters(() -> counts, () -> END).bindTo(this.registry);
		assertThat(figures()).isEqualTo(Map.of("cache.markers key", 1.0, "cache.markers tag", 2.0,
				"cache.markers prefix", 3.0, "cache.markers glob", 4.0, "cache.markers barrier", 5.0,
				"cache.markers.folds", 6.0, "cache.markers.floor.age", 12.0));
	}

	@Test
	void floorThatIsNotThereOrOfAnotherLogHasNoAge() {
		for (Optional<Position> floor : java.util.List.of(Optional.<Position>empty(),
				Optional.of(new Position(8, 48_000, 0)))) {
			SimpleMeterRegistry own = new SimpleMeterRegistry();
			new MarkerMeters(() -> new MarkerCounts(0, 0, 0, 0, 0, 0, floor), () -> END).bindTo(own);
			assertThat(own.get("cache.markers.floor.age").gauge().value()).isNaN();
		}
	}

	@Test
	void whatWasSwept() {
		SweepStatistics sweep = new SweepStatistics(true, 1, 2, 3, 4, 5, Duration.ofMillis(1_500));
		new SweepMeters(() -> sweep).bindTo(this.registry);
		assertThat(figures()).isEqualTo(Map.of("cache.sweep.runs success", 1.0, "cache.sweep.runs failure", 2.0,
				"cache.sweep.examined", 3.0, "cache.sweep.removed", 4.0, "cache.sweep.forgotten", 5.0,
				"cache.sweep.elected", 1.0, "cache.sweep.duration", 1.5));
	}

	@Test
	void writesThatWait() {
		QueueStatistics statistics = new QueueStatistics(() -> 6);
		new WriteBehindMeters(() -> Map.of("cache", statistics)).bindTo(this.registry);
		assertThat(figures()).containsEntry("cache.writes.queued cache", Double.NaN)
			.containsEntry("cache.writes.written cache", 0.0);
		statistics.seen(new Taken(java.util.List.of(), 1, Duration.ofMillis(2_500), 3));
		statistics.written(4);
		statistics.retried();
		assertThat(figures()).isEqualTo(Map.of("cache.writes.queued cache", 1.0, "cache.writes.age cache", 2.5,
				"cache.writes.dead cache", 3.0, "cache.writes.kept cache", 6.0, "cache.writes.written cache", 4.0,
				"cache.writes.retries cache", 1.0));
		statistics.seen(null);
		assertThat(figures()).containsEntry("cache.writes.age cache", Double.NaN);
	}

	@Test
	void nothingWasSwept() {
		new SweepMeters(() -> new SweepStatistics(false, 0, 0, 0, 0, 0, Duration.ZERO)).bindTo(this.registry);
		assertThat(figures()).containsEntry("cache.sweep.elected", 0.0)
			.containsEntry("cache.sweep.duration", Double.NaN);
	}

	private Map<String, Double> figures() {
		Map<String, Double> figures = new TreeMap<>();
		for (Meter meter : this.registry.getMeters()) {
			String label = meter.getId().getTags().isEmpty() ? "" : " " + meter.getId().getTags().get(0).getValue();
			figures.put(meter.getId().getName() + label, meter.measure().iterator().next().getValue());
		}
		return figures;
	}

}
