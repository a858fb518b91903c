package io.cacheaside.write;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

import javax.sql.DataSource;

import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.cacheaside.CacheUnavailableException;
import io.cacheaside.actuate.WriteBehindEndpoint;
import io.cacheaside.autoconfigure.CacheAsideMetricsAutoConfiguration;
import io.cacheaside.embedded.RedisServer;
import io.cacheaside.testing.RedisContextRunner;
import io.cacheaside.testing.TestNode;
import io.cacheaside.testing.TestNodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Two nodes that write behind on one Redis, and processes that are killed. */
class WriteBehindIntegrationTests extends CountersOfATest {

	@Test
	void callReturnsWhenCacheAndQueueHaveTheValueAndTheSourceGetsItLater() {
		withNodes((one, two) -> {
			this.away.set(true);
			one.bean(Counters.class).write(1, 5);
			assertThat(read(one, 1)).isEqualTo(5);
			assertThat(read(two, 1)).isEqualTo(5);
			two.operations().cache("counter", Counter.class).clear();
			assertThat(read(one, 1)).as("evicted, and the source does not have it").isEqualTo(5);
			assertThat(read(two, 1)).isEqualTo(5);
			assertThat(file().count(1)).isZero();
			this.away.set(false);
			awaitSource(Map.of(1L, 5L));
			assertThat(read(two, 1)).isEqualTo(5);
		});
	}

	@Test
	void whatIsWrittenIsReadEverywhereAndReachesTheSourceInOrder() {
		long seed = new Random().nextLong();
		Random random = new Random(seed);
		Map<Long, Long> last = new HashMap<>();
		withNodes((one, two) -> {
			for (int i = 1; i <= 400; i++) {
				long number = random.nextInt(10);
				TestNode writer = random.nextBoolean() ? one : two;
				writer.bean(Counters.class).write(number, i);
				last.put(number, (long) i);
				if (random.nextInt(10) == 0) {
					writer.operations().cache("counter", Counter.class).evict(number);
				}
				if (random.nextInt(50) == 0) {
					this.away.set(!this.away.get());
				}
				assertThat(read(writer, number)).as("seed %d, write %d", seed, i).isEqualTo(i);
			}
			this.away.set(false);
			awaitSource(last);
			one.operations().cache("counter", Counter.class).clear();
			last.forEach((number, count) -> assertThat(read(one, number)).isEqualTo(count));
			assertInOrder(last.keySet(), seed);
		}, "cacheaside.write-behind.batch-size=3", "cacheaside.write-behind.retry.attempts=1000");
	}

	@Test
	void callFailsWhileRedisIsAwayAndIsCachedNowhere() {
		withNodes((one, two) -> {
			one.bean(Counters.class).write(1, 5);
			awaitSource(Map.of(1L, 5L));
			one.proxy().cut();
			one.proxy().refuse();
			assertThatExceptionOfType(CacheUnavailableException.class)
				.isThrownBy(() -> one.bean(Counters.class).write(1, 6));
			assertThat(read(one, 1)).isEqualTo(5);
			one.proxy().restore();
			one.awaitTrust();
			await().atMost(LIMIT).untilAsserted(() -> {
				writeSoon(one, 1, 7);
				assertThat(read(one, 1)).isEqualTo(7);
			});
			awaitSource(Map.of(1L, 7L));
		});
	}

	@Test
	void callWaitsForRoomAndFailsIfThereIsNone() {
		withNodes((one, two) -> {
			this.away.set(true);
			one.bean(Counters.class).write(1, 1);
			one.bean(Counters.class).write(2, 2);
			one.bean(Counters.class).write(2, 3);
			assertThatExceptionOfType(CacheUnavailableException.class)
				.isThrownBy(() -> one.bean(Counters.class).write(3, 4));
			this.away.set(false);
			writeSoon(one, 3, 5);
			awaitSource(Map.of(1L, 1L, 2L, 3L, 3L, 5L));
		}, "cacheaside.write-behind.maximum-length=2", "cacheaside.write-behind.max-wait=100ms");
	}

	@Test
	void deadLetterIsReplayed() {
		withNodes((one, two) -> {
			one.bean(Counters.class).write(1, -1);
			one.bean(Counters.class).write(2, 2);
			awaitSource(Map.of(2L, 2L));
			WriteBehindEndpoint endpoint = new WriteBehindEndpoint(
					() -> Map.of("counter", Objects.requireNonNull(one.bean(WriterQueues.class).queue("counter"))),
					one.engine());
			await().atMost(LIMIT).until(() -> Objects.requireNonNull(endpoint.lettersOf("counter")).size() == 1);
			await().atMost(LIMIT).untilAsserted(() -> assertThat(read(two, 1)).isZero());
			this.strict.set(false);
			assertThat(endpoint.replay("counter", "counter:1")).extracting(WriteBehindEndpoint.Outcome::found)
				.isEqualTo(true);
			assertThat(read(one, 1)).isEqualTo(-1);
			awaitSource(Map.of(1L, -1L, 2L, 2L));
			assertThat(endpoint.lettersOf("counter")).isEmpty();
		}, "cacheaside.write-behind.retry.attempts=2");
	}

	@Test
	void stoppingNodeWritesWhatWaits() {
		TestNodes.run(redis, 1,
				(runner) -> runner.withBean(CounterFile.class, this::file)
					.withBean(Counters.class, () -> new Counters((number) -> 0))
					.withPropertyValues("cacheaside.write-behind.linger=10m", RedisContextRunner.PATIENT),
				(nodes) -> {
					awaitIdle();
					nodes.get(0).bean(Counters.class).write(1, 5);
					assertThat(file().count(1)).isZero();
				});
		assertThat(file().count(1)).isEqualTo(5);
	}

	@Test
	void nothingThatWasAcknowledgedIsLostWithTheNodeThatQueuedIt() throws Exception {
		Map<Long, Long> last = new HashMap<>();
		try (CounterProcess process = CounterProcess.start(redis, path(), CounterProcess.Hold.NOWHERE)) {
			Random random = new Random(1);
			for (int i = 1; i <= 50; i++) {
				long number = random.nextInt(20);
				process.write(number, i);
				last.put(number, (long) i);
			}
			process.kill();
		}
		withNodes((one, two) -> {
			last.forEach((number, count) -> assertThat(read(one, number)).isEqualTo(count));
			awaitSource(last);
			assertInOrder(last.keySet(), 1);
		});
	}

	@ParameterizedTest
	@EnumSource(value = CounterProcess.Hold.class, names = { "BEFORE_THE_WRITE", "AFTER_THE_WRITE" })
	void batchOfAWorkerThatIsKilledIsWrittenByAnother(CounterProcess.Hold hold) throws Exception {
		try (CounterProcess process = CounterProcess.start(redis, path(), hold)) {
			process.write(1, 1);
			process.awaitHeld();
			process.write(1, 2);
			process.write(2, 3);
			process.kill();
		}
		withNodes((one, two) -> {
			two.bean(Counters.class).write(2, 4);
			awaitSource(Map.of(1L, 2L, 2L, 4L));
			assertInOrder(List.of(1L, 2L), 0);
			assertThat(read(one, 1)).isEqualTo(2);
		});
	}

	/** The worker's first look makes the stream, and finds nothing. */
	private static void awaitIdle() {
		await().atMost(LIMIT)
			.until(() -> redis.execute("EXISTS", "{cacheaside|test:}:behind:stream:counter"), Long.valueOf(1)::equals);
	}

}
