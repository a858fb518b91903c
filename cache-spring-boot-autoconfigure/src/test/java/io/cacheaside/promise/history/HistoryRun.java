package io.cacheaside.promise.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.cacheaside.embedded.RedisServer;
import io.cacheaside.promise.history.Event.Delivery;
import io.cacheaside.promise.history.Event.Fault;
import io.cacheaside.testing.TestNode;

/**
 * Makes a history: threads that read and write on each node, one that breaks the ways to
 * Redis, one that breaks Redis, and one that watches for deliveries. The seed settles
 * what each of them does, not how they interleave.
 */
final class HistoryRun {

	private static final int THREADS_OF_A_NODE = 2;

	private static final int LONGEST_PAUSE_NANOS = 1_500_000;

	private static final Duration WATCH_INTERVAL = Duration.ofMillis(5);

	private final History history;

	private final RowSource source;

	private final List<TestNode> nodes;

	private final RedisServer redis;

	private final CountDownLatch over = new CountDownLatch(1);

	private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

	private final List<Thread> threads = new ArrayList<>();

	HistoryRun(History history, RowSource source, List<TestNode> nodes, RedisServer redis) {
		this.history = history;
		this.source = source;
		this.nodes = nodes;
		this.redis = redis;
	}

	/**
	 * Runs.
	 * @param seed what the random choices come from
	 * @param duration how long
	 * @return what the operations of the nodes threw, and which threads did not end
	 */
	List<Throwable> play(long seed, Duration duration) throws InterruptedException {
		Random seeds = new Random(seed);
		for (TestNode node : this.nodes) {
			for (int i = 0; i < THREADS_OF_A_NODE; i++) {
				Random random = new Random(seeds.nextLong());
				start("history-" + node.number() + "-" + i, () -> operate(node, random));
			}
		}
		Random ways = new Random(seeds.nextLong());
		start("history-ways", () -> breakWays(ways));
		Random servers = new Random(seeds.nextLong());
		start("history-redis", () -> breakRedis(servers));
		start("history-watch", this::watchDeliveries);
		this.over.await(duration.toMillis(), TimeUnit.MILLISECONDS);
		this.over.countDown();
		for (Thread thread : this.threads) {
			join(thread);
		}
		return List.copyOf(this.failures);
	}

	/** Notes what is delivered now. */
	void noteDeliveries() {
		for (TestNode node : this.nodes) {
			long from = System.nanoTime();
			if (node.engine().undeliveredInvalidations() == 0) {
				this.history.add(new Delivery(node.number(), from, System.nanoTime()));
			}
		}
	}

	private void start(String name, Work work) {
		Thread thread = new Thread(() -> {
			try {
				work.run();
			}
			catch (Throwable ex) {
				this.failures.add(ex);
				this.over.countDown();
			}
		}, name);
		thread.setDaemon(true);
		this.threads.add(thread);
		thread.start();
	}

	private void join(Thread thread) throws InterruptedException {
		thread.join(TimeUnit.SECONDS.toMillis(30));
		if (thread.isAlive()) {
			IllegalStateException hanging = new IllegalStateException(thread.getName() + " does not end");
			hanging.setStackTrace(thread.getStackTrace());
			this.failures.add(hanging);
		}
	}

	private void operate(TestNode node, Random random) throws Exception {
		Reader reader = new Reader(node, this.history);
		Writer writer = new Writer(node, this.source, this.history, random);
		List<String> names = this.source.names();
		while (this.over.getCount() > 0) {
			String name = names.get(random.nextInt(names.size()));
			int dice = random.nextInt(100);
			if (dice < 8) {
				writer.write(name);
			}
			else if (dice < 70) {
				reader.load(name);
			}
			else if (dice < 85) {
				reader.get(name);
			}
			else if (dice < 95) {
				reader.getFromSpring(name);
			}
			else {
				String cache = RowSource.cacheOf(name);
				reader.getAll(cache, names.stream().filter((row) -> row.startsWith(cache + ":")).toList());
			}
			LockSupport.parkNanos(random.nextInt(LONGEST_PAUSE_NANOS));
		}
	}

	private void breakWays(Random random) throws InterruptedException {
		while (!isOverWithin(random, 400)) {
			TestNode node = this.nodes.get(random.nextInt(this.nodes.size()));
			breakOne(node.number(), node.proxy(), any(Breakage.ofTheWay(), random), random);
		}
	}

	private void breakRedis(Random random) throws InterruptedException {
		while (!isOverWithin(random, 1_500)) {
			breakOne(Fault.ALL, this.redis, any(Breakage.ofRedis(), random), random);
		}
	}

	private <T> void breakOne(int node, T target, Breakage<T> breakage, Random random) throws InterruptedException {
		long from = System.nanoTime();
		breakage.begin().accept(target);
		isOverWithin(random, 1_500);
		breakage.mend().accept(target);
		this.history.add(new Fault(node, breakage.what(), breakage.unreachable(), from, System.nanoTime()));
	}

	private static <T> T any(List<T> choices, Random random) {
		return choices.get(random.nextInt(choices.size()));
	}

	private boolean isOverWithin(Random random, int longestMillis) throws InterruptedException {
		return this.over.await(random.nextInt(longestMillis), TimeUnit.MILLISECONDS);
	}

	private void watchDeliveries() throws InterruptedException {
		while (!this.over.await(WATCH_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
			noteDeliveries();
		}
	}

	/** What a thread does. */
	private interface Work {

		void run() throws Exception;

	}

}
