package io.cacheaside.engine.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.AfterEach;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.engine.marker.MarkerIndex;
import io.cacheaside.engine.marker.Subject;

import static org.assertj.core.api.Assertions.assertThat;

/** A follower of a log in the time of the test: 1 s is the longest staleness. */
abstract class FollowerFixture {

	static final InvalidationTarget.Key KEY = new InvalidationTarget.Key("user", "user:1");

	static final InvalidationTarget.Tag TAG = new InvalidationTarget.Tag("org:1");

	static final Duration RETENTION = Duration.ofMinutes(30);

	final FakeTime time = new FakeTime();

	final LogInTheory log = new LogInTheory(this.time);

	final MarkerIndex index = new MarkerIndex(1_000);

	/** What was done to the local tiers, and what was reported. */
	final List<String> events = new ArrayList<>();

	/** Runs while an entry is applied that another node appended. */
	Runnable whileApplied = () -> {
	};

	final LogFollower follower = new LogFollower(this.log, this.index, new Purge(),
			new LogFollower.Settings(Duration.ofSeconds(1), Duration.ofSeconds(30), RETENTION),
			new LogFollower.Runtime(this.time, Runnable::run, this.time), new Listener());

	@AfterEach
	void everythingEnds() {
		this.follower.close();
		this.log.reconnect();
		pass(2_000);
		int calls = this.log.calls.size();
		pass(10_000);
		assertThat(this.time.scheduled()).isZero();
		assertThat(this.log.calls).hasSize(calls);
		assertThat(this.follower.trustsLocal(this.time.getAsLong())).isFalse();
		assertThat(this.follower.trustsRemote(this.time.getAsLong())).isFalse();
	}

	/** Starts with a log that has one entry, so that there is an older position. */
	Position start() {
		this.follower.start();
		pass(10);
		return this.follower.applied();
	}

	void pass(long millis) {
		this.time.pass(Duration.ofMillis(millis));
	}

	boolean isStale(InvalidationTarget target, Position position) {
		Subject subject = (target instanceof InvalidationTarget.Key key) ? new Subject(key.logicalKey(), List.of())
				: new Subject("user:2", List.of(((InvalidationTarget.Tag) target).tag()));
		return this.index.isStale(subject, position);
	}

	void assertTrust(boolean local, boolean remote) {
		assertThat(this.follower.trustsLocal(this.time.getAsLong())).as("local").isEqualTo(local);
		assertThat(this.follower.trustsRemote(this.time.getAsLong())).as("remote").isEqualTo(remote);
	}

	long calls(LogAnswers.Call call) {
		return this.log.calls.stream().filter(call.name()::equals).count();
	}

	static boolean isDone(CompletionStage<?> stage) {
		return stage.toCompletableFuture().isDone() && !isFailed(stage);
	}

	static boolean isFailed(CompletionStage<?> stage) {
		return stage.toCompletableFuture().isCompletedExceptionally();
	}

	private final class Purge implements LocalPurge {

		@Override
		public void clear() {
			FollowerFixture.this.events.add("clear");
		}

		@Override
		public void removeStale(long drops) {
			MarkerIndex now = FollowerFixture.this.index;
			Position beginning = new Position(now.epoch(), 0, 0);
			FollowerFixture.this.events.add("removeStale " + (drops - now.drops()) + " " + isStale(KEY, beginning));
		}

	}

	private final class Listener implements LogListener {

		@Override
		public void applied(LogEntry entry) {
			FollowerFixture.this.whileApplied.run();
		}

		@Override
		public void gapFound(Gap gap) {
			FollowerFixture.this.events.add("gap " + gap);
		}

		@Override
		public void loaded(LogState state, boolean newEpoch) {
			FollowerFixture.this.events.add(newEpoch ? "new epoch" : "loaded");
		}

		@Override
		public void unreadable(String problem) {
			FollowerFixture.this.events.add("unreadable " + problem);
		}

	}

}
