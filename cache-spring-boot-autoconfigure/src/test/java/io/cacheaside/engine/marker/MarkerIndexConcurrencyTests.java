package io.cacheaside.engine.marker;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;

import static org.assertj.core.api.Assertions.assertThat;

/** Readers beside a writer: what was published once is never missed. */
class MarkerIndexConcurrencyTests {

	private static final int READERS = 3;

	private static final int WRITES = 60_000;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
	}

	@ParameterizedTest
	@ValueSource(ints = { 3, 20, 200, 5_000, 1_000_000 })
	void whoeverSeesAVersionSeesItsMarkers(int maximum) throws Exception {
		MarkerIndex index = new MarkerIndex(maximum);
		// Each write moves the version by one, and the first one is 2.
		readWhile((i) -> index.add(List.of(target(i)), at(i)), (random) -> {
			long known = index.version() - 1;
			long one = one(random, Math.max(1, known));
			// Only a marker that is not older than this one makes it stale.
			return known < 1 || index.isStale(subject(one), at(one - 1));
		}, 1, WRITES);
	}

	@Test
	void whoeverSeesAVersionSeesItsChanges() throws Exception {
		MarkerIndex index = new MarkerIndex(1_000_000);
		readWhile((i) -> index.add(List.of(target(i)), at(i)), (random) -> {
			long known = index.version() - 1;
			long one = Math.max(1, known - Math.floorMod(random, 5_000));
			return known < 1 || index.isChangedSince(subject(one), one)
					&& index.isMatchedBetween(subject(one), at(one - 1), at(one + 1));
		}, 1, WRITES);
	}

	@Test
	void betweenBarrierAndMarkerThereIsNoGap() throws Exception {
		MarkerIndex index = new MarkerIndex(5_000);
		AtomicLong raised = new AtomicLong();
		readWhile((i) -> {
			Barrier barrier = index.raise(List.of(target(i)));
			raised.set(i);
			barrier.lowerTo(at(i));
		}, (random) -> {
			long known = raised.get();
			return known == 0 || index.isStale(subject(known), at(known - 1));
		}, 1, WRITES);
	}

	@Test
	void staleEntryStaysStaleWhileItsEpochEnds() throws Exception {
		MarkerIndex index = new MarkerIndex(5_000);
		AtomicLong epoch = new AtomicLong();
		readWhile((i) -> {
			index.reset(i);
			index.add(List.of(target(1)), new Position(i, 5, 0));
			epoch.set(i);
		}, (random) -> epoch.get() == 0 || index.isStale(subject(1), new Position(epoch.get(), 0, 0)), 1, 20_000);
	}

	@Test
	void markerIsForgottenOnlyAfterTheCountOfDropsMoved() throws Exception {
		MarkerIndex index = new MarkerIndex(5_000);
		AtomicLong put = new AtomicLong();
		readWhile((i) -> {
			index.add(List.of(target(i)), at(i));
			put.set(i);
			index.drop(at(i), at(i));
			put.set(0);
		}, (random) -> {
			long drops = index.drops();
			long known = put.get();
			return known == 0 || drops >= known || index.isStale(subject(known), at(0)) || index.drops() != drops;
		}, 1, 20_000);
	}

	private void readWhile(Write write, LongPredicate read, int first, int last) throws Exception {
		AtomicBoolean done = new AtomicBoolean();
		List<CompletableFuture<Long>> readers = new ArrayList<>();
		long seed = new Random().nextLong();
		for (int reader = 0; reader < READERS; reader++) {
			Random random = new Random(seed + reader);
			readers.add(CompletableFuture.supplyAsync(() -> {
				long wrong = 0;
				while (!done.get()) {
					wrong += read.test(random.nextLong()) ? 0 : 1;
				}
				return wrong;
			}, this.threads));
		}
		try {
			for (int i = first; i <= last; i++) {
				write.write(i);
			}
		}
		finally {
			done.set(true);
		}
		assertNone(readers, seed);
	}

	private static void assertNone(List<CompletableFuture<Long>> readers, long seed)
			throws InterruptedException, ExecutionException, TimeoutException {
		for (CompletableFuture<Long> reader : readers) {
			assertThat(reader.get(30, TimeUnit.SECONDS)).as("wrong answers, seed %d", seed).isZero();
		}
	}

	/** Half of the questions go to the last few, which are on the move. */
	private static long one(long random, long known) {
		long range = (random < 0) ? known : Math.min(known, 8);
		return known - Math.floorMod(random, range);
	}

	private static InvalidationTarget target(long i) {
		return switch ((int) (i % 5)) {
			case 0 -> new InvalidationTarget.Tag("t" + i);
			case 1 -> new InvalidationTarget.Pattern("c" + i % 7 + ":" + i + ":*");
			default -> new InvalidationTarget.Key("c" + i % 7, "c" + i % 7 + ":" + i + ":x");
		};
	}

	private static Subject subject(long i) {
		return new Subject("c" + i % 7 + ":" + i + ":x", List.of("t" + i));
	}

	private static Position at(long millis) {
		return new Position(0, millis, 0);
	}

	/** Does one write. */
	@FunctionalInterface
	private interface Write {

		void write(int i);

	}

}
