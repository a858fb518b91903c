package io.cacheaside.engine.marker;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random operations on the index and on {@link NaiveMarkerIndex}. With room for all and
 * no collisions, both answer the same; else the index may be stale or due where the naive
 * one is not, never fresher.
 */
class MarkerIndexModelTests {

	private static final int OPERATIONS = 1_200;

	private static final int QUESTIONS = 10;

	static long[] seeds() {
		return new Random().longs(10).toArray();
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void withRoomForAllItAnswersExactly(long seed) {
		Run run = new Run(seed, new MarkerIndex(100_000, seed), true);
		run.run();
		assertThat(run.due).as("seed %d", seed).isPositive();
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void foldedMarkersAreNeverFresher(long seed) {
		Run run = new Run(seed, new MarkerIndex(12, seed), false);
		run.run();
		assertThat(run.index.counts().folds()).as("seed %d", seed).isPositive();
		assertThat(run.staleOnlyHere).as("seed %d", seed).isPositive();
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void collidingTextsAreNeverFresher(long seed) {
		Run run = new Run(seed, new MarkerIndex(10, new TextHash(seed, 0xC000_0000_0030_0000L)), false);
		run.run();
		assertThat(run.staleOnlyHere).as("seed %d", seed).isPositive();
	}

	private static final class Run {

		private final long seed;

		private final Random random;

		private final MarkerIndex index;

		private final boolean isExact;

		private final NaiveMarkerIndex naive = new NaiveMarkerIndex();

		private final RandomTargets targets;

		private final List<Raised> raised = new ArrayList<>();

		private final List<Sent> sent = new ArrayList<>();

		private long[] versions = new long[] { 1, 1 };

		private long epoch;

		private int clock = 100;

		private int staleOnlyHere;

		private int due;

		Run(long seed, MarkerIndex index, boolean isExact) {
			this.seed = seed;
			this.random = new Random(seed);
			this.targets = new RandomTargets(this.random);
			this.index = index;
			this.isExact = isExact;
			this.versions = new long[] { index.version(), this.naive.tick() };
		}

		void run() {
			for (int i = 0; i < OPERATIONS; i++) {
				operate();
				for (int j = 0; j < QUESTIONS; j++) {
					ask(i);
				}
				if (this.random.nextInt(10) == 0) {
					this.versions = new long[] { this.index.version(), this.naive.tick() };
				}
			}
		}

		private void operate() {
			int dice = this.random.nextInt(1_000);
			if (dice < 500) {
				add(new Sent(this.targets.next(), next()));
			}
			else if (dice < 650 && !this.sent.isEmpty()) {
				add(this.sent.get(this.random.nextInt(this.sent.size())));
			}
			else if (dice < 780) {
				raise();
			}
			else if (dice < 960 && !this.raised.isEmpty()) {
				lower();
			}
			else if (dice < 990) {
				drop();
			}
			else if (dice < 997) {
				Position floor = old(60);
				this.index.raiseFloor(floor);
				this.naive.raiseFloor(floor);
			}
			else {
				reset();
			}
		}

		private void add(Sent entry) {
			this.sent.add(entry);
			this.index.add(entry.targets(), entry.position());
			this.naive.add(entry.targets(), entry.position());
		}

		private void raise() {
			List<InvalidationTarget> named = this.targets.next();
			this.raised.add(new Raised(this.index.raise(named), named, next()));
			this.naive.raise(named);
		}

		private void lower() {
			Raised barrier = this.raised.remove(this.random.nextInt(this.raised.size()));
			if (this.random.nextBoolean()) {
				this.index.addOwn(barrier.targets(), barrier.position());
				this.naive.addOwn(barrier.targets(), barrier.position());
			}
			barrier.barrier().lowerTo(barrier.position());
			barrier.barrier().lowerTo(next());
			this.naive.lower(barrier.targets(), barrier.position());
			this.sent.add(new Sent(barrier.targets(), barrier.position()));
		}

		private void drop() {
			Position keys = old(200);
			Position others = old(200);
			this.index.drop(keys, others);
			this.naive.drop(keys, others);
		}

		private void reset() {
			this.epoch += this.random.nextInt(2);
			this.index.reset(this.epoch);
			this.naive.reset(this.epoch);
		}

		/** A position that no other entry has, not always in order. */
		private Position next() {
			this.clock += 3;
			int millis = (this.random.nextInt(5) == 0) ? this.clock - 3 * this.random.nextInt(30) - 1 : this.clock;
			return new Position(this.epoch, millis, this.clock);
		}

		private Position old(int most) {
			long of = (this.random.nextInt(20) == 0) ? this.epoch + 1 : this.epoch;
			return new Position(of, Math.max(0, this.clock - this.random.nextInt(most)), this.random.nextInt(3));
		}

		private void ask(int step) {
			Subject subject = this.targets.subject();
			Position position = old(300);
			Position later = new Position(position.epoch(), position.millis() + this.random.nextInt(40), 1);
			check(step, "stale " + subject + position, this.index.isStale(subject, position),
					this.naive.isStale(subject, position));
			if (!this.index.isStale(subject, position)) {
				check(step, "due " + subject + position, this.index.isDue(subject, position),
						this.naive.isDue(subject, position));
				this.due += this.index.isDue(subject, position) ? 1 : 0;
			}
			boolean stale = this.index.isStale(subject, position);
			boolean soft = !stale && this.index.isDue(subject, position);
			assertThat(this.index.explain(subject, position).map(Outdated::softly))
				.as("seed %d, step %d: why %s %s", this.seed, step, subject, position)
				.isEqualTo((stale || soft) ? Optional.of(soft) : Optional.empty());
			check(step, "changed " + subject, this.index.isChangedSince(subject, this.versions[0]),
					this.naive.isChangedSince(subject, this.versions[1]));
			check(step, "between " + subject + position + later, this.index.isMatchedBetween(subject, position, later),
					this.naive.isMatchedBetween(subject, position, later));
		}

		private void check(int step, String question, boolean answer, boolean expected) {
			if (answer != expected) {
				this.staleOnlyHere++;
				assertThat(answer).as("seed %d, step %d: %s", this.seed, step, question).isTrue();
				assertThat(this.isExact).as("seed %d, step %d: %s is true only here", this.seed, step, question)
					.isFalse();
			}
		}

	}

	private record Sent(List<InvalidationTarget> targets, Position position) {
	}

	private record Raised(Barrier barrier, List<InvalidationTarget> targets, Position position) {
	}

}
