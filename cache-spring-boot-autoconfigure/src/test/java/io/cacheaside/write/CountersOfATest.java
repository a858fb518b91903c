package io.cacheaside.write;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.cacheaside.CacheUnavailableException;
import io.cacheaside.embedded.RedisServer;
import io.cacheaside.testing.RedisContextRunner;
import io.cacheaside.testing.TestNode;
import io.cacheaside.testing.TestNodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Nodes on one Redis that write counters behind, to a file. */
@Timeout(180)
abstract class CountersOfATest {

	static final Duration LIMIT = Duration.ofSeconds(30);

	static RedisServer redis;

	final AtomicBoolean away = new AtomicBoolean();

	final AtomicBoolean strict = new AtomicBoolean(true);

	@TempDir
	private Path directory;

	@BeforeAll
	static void start() {
		redis = RedisServer.start();
	}

	@BeforeEach
	void flush() {
		redis.execute("FLUSHALL");
	}

	@AfterAll
	static void stop() {
		redis.close();
	}

	void withNodes(BiConsumer<TestNode, TestNode> scenario, String... properties) {
		CounterFile file = new CounterFile(path(), (batch) -> {
			if (this.away.get()) {
				throw new IllegalStateException("the source is away");
			}
			if (this.strict.get() && batch.stream().anyMatch((write) -> write.value().count() < 0)) {
				throw new IllegalArgumentException("negative");
			}
		}, () -> {
		});
		TestNodes.run(redis, 2,
				(runner) -> runner.withBean(CounterFile.class, () -> file)
					.withBean(Counters.class, () -> new Counters(file::count))
					.withPropertyValues(RedisContextRunner.PATIENT, "cacheaside.write-behind.linger=20ms",
							"cacheaside.write-behind.retry.delay=20ms", "cacheaside.write-behind.retry.max-delay=100ms",
							"cacheaside.write-behind.retry.attempts=1000")
					.withPropertyValues(properties),
				(nodes) -> scenario.accept(nodes.get(0), nodes.get(1)));
	}

	Path path() {
		return this.directory.resolve("counters");
	}

	CounterFile file() {
		return new CounterFile(path(), (batch) -> {
		}, () -> {
		});
	}

	static long read(TestNode node, long number) {
		return node.bean(Counters.class).counter(number).count();
	}

	/** Writes, again until that is acknowledged. */
	static void writeSoon(TestNode node, long number, long count) {
		await().atMost(LIMIT)
			.ignoreExceptionsInstanceOf(CacheUnavailableException.class)
			.untilAsserted(() -> node.bean(Counters.class).write(number, count));
	}

	void awaitSource(Map<Long, Long> expected) {
		await().atMost(LIMIT)
			.untilAsserted(
					() -> expected.forEach((number, count) -> assertThat(file().count(number)).isEqualTo(count)));
	}

	/** No older value comes after a newer one, and tokens tell which is which. */
	void assertInOrder(Iterable<Long> numbers, long seed) {
		for (long number : numbers) {
			List<CounterFile.Line> lines = file().lines(number);
			assertThat(lines).as("seed %d, number %d", seed, number).isNotEmpty();
			assertThat(lines).extracting(CounterFile.Line::count).isSorted();
			assertThat(lines).extracting(CounterFile.Line::token).isSorted();
		}
	}

}
