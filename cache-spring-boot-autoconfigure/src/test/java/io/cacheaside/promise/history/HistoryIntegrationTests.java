package io.cacheaside.promise.history;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.convert.DurationStyle;

import io.cacheaside.embedded.RedisServer;
import io.cacheaside.promise.history.Event.Load;
import io.cacheaside.promise.history.Event.Read;
import io.cacheaside.testing.TestNode;
import io.cacheaside.testing.TestNodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Three nodes, one source, random operations and faults; every read is checked against
 * the first three promises. The system property {@code cacheaside.history} says how long
 * each history takes, {@code cacheaside.history.seed} repeats the choices of one.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class HistoryIntegrationTests {

	private static final Logger logger = LoggerFactory.getLogger(HistoryIntegrationTests.class);

	private static final Duration MAX_STALENESS = Duration.ofMillis(500);

	private static final int NODES = 3;

	/** Enough to read; the rest is of the same kind. */
	private static final int SHOWN_VIOLATIONS = 3;

	private final Duration duration = DurationStyle.detectAndParse(System.getProperty("cacheaside.history", "6s"));

	private final long seed = Long.getLong("cacheaside.history.seed", System.nanoTime());

	private final History history = new History();

	@ParameterizedTest
	@EnumSource
	void everyReadKeepsThePromises(Kind kind) {
		logger.info("History {} of {} with seed {}", kind, this.duration, this.seed);
		RowSource source = new RowSource(this.history, kind.slowest, this.seed);
		AtomicInteger numbers = new AtomicInteger();
		try (RedisServer redis = RedisServer.start()) {
			TestNodes.run(redis, NODES,
					(runner) -> runner.withBean(Rows.class, () -> new Rows(numbers.getAndIncrement(), source))
						.withPropertyValues("cacheaside.ttl=10m", "cacheaside.remote.timeout=200ms",
								"cacheaside.coherence.max-staleness=" + MAX_STALENESS.toMillis() + "ms",
								"cacheaside.coherence.outage-staleness=" + kind.outageStaleness.toMillis() + "ms")
						.withPropertyValues(kind.properties),
					(nodes) -> play(kind, redis, source, nodes));
		}
	}

	private void play(Kind kind, RedisServer redis, RowSource source, List<TestNode> nodes) {
		HistoryRun run = new HistoryRun(this.history, source, nodes, redis);
		List<Throwable> failures = play(run);
		List<String> problems = new ArrayList<>(failures.stream().map(HistoryIntegrationTests::describe).toList());
		nodes.forEach(TestNode::awaitTrust);
		run.noteDeliveries();
		long quiet = System.nanoTime();
		await().until(() -> System.nanoTime() - quiet > MAX_STALENESS.multipliedBy(2).toNanos());
		readAll(source, nodes);
		Bounds bounds = new Bounds(MAX_STALENESS, kind.outageStaleness, Duration.ofMillis(10));
		List<HistoryChecker.Violation> violations = new HistoryChecker(this.history, bounds).violations();
		violations.stream()
			.limit(SHOWN_VIOLATIONS)
			.forEach((violation) -> problems.add(violation.describe(this.history)));
		assertThat(problems)
			.as("history %s with seed %d: %d reads, %d violations", kind, this.seed, this.history.of(Read.class).size(),
					violations.size())
			.isEmpty();
		assertConverged(source, nodes);
		assertCached();
	}

	private List<Throwable> play(HistoryRun run) {
		try {
			return run.play(this.seed, this.duration);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private void readAll(RowSource source, List<TestNode> nodes) {
		for (TestNode node : nodes) {
			Reader reader = new Reader(node, this.history);
			for (String name : source.names()) {
				try {
					reader.load(name);
				}
				catch (Exception ex) {
					throw new AssertionError(ex);
				}
			}
		}
	}

	/**
	 * Once it is quiet, every node soon holds the newest version of every row. A load
	 * that a sweep overtakes is not kept, so what a node has not is loaded again.
	 */
	private void assertConverged(RowSource source, List<TestNode> nodes) {
		Map<String, Long> newest = source.versions(source.names());
		for (TestNode node : nodes) {
			Reader reader = new Reader(node, this.history);
			newest.forEach((name, version) -> await().atMost(Duration.ofSeconds(10))
				.untilAsserted(() -> assertThat(getOrLoadNext(reader, name)).as("%s on %s", name, node)
					.isNotNull()
					.extracting(Row::version)
					.isEqualTo(version)));
		}
	}

	/** What the caches hold; if that is nothing, it is loaded for the next one to ask. */
	private static @Nullable Row getOrLoadNext(Reader reader, String name) throws Exception {
		Row held = reader.get(name);
		if (held == null) {
			reader.load(name);
		}
		return held;
	}

	/**
	 * A cache that holds nothing would keep every promise. In an outage calls load at
	 * once, so on a busy machine, where outages last longer, most reads may be of those.
	 */
	private void assertCached() {
		List<Read> reads = this.history.of(Read.class);
		Map<Long, Load> loads = this.history.of(Load.class)
			.stream()
			.collect(Collectors.toMap(Load::origin, (load) -> load));
		long hits = reads.stream().filter((read) -> isHit(read, loads.get(read.origin()))).count();
		logger.info("{} reads, {} of them hits, {} loads", reads.size(), hits, loads.size());
		assertThat(hits).isGreaterThan(reads.size() / 10);
	}

	private static boolean isHit(Read read, @Nullable Load load) {
		return load == null || load.to() < read.from();
	}

	private static String describe(Throwable failure) {
		StringWriter text = new StringWriter();
		failure.printStackTrace(new PrintWriter(text));
		return text.toString();
	}

	/** What the nodes are configured to do. */
	enum Kind {

		/** Nothing is served longer than the strict bound, whatever happens. */
		STRICT(Duration.ZERO, Duration.ofMillis(800)),

		/** The local tier goes on for a while in an outage. */
		OUTAGE(Duration.ofSeconds(2), Duration.ofMillis(800)),

		/** Markers are swept as soon as they may be, and some loads are too old. */
		SWEPT(Duration.ZERO, Duration.ofMillis(2_500), "cacheaside.max-load-age=1s",
				"cacheaside.coherence.log.retention=2s", "cacheaside.coherence.sweep.interval=200ms",
				"cacheaside.coherence.log.maximum-markers=1000"),

		/** There is next to no local tier, so that most hits come from Redis. */
		REMOTE(Duration.ZERO, Duration.ofMillis(800), "cacheaside.local.maximum-entries=2");

		private final Duration outageStaleness;

		private final Duration slowest;

		private final String[] properties;

		Kind(Duration outageStaleness, Duration slowest, String... properties) {
			this.outageStaleness = outageStaleness;
			this.slowest = slowest;
			this.properties = properties;
		}

	}

}
