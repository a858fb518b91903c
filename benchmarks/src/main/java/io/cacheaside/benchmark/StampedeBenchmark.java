package io.cacheaside.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

import io.cacheaside.CacheOperations;
import io.cacheaside.TypedCache;
import io.cacheaside.embedded.RedisServer;

/**
 * Sixty-four callers on each of four nodes ask at once for a key that nobody has, whose
 * loader takes 100 ms: how often it runs, and when the last caller has its answer. Then
 * as many callers as one node has ask for a key each, which must not wait for one
 * another. All nodes are in this process.
 */
public final class StampedeBenchmark {

	private static final int NODES = 4;

	private static final int CALLERS = 64;

	private static final int WARM_UP = 3;

	private static final int ROUNDS = 15;

	private static final long LOADER_MILLIS = 100;

	private final List<CacheOperations> nodes;

	private final AtomicInteger loads = new AtomicInteger();

	private int mostLoads;

	private StampedeBenchmark(List<Node> nodes) {
		this.nodes = nodes.stream().map((node) -> node.bean(CacheOperations.class)).toList();
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
		List<Node> nodes = new ArrayList<>();
		try {
			nodes.add(Node.start(Applications.CacheAsideAnnotation.class));
			int port = nodes.get(0).bean(RedisServer.class).port();
			while (nodes.size() < NODES) {
				nodes.add(Node.start(Applications.OnAnotherRedis.class, "spring.data.redis.port=" + port));
			}
			return new StampedeBenchmark(nodes).run();
		}
		finally {
			for (int i = nodes.size() - 1; i >= 0; i--) {
				nodes.get(i).close();
			}
		}
	}

	private String run() {
		Samples oneKey = rounds(NODES * CALLERS, (round, caller) -> read(caller % NODES, "one" + round));
		int mostForOneKey = this.mostLoads;
		Samples keys = rounds(CALLERS, (round, caller) -> read(0, "key" + round + "-" + caller));
		double last = oneKey.median() / 1e3 / LOADER_MILLIS;
		double lastOfKeys = keys.median() / 1e3 / LOADER_MILLIS;
		return "| callers at once, loader of 100 ms | loads | last answer, ms, p50 | slowest round |\n"
				+ "|---|---:|---:|---:|\n"
				+ row(NODES + " nodes, " + CALLERS + " callers each, one key", mostForOneKey, oneKey)
				+ row("one node, " + CALLERS + " callers, a key each", this.mostLoads, keys) + '\n'
				+ Goal.table(List.of(Goal.atMost("loads for one key", mostForOneKey, 1),
						Goal.atMost("last answer to loader, one key", last, 1.5),
						Goal.atMost("last answer to loader, different keys", lastOfKeys, 1.5)));
	}

	private Samples rounds(int callers, BiFunction<Integer, Integer, Callable<String>> call) {
		Samples samples = new Samples();
		this.mostLoads = 0;
		for (int round = -WARM_UP; round < ROUNDS; round++) {
			this.loads.set(0);
			long nanos = round(callers, round, call);
			if (round >= 0) {
				samples.add(nanos);
				this.mostLoads = Math.max(this.mostLoads, this.loads.get());
			}
		}
		return samples;
	}

	private static long round(int callers, int round, BiFunction<Integer, Integer, Callable<String>> call) {
		CountDownLatch ready = new CountDownLatch(callers);
		CountDownLatch go = new CountDownLatch(1);
		List<Thread> threads = IntStream.range(0, callers).mapToObj((caller) -> new Thread(() -> {
			ready.countDown();
			try {
				go.await();
				call.apply(round, caller).call();
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		})).toList();
		threads.forEach(Thread::start);
		try {
			ready.await();
			long start = System.nanoTime();
			go.countDown();
			for (Thread thread : threads) {
				thread.join();
			}
			return System.nanoTime() - start;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Callable<String> read(int node, String id) {
		TypedCache<String> cache = this.nodes.get(node).cache("stampede", String.class);
		return () -> cache.getOrLoad(id, () -> {
			this.loads.incrementAndGet();
			Thread.sleep(LOADER_MILLIS);
			return "value";
		});
	}

	private static String row(String name, int loads, Samples samples) {
		return String.format(Locale.ROOT, "| %s | %d | %,.0f | %,.0f |%n", name, loads, samples.median() / 1e3,
				samples.percentile(100) / 1e3);
	}

}
