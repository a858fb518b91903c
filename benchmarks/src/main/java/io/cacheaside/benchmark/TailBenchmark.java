package io.cacheaside.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.sun.management.OperatingSystemMXBean;
import io.cacheaside.embedded.RedisServer;

/**
 * What following the log costs a node that does nothing else: the processor time of its
 * whole process, as a share of one core, beside the same application without our cache.
 * Each in a process of its own, both at a time.
 */
public final class TailBenchmark {

	private static final long SETTLING_MILLIS = 180_000;

	private static final long MEASURED_MILLIS = 20_000;

	private static final double NANOS_PER_PERCENT = MEASURED_MILLIS * 1e6 / 100;

	private static final int THREADS_SHOWN = 4;

	private TailBenchmark() {
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
		try (FreshJvm ours = FreshJvm.start(IdleNode.class, Applications.CacheAsideAnnotation.class.getName());
				FreshJvm peer = FreshJvm.start(IdleNode.class, Applications.RedisCacheDefault.class.getName())) {
			String[] with = ours.output().split("\n", 3);
			String[] without = peer.output().split("\n", 3);
			double share = Double.parseDouble(with[0]);
			return "| idle application | its processor time, % of a core | that of its Redis | threads |\n"
					+ "|---|---:|---:|---|\n" + row("with our cache", with)
					+ row("with `RedisCacheManager`, nobody connected", without) + '\n'
					+ Goal.table(List.of(Goal.atMost("idle node, % of a core", share, 1)));
		}
	}

	private static String row(String name, String[] figures) {
		return "| " + name + " | " + figures[0] + " | " + figures[1] + " | " + figures[2].strip() + " |\n";
	}

	/** An application that does nothing. */
	public static final class IdleNode {

		private IdleNode() {
		}

		/**
		 * Prints the share of a core that the process took, that of Redis, and that of
		 * the busiest threads, a line each.
		 * @param application the name of the application's class
		 * @throws ReflectiveOperationException if there is no such class
		 * @throws InterruptedException if it is interrupted
		 */
		public static void main(String[] application) throws ReflectiveOperationException, InterruptedException {
			OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
			try (Node node = Node.start(Class.forName(application[0]))) {
				RedisServer redis = node.bean(RedisServer.class);
				Thread.sleep(SETTLING_MILLIS);
				Map<String, Long> threadsBefore = threads();
				double redisBefore = redisNanos(redis);
				long before = process.getProcessCpuTime();
				Thread.sleep(MEASURED_MILLIS);
				double used = process.getProcessCpuTime() - before;
				double usedByRedis = redisNanos(redis) - redisBefore;
				System.out.println(percent(used) + '\n' + percent(usedByRedis) + '\n' + busiest(threadsBefore));
			}
		}

		private static String busiest(Map<String, Long> before) {
			List<Map.Entry<String, Long>> used = new ArrayList<>();
			threads().forEach((name, nanos) -> used.add(Map.entry(name, nanos - before.getOrDefault(name, 0L))));
			used.sort(Map.Entry.comparingByValue(Comparator.reverseOrder()));
			return String.join(", ",
					used.stream()
						.limit(THREADS_SHOWN)
						.map((thread) -> thread.getKey() + ' ' + percent(thread.getValue()))
						.toList());
		}

		private static Map<String, Long> threads() {
			ThreadMXBean threads = ManagementFactory.getThreadMXBean();
			Map<String, Long> nanos = new HashMap<>();
			for (long id : threads.getAllThreadIds()) {
				ThreadInfo thread = threads.getThreadInfo(id);
				if (thread != null) {
					nanos.merge(thread.getThreadName(), threads.getThreadCpuTime(id), Long::sum);
				}
			}
			return nanos;
		}

		private static double redisNanos(RedisServer redis) {
			String cpu = String.valueOf(redis.execute("INFO", "cpu"));
			return cpu.lines()
				.filter((line) -> line.startsWith("used_cpu_sys:") || line.startsWith("used_cpu_user:"))
				.mapToDouble((line) -> Double.parseDouble(line.substring(line.indexOf(':') + 1).strip()) * 1e9)
				.sum();
		}

		private static String percent(double nanos) {
			return String.format(Locale.ROOT, "%.2f", nanos / NANOS_PER_PERCENT);
		}

	}

}
