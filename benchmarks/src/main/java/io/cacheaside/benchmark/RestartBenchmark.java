package io.cacheaside.benchmark;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.cacheaside.embedded.RedisServer;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.CacheStatistics;

/**
 * How soon a node that was restarted answers four of five requests from its own memory,
 * with and without {@code cacheaside.warmup.hot-keys}, on a Zipf load with Redis warm.
 * The rate is that of the last hundred requests; counted are the requests until it is
 * reached for the first time.
 */
public final class RestartBenchmark {

	private static final int KEYS = 20_000;

	private static final double EXPONENT = 1.0;

	private static final int REQUESTS = 200_000;

	private static final int WINDOW = 100;

	private static final String[] HOT = { "cacheaside.warmup.hot-keys.enabled=true",
			"cacheaside.warmup.hot-keys.interval=1s", "cacheaside.warmup.hot-keys.maximum-entries=5000" };

	private final double[] cumulated = new double[KEYS];

	private RestartBenchmark() {
		double sum = 0;
		for (int i = 0; i < KEYS; i++) {
			sum += 1 / Math.pow(i + 1, EXPONENT);
			this.cumulated[i] = sum;
		}
	}

	/**
	 * Prints requests and the ratio.
	 * @param arguments none
	 * @throws InterruptedException if interrupted
	 */
	public static void main(String[] arguments) throws InterruptedException {
		System.out.println(new RestartBenchmark().run());
	}

	private String run() throws InterruptedException {
		try (RedisServer redis = RedisServer.start()) {
			String[] server = { "spring.data.redis.host=" + redis.host(), "spring.data.redis.port=" + redis.port() };
			try (Node before = start(server, HOT)) {
				IntStream.range(0, KEYS).forEach((i) -> before.bean(Users.class).user("usr_" + i));
				request(before, 1, REQUESTS, false);
				// A note of what is hot now.
				TimeUnit.SECONDS.sleep(2);
			}
			int[] cold = new int[5];
			int[] warm = new int[5];
			for (int i = 0; i < cold.length; i++) {
				cold[i] = untilWarm(server, new String[0], i + 2);
				warm[i] = untilWarm(server, HOT, i + 2);
			}
			return result(median(cold), median(warm));
		}
	}

	private static Node start(String[] server, String[] properties) {
		String[] all = IntStream.range(0, server.length + properties.length)
			.mapToObj((i) -> (i < server.length) ? server[i] : properties[i - server.length])
			.toArray(String[]::new);
		return Node.start(Applications.UsersOnAnotherRedis.class, all);
	}

	private int untilWarm(String[] server, String[] properties, long seed) {
		try (Node node = start(server, properties)) {
			return request(node, seed, REQUESTS, true);
		}
	}

	private int request(Node node, long seed, int most, boolean untilWarm) {
		Random random = new Random(seed);
		Users users = node.bean(Users.class);
		CacheStatistics statistics = node.bean(CacheEngine.class).region(Users.CACHE).statistics();
		boolean[] local = new boolean[WINDOW];
		int hits = 0;
		for (int i = 0; i < most; i++) {
			long before = statistics.localHits();
			users.user("usr_" + draw(random));
			boolean hit = statistics.localHits() > before;
			hits += (hit ? 1 : 0) - (local[i % WINDOW] ? 1 : 0);
			local[i % WINDOW] = hit;
			if (untilWarm && i >= WINDOW - 1 && hits >= WINDOW * 0.8) {
				return i + 1;
			}
		}
		return most;
	}

	private int draw(Random random) {
		double wanted = random.nextDouble() * this.cumulated[KEYS - 1];
		int found = Arrays.binarySearch(this.cumulated, wanted);
		return (found < 0) ? Math.min(-found - 1, KEYS - 1) : found;
	}

	private static int median(int[] values) {
		return IntStream.of(values).sorted().toArray()[values.length / 2];
	}

	private static String result(int cold, int warm) {
		return String.format(Locale.ROOT,
				"| start | requests until 80 %% local hits, median of 5 |%n|---|---:|%n"
						+ "| cold | %,d |%n| from hot keys | %,d |%n%n",
				cold, warm)
				+ Goal.table(List.of(Goal.atMost("requests from hot keys to cold", warm / (double) cold, 0.1)));
	}

}
