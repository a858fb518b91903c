package io.cacheaside.benchmark;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.engine.CacheDefinitions;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.CoherenceSettings;
import io.cacheaside.engine.EngineListener;
import io.cacheaside.engine.EnginePorts;
import io.cacheaside.engine.OutcomeRecorder;
import io.cacheaside.engine.log.Appended;
import io.cacheaside.engine.log.InvalidationLog;
import io.cacheaside.engine.marker.MarkerCounts;
import io.cacheaside.engine.marker.MarkerIndex;
import io.lettuce.core.api.StatefulRedisConnection;
import org.jspecify.annotations.Nullable;

/**
 * What a million markers take of the heap, and how long a node takes to load 100,000 of
 * them at its start. In a process of its own, so that the first start is one of cold
 * code.
 */
public final class MarkerBenchmark {

	private static final int LIVE = 1_000_000;

	private static final int LOADED = 100_000;

	private static final int STARTS = 5;

	private static final long EPOCH = 7;

	private static final long FIRST_MILLIS = 1_760_000_000_000L;

	private MarkerBenchmark() {
	}

	/**
	 * Prints the table.
	 * @param arguments none
	 */
	public static void main(String[] arguments) {
		Map<String, Double> megabytes = new LinkedHashMap<>();
		megabytes.put("keys", megabytes(MarkerBenchmark::key));
		megabytes.put("tags", megabytes(MarkerBenchmark::tag));
		megabytes.put("prefix patterns", megabytes(MarkerBenchmark::prefix));
		megabytes.put("a mix", megabytes(MarkerBenchmark::mixed));
		StringBuilder table = new StringBuilder("| 1,000,000 live markers | heap, MB |\n|---|---:|\n");
		megabytes.forEach((kind, size) -> table.append(String.format(Locale.ROOT, "| %s | %.1f |%n", kind, size)));
		List<Goal> goals = new ArrayList<>();
		megabytes.forEach((kind, size) -> goals.add(Goal.atMost("1,000,000 markers of " + kind + ", MB", size, 48)));
		table.append("\n| 100,000 markers at a start | first, ms | median |\n|---|---:|---:|\n");
		goals.add(starts("in the hash", table, MarkerBenchmark::fillHash));
		goals.add(starts("each in the hash and in the log", table, MarkerBenchmark::fillLog));
		System.out.println(table + "\n" + Goal.table(goals));
	}

	/** Measures, and gives the result as Markdown. */
	static String measure() {
		try (FreshJvm jvm = FreshJvm.start(MarkerBenchmark.class)) {
			return jvm.output();
		}
	}

	private static double megabytes(IntFunction<InvalidationTarget> targets) {
		long before = usedBytes();
		MarkerIndex index = new MarkerIndex(LIVE);
		index.reset(EPOCH);
		for (int i = 0; i < LIVE; i++) {
			index.add(List.of(targets.apply(i)), new Position(EPOCH, FIRST_MILLIS + i / 3, i % 3));
		}
		long after = usedBytes();
		MarkerCounts counts = index.counts();
		if (counts.total() != LIVE || counts.folds() != 0) {
			throw new IllegalStateException("not a million live markers: " + counts);
		}
		return (after - before) / 1e6;
	}

	private static long usedBytes() {
		Runtime runtime = Runtime.getRuntime();
		for (int i = 0; i < 3; i++) {
			System.gc();
		}
		return runtime.totalMemory() - runtime.freeMemory();
	}

	private static InvalidationTarget mixed(int number) {
		int kind = number % 1000;
		if (kind < 700) {
			return key(number);
		}
		if (kind < 900) {
			return tag(number);
		}
		return (kind < 999) ? prefix(number) : new InvalidationTarget.Pattern("user:*:part" + number);
	}

	private static InvalidationTarget key(int number) {
		return new InvalidationTarget.Key("user", "user:usr_" + number);
	}

	private static InvalidationTarget tag(int number) {
		return new InvalidationTarget.Tag("org:" + number);
	}

	private static InvalidationTarget prefix(int number) {
		return new InvalidationTarget.Pattern("user:usr_" + number + ":*");
	}

	private static Goal starts(String name, StringBuilder table, Filling filling) {
		try (Node node = Node.start(Applications.CacheAsideAnnotation.class,
				"cacheaside.coherence.sweep.enabled=false")) {
			filling.fill(node);
			double first = 0;
			Samples samples = new Samples();
			for (int i = 0; i < STARTS; i++) {
				long nanos = start(node);
				samples.add(nanos);
				first = (i == 0) ? nanos / 1e6 : first;
			}
			table.append(String.format(Locale.ROOT, "| %s | %,.0f | %,.0f |%n", name, first, samples.median() / 1e3));
			return Goal.atMost("first start with 100,000 markers, " + name + ", s", first / 1e3, 1);
		}
	}

	/** Another engine on the same connections. */
	private static long start(Node node) {
		try (CacheEngine engine = new CacheEngine(node.bean(EnginePorts.class), node.bean(CacheDefinitions.class),
				CoherenceSettings.DEFAULTS.withoutSweep(), EngineListener.NONE, new OutcomeRecorder())) {
			long start = System.nanoTime();
			engine.start();
			engine.loaded().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
			long nanos = System.nanoTime() - start;
			if (engine.markers().total() < LOADED) {
				throw new IllegalStateException("not all markers were loaded: " + engine.markers());
			}
			return nanos;
		}
	}

	/** As if the log itself had been trimmed since. */
	private static void fillHash(Node node) {
		Position end = node.bean(CacheEngine.class).log().applied();
		byte[] position = bytes(end.millis() + "-" + end.sequence());
		byte[] hash = bytes("{cacheaside|" + Node.PREFIX + "}:markers");
		Map<byte[], byte[]> fields = new HashMap<>();
		for (int i = 0; i < LOADED; i++) {
			fields.put(bytes("t:org:" + i), position);
		}
		try (StatefulRedisConnection<byte[], byte[]> connection = node.connect()) {
			if (connection.sync().exists(hash) != 1) {
				throw new IllegalStateException("the markers stand elsewhere");
			}
			connection.sync().hset(hash, fields);
		}
	}

	private static void fillLog(Node node) {
		InvalidationLog log = node.bean(InvalidationLog.class);
		@Nullable CompletionStage<Appended> last = null;
		for (int i = 0; i < LOADED; i++) {
			last = log.append(List.of(tag(i)));
			if (i % 100 == 99) {
				last.toCompletableFuture().join();
			}
		}
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/** Brings markers to the log. */
	private interface Filling {

		void fill(Node node);

	}

}
