package io.cacheaside.benchmark;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

import io.cacheaside.engine.RemoteTier;
import io.cacheaside.key.CacheKey;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * Hits in Redis by one, sixteen and sixty-four callers at a time: a bare Lettuce
 * {@code GET}, the same bytes read through our remote tier, a bare {@code GET} whose
 * caller decodes as many bytes by plain Jackson, and a whole call of a
 * {@code @CacheAside} method, which decodes them too. In turn, several rounds in one
 * process, so that what disturbs one disturbs all; a ratio is that of one round.
 */
public final class RemoteCallersBenchmark {

	private static final int WARM_UP = 6;

	private static final int ROUNDS = 15;

	private static final long SLICE_NANOS = 500_000_000L;

	private final RemoteHitBenchmark.CacheAsideAnnotation state;

	private final RemoteTier tier;

	private final RedisCommands<byte[], byte[]> redis;

	private final ObjectReader reader;

	private final byte[] json;

	private RemoteCallersBenchmark(RemoteHitBenchmark.CacheAsideAnnotation state,
			StatefulRedisConnection<byte[], byte[]> connection) {
		this.state = state;
		this.tier = state.node.bean(RemoteTier.class);
		this.redis = connection.sync();
		JsonMapper mapper = new JsonMapper();
		this.reader = mapper.readerFor(User.class);
		this.json = mapper.writeValueAsBytes(User.of("usr_1"));
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
		StringBuilder table = new StringBuilder(
				"| callers | `GET`, per s | remote tier | ratio | `GET` and Jackson, per s |"
						+ " `@CacheAside` | ratio |\n|---:|---:|---:|---:|---:|---:|---:|\n");
		List<Goal> goals = new ArrayList<>();
		for (int callers : new int[] { 1, 16, 64 }) {
			List<Round> rounds = rounds(callers);
			double read = ratio(rounds, Round::read, Round::get);
			double hit = ratio(rounds, Round::hit, Round::getDecoded);
			table.append(String.format(Locale.ROOT, "| %d | %,.0f | %,.0f | %.2f | %,.0f | %,.0f | %.2f |%n", callers,
					median(rounds, Round::get), median(rounds, Round::read), read, median(rounds, Round::getDecoded),
					median(rounds, Round::hit), hit));
			if (callers == 1) {
				goals.add(Goal.atLeast("reads of 1 caller to GET", read, 1));
				goals.add(Goal.atLeast("calls of 1 caller to GET and Jackson", hit, 1));
			}
			else if (callers == 64) {
				goals.add(Goal.atLeast("reads of 64 callers to GET", read, 1.4));
				goals.add(Goal.atLeast("calls of 64 callers to GET and Jackson", hit, 1.4));
				goals.add(Goal.atLeast("calls of 64 callers to GET alone", ratio(rounds, Round::hit, Round::get), 1.4));
			}
		}
		return table + "\n" + Goal.table(goals);
	}

	private List<Round> rounds(int callers) {
		List<Round> rounds = new ArrayList<>();
		for (int i = -WARM_UP; i < ROUNDS; i++) {
			Round round = new Round(perSecond(callers, this::get), perSecond(callers, this::read),
					perSecond(callers, this::getAndDecode), perSecond(callers, this.state.users::user));
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

	private void getAndDecode(String id) {
		get(id);
		if (this.reader.readValue(this.json) == null) {
			throw new IllegalStateException("nothing decoded");
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

	private static double ratio(List<Round> rounds, ToDoubleFunction<Round> one, ToDoubleFunction<Round> other) {
		return median(rounds, (round) -> one.applyAsDouble(round) / other.applyAsDouble(round));
	}

	private static double median(List<Round> rounds, ToDoubleFunction<Round> value) {
		return rounds.stream().mapToDouble(value).sorted().skip(rounds.size() / 2).findFirst().orElseThrow();
	}

	/**
	 * Calls per second.
	 *
	 * @param get by bare {@code GET}
	 * @param read by our remote tier
	 * @param getDecoded by bare {@code GET}, and as much JSON decoded
	 * @param hit by a cached method
	 */
	private record Round(double get, double read, double getDecoded, double hit) {
	}

}
