package io.cacheaside.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

import io.cacheaside.engine.RemoteTier;
import io.cacheaside.engine.SweepRule;
import io.cacheaside.engine.SweepReport;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;

/**
 * What a {@code GET} waits while a sweep at its default pace walks over the same Redis
 * and removes a tenth of what it meets, against what it waits while there is none; in
 * turn, several rounds. One caller, which asks again as soon as it is answered.
 */
public final class SweepBenchmark {

	private static final int ENTRIES = 100_000;

	private static final int REMOVED_OF = 10;

	private static final int ROUNDS = 4;

	private static final long IDLE_NANOS = 5_000_000_000L;

	private final Node node;

	private final RedisCommands<byte[], byte[]> redis;

	private final Samples idle = new Samples();

	private final Samples swept = new Samples();

	private SweepBenchmark(Node node, StatefulRedisConnection<byte[], byte[]> connection) {
		this.node = node;
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
		try (Node node = Node.start(Applications.CacheAsideAnnotation.class);
				StatefulRedisConnection<byte[], byte[]> connection = node.connect()) {
			return new SweepBenchmark(node, connection).run();
		}
	}

	private String run() {
		List<Double> ratios = new ArrayList<>();
		double keysPerSecond = 0;
		for (int round = 0; round <= ROUNDS; round++) {
			Keyspace.fill(this.node, ENTRIES);
			Samples quiet = get(until(System.nanoTime() + IDLE_NANOS), this.idle, round > 0);
			long start = System.nanoTime();
			CompletableFuture<SweepReport> sweep = sweep();
			Samples disturbed = get(sweep::isDone, this.swept, round > 0);
			double seconds = (System.nanoTime() - start) / 1e9;
			keysPerSecond = checked(sweep.join()).examined() / seconds;
			if (round > 0) {
				ratios.add(disturbed.percentile(99) / quiet.percentile(99));
			}
		}
		double median = ratios.stream().sorted().toList().get(ratios.size() / 2);
		return String.format(Locale.ROOT, "Sweeps at %,.0f keys/s; ratios of the 99th percentiles by round: %s%n%n",
				keysPerSecond, ratios.stream().map((ratio) -> String.format(Locale.ROOT, "%.2f", ratio)).toList())
				+ "| GET | count | p50, µs | p99 | p99.9 |\n|---|---:|---:|---:|---:|\n" + row("idle", this.idle)
				+ row("during a sweep", this.swept) + '\n'
				+ Goal.table(List.of(Goal.atMost("p99 of GET during a sweep to idle, median of rounds", median, 2)));
	}

	private CompletableFuture<SweepReport> sweep() {
		return this.node.bean(RemoteTier.class)
			.sweep(SweepRule.removing((entry) -> entry.logicalKey().hashCode() % REMOVED_OF == 0))
			.toCompletableFuture();
	}

	private static SweepReport checked(SweepReport report) {
		if (report.examined() < ENTRIES || report.removed() < ENTRIES / REMOVED_OF / 2) {
			throw new IllegalStateException("no whole sweep: " + report);
		}
		return report;
	}

	private static BooleanSupplier until(long end) {
		return () -> System.nanoTime() - end >= 0;
	}

	private Samples get(BooleanSupplier end, Samples all, boolean counts) {
		Samples samples = new Samples();
		while (!end.getAsBoolean()) {
			byte[] name = Keyspace.name(ThreadLocalRandom.current().nextInt(ENTRIES));
			long start = System.nanoTime();
			this.redis.get(name);
			long duration = System.nanoTime() - start;
			samples.add(duration);
			if (counts) {
				all.add(duration);
			}
		}
		return samples;
	}

	private static String row(String name, Samples samples) {
		return String.format(Locale.ROOT, "| %s | %,d | %,.0f | %,.0f | %,.0f |%n", name, samples.size(),
				samples.median(), samples.percentile(99), samples.percentile(99.9));
	}

}
