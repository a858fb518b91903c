package io.cacheaside.benchmark;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.embedded.RedisServer;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.Invalidation;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;

/**
 * How long it takes from an invalidation on one node until it is in force on another,
 * against how long a message takes from {@code PUBLISH} to its subscriber; in turn, with
 * a pause of random length before each. Both nodes and the subscriber are in this
 * process, and the same thread waits for either, yielding.
 */
public final class PropagationBenchmark {

	private static final int COMPILING = 20_000;

	private static final int WARM_UP = 300;

	private static final int ROUNDS = 1_000;

	private static final byte[] CHANNEL = "channel".getBytes(StandardCharsets.UTF_8);

	private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(10);

	private final Samples hops = new Samples();

	private final Samples acknowledged = new Samples();

	private final Samples inForce = new Samples();

	private final CacheEngine writer;

	private final CacheEngine reader;

	private final StatefulRedisConnection<byte[], byte[]> publisher;

	private volatile int received = -1;

	private PropagationBenchmark(Node writer, Node reader, StatefulRedisConnection<byte[], byte[]> publisher) {
		this.writer = writer.bean(CacheEngine.class);
		this.reader = reader.bean(CacheEngine.class);
		this.publisher = publisher;
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
		try (Node writer = Node.start(Applications.CacheAsideAnnotation.class);
				Node reader = Node.start(Applications.OnAnotherRedis.class,
						"spring.data.redis.port=" + writer.bean(RedisServer.class).port());
				StatefulRedisConnection<byte[], byte[]> publisher = writer.connect();
				StatefulRedisPubSubConnection<byte[], byte[]> subscriber = writer.subscribe(CHANNEL)) {
			return new PropagationBenchmark(writer, reader, publisher).run(subscriber);
		}
	}

	private String run(StatefulRedisPubSubConnection<byte[], byte[]> subscriber) {
		subscriber.addListener(new RedisPubSubAdapter<>() {

			@Override
			public void message(byte[] channel, byte[] message) {
				PropagationBenchmark.this.received = Integer.parseInt(new String(message, StandardCharsets.US_ASCII));
			}

		});
		compile();
		for (int round = -WARM_UP; round < ROUNDS; round++) {
			hop(round + WARM_UP, round >= 0);
			invalidate(round + WARM_UP, round >= 0);
		}
		double ratio = this.inForce.median() / this.hops.median();
		return "| from one to another | p50, µs | p90 | p99 |\n|---|---:|---:|---:|\n" + row("PUBLISH", this.hops)
				+ row("invalidation until acknowledged to its own node", this.acknowledged)
				+ row("invalidation until in force on the other node", this.inForce) + '\n'
				+ Goal.table(List.of(Goal.atMost("p50 of propagation to p50 of a pub/sub hop", ratio, 3)));
	}

	/** Without pauses: a node that has run for a while has compiled all of this. */
	private void compile() {
		for (int i = 0; i < COMPILING; i++) {
			this.publisher.sync().publish(CHANNEL, "-1".getBytes(StandardCharsets.US_ASCII));
			this.writer.invalidate(Invalidation.of(new InvalidationTarget.Tag("org:" + i)))
				.toCompletableFuture()
				.join();
		}
	}

	private void hop(int round, boolean counts) {
		pause();
		byte[] message = Integer.toString(round).getBytes(StandardCharsets.US_ASCII);
		long start = System.nanoTime();
		this.publisher.async().publish(CHANNEL, message);
		await(() -> this.received == round);
		long end = System.nanoTime();
		if (counts) {
			this.hops.add(end - start);
		}
	}

	/** Nobody else appends, so whatever the other node applies is this. */
	private void invalidate(int round, boolean counts) {
		InvalidationTarget target = switch (round % 3) {
			case 0 -> new InvalidationTarget.Key(Users.CACHE, Users.CACHE + ":usr_" + round);
			case 1 -> new InvalidationTarget.Tag("org:" + round);
			default -> new InvalidationTarget.Pattern(Users.CACHE + ":usr_" + round + ":*");
		};
		pause();
		Position before = this.reader.capture().position();
		long start = System.nanoTime();
		var acknowledged = this.writer.invalidate(Invalidation.of(target))
			.thenApply((done) -> System.nanoTime())
			.toCompletableFuture();
		await(() -> !this.reader.capture().position().equals(before));
		long end = System.nanoTime();
		long acknowledgedAt = acknowledged.join();
		if (counts) {
			this.inForce.add(end - start);
			this.acknowledged.add(acknowledgedAt - start);
		}
	}

	/** Longer than a node rests after it has read the log. */
	private static void pause() {
		LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(8_000_000, 16_000_000));
	}

	private static void await(BooleanSupplier condition) {
		long start = System.nanoTime();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() - start > LONGEST_NANOS) {
				throw new IllegalStateException("nothing arrived");
			}
			Thread.yield();
		}
	}

	private static String row(String name, Samples samples) {
		return String.format(Locale.ROOT, "| %s | %,.0f | %,.0f | %,.0f |%n", name, samples.median(),
				samples.percentile(90), samples.percentile(99));
	}

}
