package io.cacheaside.benchmark;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import io.cacheaside.engine.RemoteTier;
import io.cacheaside.key.CacheKey;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;

/**
 * Hits in Redis by one, sixteen and sixty-four callers at a time: a bare Lettuce
 * {@code GET}, the same bytes read through our remote tier, and a whole call of a
 * {@code @CacheAside} method, which decodes them too. In turn, several rounds in one
 * process, so that what disturbs one disturbs all; a ratio is that of one round.
 */
public final class RemoteCallersBenchmark {

	private static final int WARM_UP = 6;

	private static final int ROUNDS = 15;

	private static final long SLICE_NANOS = 400_000_000L;

	private final RemoteHitBenchmark.CacheAsideAnnotation state;

	private final RemoteTier tier;

	private final RedisCommands<byte[], byte[]> redis;

	private RemoteCallersBenchmark(RemoteHitBenchmark.CacheAsideAnnotation state,
			StatefulRedisConnection<byte[], byte[]> connection) {
		this.state = state;
		this.tier = state.node.bean(RemoteTier.class);
		this.redis = connection.sync();
	}

	/**
	 * Prints the table.
	 * @param arguments none
	 */
	public static void main(String[] arguments) {
		System.out.println(measure());
	}

	/** Measures, and gives the result as Markdown. */
	static String measure() {
		RemoteHitBenchmark.CacheAsideAnnotation state = new RemoteHitBenchmark.CacheAsideAnnotation();
		try (StatefulRedisConnection<byte[], byte[]> connection = state.node.connect()) {
			return new RemoteCallersBenchmark(state, connection).run();
		}
		finally {
			state.close();
		}
	}

	private String run() {
		StringBuilder table = new StringBuilder("| callers | GET, per s | remote tier | ratio | `@CacheAside` | ratio |"
				+ " lowest to highest |\n|---:|---:|---:|---:|---:|---:|---:|\n");
		List<Goal> goals = new ArrayList<>();
		for (int callers : new int[] { 1, 16, 64 }) {
			List<Round> rounds = rounds(callers);
			double read = median(rounds.stream().map(Round::readRatio).toList());
			List<Double> hits = rounds.stream().map(Round::hitRatio).sorted().toList();
			table.append(String.format(Locale.ROOT, "| %d | %,.0f | %,.0f | %.2f | %,.0f | %.2f | %.2f to %.2f |%n",
					callers, median(rounds.stream().map(Round::floor).toList()),
					median(rounds.stream().map(Round::read).toList()), read,
					median(rounds.stream().map(Round::hit).toList()), median(hits), hits.get(0),
					hits.get(hits.size() - 1)));
			if (callers != 16) {
				double bound = (callers == 1) ? 1 : 1.4;
				goals.add(Goal.atLeast("hits of " + callers + " to GET, bytes alone", read, bound));
				goals.add(Goal.atLeast("hits of " + callers + " to GET, decoded", median(hits), bound));
			}
		}
		return table + "\n" + Goal.table(goals);
	}

	private List<Round> rounds(int callers) {
		List<Round> rounds = new ArrayList<>();
		for (int i = -WARM_UP; i < ROUNDS; i++) {
			Round round = new Round(perSecond(callers, this::get), perSecond(callers, this::read),
					perSecond(callers, this.state.users::user));
			if (i >= 0) {
				rounds.add(round);
			}
		}
		return rounds;
	}

	private void get(String id) {
		if (this.redis.get((Node.PREFIX + Users.CACHE + ':' + id).getBytes(StandardCharsets.UTF_8)) == null) {
			throw new IllegalStateException("no entry of " + id);
		}
	}

	private void read(String id) {
		if (this.tier.read(new CacheKey(Users.CACHE, Users.CACHE + ':' + id)).toCompletableFuture().join().isEmpty()) {
			throw new IllegalStateException("no entry of " + id);
		}
	}

	private static double perSecond(int callers, Consumer<String> call) {
		LongAdder calls = new LongAdder();
		CountDownLatch started = new CountDownLatch(callers);
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < callers; i++) {
			Thread thread = new Thread(() -> {
				started.countDown();
				awaitAll(started);
				long end = System.nanoTime() + SLICE_NANOS;
				List<String> ids = HitState.ids();
				long count = 0;
				for (int next = ThreadLocalRandom.current().nextInt(ids.size()); System.nanoTime() < end; next++) {
					call.accept(ids.get(next % ids.size()));
					count++;
				}
				calls.add(count);
			});
			threads.add(thread);
			thread.start();
		}
		threads.forEach(RemoteCallersBenchmark::join);
		return calls.sum() * 1e9 / SLICE_NANOS;
	}

	private static void awaitAll(CountDownLatch started) {
		try {
			started.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void join(Thread thread) {
		try {
			thread.join();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static double median(List<Double> values) {
		return values.stream().sorted().toList().get(values.size() / 2);
	}

	/**
	 * Calls per second.
	 *
	 * @param floor by bare {@code GET}
	 * @param read by our remote tier
	 * @param hit by a cached method
	 */
	private record Round(double floor, double read, double hit) {

		double readRatio() {
			return this.read / this.floor;
		}

		double hitRatio() {
			return this.hit / this.floor;
		}

	}

}
