package io.cacheaside.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

import io.cacheaside.embedded.RedisServer;
import io.cacheaside.engine.BreakerState.Phase;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.log.FollowerState;

/**
 * What an outage of Redis costs one node, round by round. Before it, hits in the local
 * tier are measured; then Redis is taken away under misses, until the circuit breaker is
 * open; then hits are measured again, then misses, one at a time and with a loader that
 * does next to nothing, so that all they take is extra; then Redis comes back, nobody
 * calls, and the time is taken until the node reads from it.
 */
public final class OutageBenchmark {

	private static final Duration PHASE = Duration.ofSeconds(2);

	private static final Duration LONGEST = Duration.ofSeconds(30);

	private static final int CALLERS = 2;

	private static final int MISSING_CALLERS = 16;

	private static final List<Outage> ROUNDS = List.of(new Outage("stopped for seconds", Duration.ZERO),
			new Outage("stopped for seconds", Duration.ZERO),
			new Outage("stopped until given up", Duration.ofSeconds(6)), new Outage("killed", Duration.ZERO),
			new Outage("killed", Duration.ofSeconds(6)));

	private final RedisServer redis;

	private final CacheEngine engine;

	private final Users users;

	private final UserSource source;

	private final AtomicInteger misses = new AtomicInteger();

	private OutageBenchmark(Node node) {
		this.redis = node.bean(RedisServer.class);
		this.engine = node.bean(CacheEngine.class);
		this.users = node.bean(Users.class);
		this.source = node.bean(UserSource.class);
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
		try (Node node = Node.start(Applications.CacheAsideAnnotation.class)) {
			return new OutageBenchmark(node).run();
		}
	}

	private String run() {
		hitsPerSecond();
		List<Round> rounds = ROUNDS.stream().map(this::round).toList();
		StringBuilder table = new StringBuilder("| Redis | open after, ms | local hits, during to before and after"
				+ " | miss while open, p50, µs | p99 | longest | back after, ms |\n"
				+ "|---|---:|---:|---:|---:|---:|---:|\n");
		rounds.forEach((round) -> table.append(round.row()));
		return table + "\n"
				+ Goal.table(List.of(
						Goal.atLeast("local hits during an outage to without, median of rounds",
								median(rounds, Round::hits), 0.9),
						Goal.atMost("miss while the breaker is open, p99, ms, worst round",
								worst(rounds, (round) -> round.missed().percentile(99) / 1e3), 1),
						Goal.atMost("back after Redis's return, s, worst round",
								worst(rounds, (round) -> round.backMillis() / 1e3), 2)));
	}

	private Round round(Outage outage) {
		double before = hitsPerSecond();
		boolean killed = outage.name().startsWith("killed");
		this.redis.pause();
		double openMillis = millisUntilOpen();
		if (killed) {
			this.redis.kill();
		}
		double during = hitsPerSecond();
		Samples missed = miss(until(PHASE));
		LockSupport.parkNanos(outage.longer().toNanos());
		if (killed) {
			this.redis.restartEmpty();
		}
		else {
			this.redis.resume();
		}
		long returned = System.nanoTime();
		await(this::isBack);
		double backMillis = millisSince(returned);
		double hits = during / ((before + hitsPerSecond()) / 2);
		return new Round(outage.name(), openMillis, hits, missed, backMillis);
	}

	/** Redis is read, and this node can tell that it is current. */
	private boolean isBack() {
		FollowerState log = this.engine.log();
		return this.engine.isRemoteTrusted() && log.trustsRemote() && log.trustsLocal() && log.outageNanos() < 0;
	}

	/** Fails if anything but hits was measured. */
	private double hitsPerSecond() {
		fill();
		long before = this.source.loads();
		LongAdder hits = new LongAdder();
		long start = System.nanoTime();
		BooleanSupplier end = until(PHASE);
		List<CompletableFuture<Void>> callers = new ArrayList<>();
		for (int i = 0; i < CALLERS; i++) {
			callers.add(CompletableFuture.runAsync(() -> hit(end, hits)));
		}
		callers.forEach(CompletableFuture::join);
		if (this.source.loads() != before) {
			throw new IllegalStateException(this.source.loads() - before + " calls were not hits");
		}
		return hits.sum() * 1e9 / (System.nanoTime() - start);
	}

	private void hit(BooleanSupplier end, LongAdder hits) {
		while (!end.getAsBoolean()) {
			HitState.ids().forEach(this.users::user);
			hits.add(HitState.ids().size());
		}
	}

	/** After a Redis that came back empty everything is cold. */
	private void fill() {
		await(() -> {
			long before = this.source.loads();
			HitState.ids().forEach(this.users::user);
			return this.source.loads() == before;
		});
	}

	/** Many callers miss, as under load, until the breaker is open. */
	private double millisUntilOpen() {
		BooleanSupplier open = () -> this.engine.breaker().phase() != Phase.CLOSED;
		List<Thread> callers = IntStream.range(0, MISSING_CALLERS)
			.mapToObj((i) -> new Thread(() -> miss(open)))
			.toList();
		long start = System.nanoTime();
		callers.forEach(Thread::start);
		await(open);
		double millis = millisSince(start);
		await(() -> callers.stream().noneMatch(Thread::isAlive));
		return millis;
	}

	private Samples miss(BooleanSupplier end) {
		Samples samples = new Samples();
		while (!end.getAsBoolean()) {
			String id = "cold_" + this.misses.incrementAndGet();
			samples.time(() -> this.users.user(id));
		}
		return samples;
	}

	private static void await(BooleanSupplier condition) {
		BooleanSupplier tooLate = until(LONGEST);
		while (!condition.getAsBoolean()) {
			if (tooLate.getAsBoolean()) {
				throw new IllegalStateException("not within " + LONGEST);
			}
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
		}
	}

	private static BooleanSupplier until(Duration duration) {
		long end = System.nanoTime() + duration.toNanos();
		return () -> System.nanoTime() - end >= 0;
	}

	private static double millisSince(long start) {
		return (System.nanoTime() - start) / 1e6;
	}

	private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
		return rounds.stream().map(figure::applyAsDouble).sorted().toList().get(rounds.size() / 2);
	}

	private static double worst(List<Round> rounds, ToDoubleFunction<Round> figure) {
		return rounds.stream().map(figure::applyAsDouble).max(Comparator.naturalOrder()).orElseThrow();
	}

	private record Outage(String name, Duration longer) {
	}

	private record Round(String name, double openMillis, double hits, Samples missed, double backMillis) {

		String row() {
			return String.format(Locale.ROOT, "| %s | %,.0f | %.2f | %,.0f | %,.0f | %,.0f | %,.0f |%n", this.name,
					this.openMillis, this.hits, this.missed.median(), this.missed.percentile(99),
					this.missed.percentile(100), this.backMillis);
		}

	}

}
