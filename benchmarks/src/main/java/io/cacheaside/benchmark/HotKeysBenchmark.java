package io.cacheaside.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import io.cacheaside.CacheOperations;
import io.cacheaside.TypedCache;

/**
 * A thousand keys with one time to live, all stored at the beginning and all in demand:
 * how their loads are spread over time, and how long a call takes at most, with and
 * without early refresh. What is loaded before the first value ends does not count.
 */
public final class HotKeysBenchmark {

	private static final int KEYS = 1_000;

	private static final int CALLERS = 4;

	private static final int FILLERS = 200;

	private static final long TTL_MILLIS = 10_000;

	private static final long LOAD_MILLIS = 100;

	private static final long MEASURED_MILLIS = 4 * TTL_MILLIS;

	private static final long WINDOW_MILLIS = 100;

	private final TypedCache<String> cache;

	private final ConcurrentLinkedQueue<Long> loads = new ConcurrentLinkedQueue<>();

	private final AtomicLong longest = new AtomicLong();

	private HotKeysBenchmark(Node node) {
		this.cache = node.bean(CacheOperations.class).cache("hot", String.class);
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
		Spread without = measure(0);
		Spread with = measure(67);
		return "| early-refresh | loads | busiest 100 ms | to average | longest call, ms |\n|---|---:|---:|---:|---:|\n"
				+ row("0", without) + row("67", with) + '\n' + Goal
					.table(List.of(Goal.atMost("busiest 100 ms to the average, 1,000 hot keys", with.toAverage(), 3)));
	}

	private static Spread measure(int earlyRefresh) {
		try (Node node = Node.start(Applications.CacheAsideAnnotation.class, "cacheaside.caches.hot.ttl=10s",
				"cacheaside.caches.hot.ttl-jitter=0", "cacheaside.caches.hot.early-refresh=" + earlyRefresh)) {
			return new HotKeysBenchmark(node).run();
		}
	}

	private Spread run() {
		inParallel(FILLERS, (filler) -> {
			for (int key = filler; key < KEYS; key += FILLERS) {
				call(key);
			}
		});
		this.loads.clear();
		this.longest.set(0);
		long start = System.nanoTime();
		inParallel(CALLERS, (caller) -> {
			while (since(start) < MEASURED_MILLIS) {
				for (int i = 0; i < 20; i++) {
					call(ThreadLocalRandom.current().nextInt(KEYS));
				}
				LockSupport.parkNanos(100_000);
			}
		});
		int[] windows = new int[(int) (MEASURED_MILLIS / WINDOW_MILLIS)];
		this.loads.forEach((at) -> {
			int window = (int) (TimeUnit.NANOSECONDS.toMillis(at - start) / WINDOW_MILLIS);
			windows[Math.min(window, windows.length - 1)]++;
		});
		return Spread.of(windows, this.longest.get());
	}

	private void call(int key) {
		long start = System.nanoTime();
		try {
			this.cache.getOrLoad("key_" + key, () -> {
				this.loads.add(System.nanoTime());
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOAD_MILLIS));
				return "value";
			});
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
		this.longest.accumulateAndGet(since(start), Math::max);
	}

	private static long since(long start) {
		return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
	}

	private static void inParallel(int threads, Work work) {
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			List<Future<?>> all = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				int number = i;
				all.add(executor.submit(() -> work.run(number)));
			}
			for (Future<?> each : all) {
				each.get();
			}
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			executor.shutdownNow();
		}
	}

	private static String row(String name, Spread spread) {
		return String.format(Locale.ROOT, "| %s | %,d | %,d | %.1f | %,d |%n", name, spread.loads(), spread.busiest(),
				spread.toAverage(), spread.longestMillis());
	}

	private interface Work {

		void run(int number);

	}

	/**
	 * How loads are spread.
	 *
	 * @param loads how many there were
	 * @param busiest how many of them in the busiest window
	 * @param toAverage that, as a multiple of the average
	 * @param longestMillis the longest call
	 */
	private record Spread(int loads, int busiest, double toAverage, long longestMillis) {

		static Spread of(int[] windows, long longestMillis) {
			int loads = 0;
			int busiest = 0;
			for (int window : windows) {
				loads += window;
				busiest = Math.max(busiest, window);
			}
			return new Spread(loads, busiest, busiest / ((double) loads / windows.length), longestMillis);
		}

	}

}
