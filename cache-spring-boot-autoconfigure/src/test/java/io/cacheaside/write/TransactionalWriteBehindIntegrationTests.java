package io.cacheaside.write;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.cacheaside.CacheUnavailableException;
import io.cacheaside.autoconfigure.CacheAsideMetricsAutoConfiguration;
import io.cacheaside.testing.RedisContextRunner;
import io.cacheaside.testing.TestNode;
import io.cacheaside.testing.TestNodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Writes behind that are queued after the commit, or kept until they can be. */
class TransactionalWriteBehindIntegrationTests extends CountersOfATest {

	@Test
	void transactionQueuesWhenItHasCommittedWhateverItEvicts() {
		withTransactions(1, (nodes) -> {
			TestNode node = nodes.get(0);
			TransactionTemplate transaction = new TransactionTemplate(node.bean(PlatformTransactionManager.class));
			transaction.executeWithoutResult((status) -> {
				node.bean(Counters.class).write(1, 5);
				node.operations().cache("counter", Counter.class).evict(1L);
				node.bean(Counters.class).write(2, 6);
			});
			assertThat(read(node, 1)).isEqualTo(5);
			transaction.executeWithoutResult((status) -> {
				node.bean(Counters.class).write(2, 7);
				status.setRollbackOnly();
			});
			assertThat(read(node, 2)).isEqualTo(6);
			awaitSource(Map.of(1L, 5L, 2L, 6L));
		}, RedisContextRunner.PATIENT, "cacheaside.write-behind.linger=20ms");
	}

	@Test
	void committedWriteThatRedisDidNotTakeReachesTheSourceWhenItIsBackAndBeforeALaterOne() {
		withTransactions(2, (nodes) -> {
			TestNode one = nodes.get(0);
			TestNode two = nodes.get(1);
			TransactionTemplate transaction = new TransactionTemplate(one.bean(PlatformTransactionManager.class));
			write(transaction, one, 1, 1);
			awaitSource(Map.of(1L, 1L));
			assertThat(read(two, 1)).isEqualTo(1);
			one.proxy().cut();
			one.proxy().refuse();
			write(transaction, one, 1, 2);
			write(transaction, one, 2, 3);
			assertThat(kept(one)).isEqualTo(2);
			assertThat(read(one, 1)).as("here").isEqualTo(2);
			assertThat(read(two, 1)).as("elsewhere it is not known").isEqualTo(1);
			assertThatExceptionOfType(CacheUnavailableException.class)
				.isThrownBy(() -> one.bean(Counters.class).write(1, 4));
			write(transaction, one, 1, 5);
			assertThat(kept(one)).isEqualTo(2);
			two.bean(Counters.class).write(2, 4);
			one.proxy().restore();
			writeSoon(one, 1, 6);
			awaitSource(Map.of(1L, 6L, 2L, 4L));
			await().atMost(LIMIT).until(() -> kept(one) == 0);
			assertInOrder(List.of(1L, 2L), 0);
			await().atMost(LIMIT).untilAsserted(() -> assertThat(read(two, 1)).isEqualTo(6));
		}, RedisContextRunner.PATIENT, "cacheaside.write-behind.linger=20ms");
	}

	@Test
	void committedWriteThatAPausedRedisDidNotAnswerIsQueuedWhenItGoesOn() {
		withTransactions(1, (nodes) -> {
			TestNode node = nodes.get(0);
			TransactionTemplate transaction = new TransactionTemplate(node.bean(PlatformTransactionManager.class));
			redis.pause();
			try {
				write(transaction, node, 1, 1);
				write(transaction, node, 1, 2);
				assertThat(kept(node)).isEqualTo(1);
				assertThat(
						node.bean(MeterRegistry.class).get("cache.writes.kept").tag("cache", "counter").gauge().value())
					.isEqualTo(1);
				assertThat(read(node, 1)).isEqualTo(2);
			}
			finally {
				redis.resume();
			}
			awaitSource(Map.of(1L, 2L));
			await().atMost(LIMIT).until(() -> kept(node) == 0);
			assertInOrder(List.of(1L), 0);
		}, "cacheaside.remote.timeout=100ms", "cacheaside.write-behind.linger=20ms");
	}

	@Test
	void stoppingNodeQueuesWhatItKeeps() {
		withTransactions(1, (nodes) -> {
			TestNode node = nodes.get(0);
			redis.pause();
			try {
				write(new TransactionTemplate(node.bean(PlatformTransactionManager.class)), node, 1, 5);
				assertThat(kept(node)).isEqualTo(1);
			}
			finally {
				redis.resume();
			}
		}, "cacheaside.remote.timeout=500ms");
		withNodes((one, two) -> awaitSource(Map.of(1L, 5L)));
	}

	private static void write(TransactionTemplate transaction, TestNode node, long number, long count) {
		transaction.executeWithoutResult((status) -> node.bean(Counters.class).write(number, count));
	}

	private static int kept(TestNode node) {
		return node.engine().region("counter").behind().kept();
	}

	private void withTransactions(int nodes, Consumer<List<TestNode>> scenario, String... properties) {
		CounterFile file = file();
		DriverManagerDataSource dataSource = new DriverManagerDataSource("jdbc:h2:mem:behind");
		TestNodes.run(redis, nodes,
				(runner) -> runner.withBean(CounterFile.class, () -> file)
					.withBean(Counters.class, () -> new Counters(file::count))
					.withBean(PlatformTransactionManager.class, () -> new JdbcTransactionManager(dataSource))
					.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
							SimpleMetricsExportAutoConfiguration.class, CacheAsideMetricsAutoConfiguration.class))
					.withPropertyValues(properties),
				scenario);
	}

}
