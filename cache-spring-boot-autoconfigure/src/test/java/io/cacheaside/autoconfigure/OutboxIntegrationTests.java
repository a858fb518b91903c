package io.cacheaside.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import javax.sql.DataSource;

import jakarta.persistence.EntityManagerFactory;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceInitializationAutoConfiguration;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.cacheaside.CacheOperations;
import io.cacheaside.TypedCache;
import io.cacheaside.embedded.RedisServer;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.InvalidationOutbox;
import io.cacheaside.outbox.JdbcOutbox;
import io.cacheaside.testing.RedisContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The outbox in an application: on real Redis, with H2, by JDBC and by JPA. */
@Timeout(120)
class OutboxIntegrationTests {

	private final JdbcConnectionPool database = JdbcConnectionPool
		.create("jdbc:h2:mem:" + getClass().getSimpleName() + ";DB_CLOSE_DELAY=-1", "sa", "");

	private final JdbcTemplate jdbc = new JdbcTemplate(this.database);

	@AfterEach
	void close() {
		this.jdbc.execute("shutdown");
		this.database.dispose();
	}

	@Test
	void rowStaysUntilRedisHasAcknowledgedAlsoWhereTheCallReturnsBefore() {
		try (RedisServer redis = RedisServer.start()) {
			withJdbc(RedisContextRunner.on(redis.host(), redis.port()))
				.withPropertyValues("cacheaside.remote.timeout=200ms", "cacheaside.outbox.interval=1h")
				.run((context) -> {
					TypedCache<String> cache = cache(context);
					redis.pause();
					inTransaction(context, () -> {
						cache.evict("1");
						cache.put("2", "value");
						context.getBean(CacheOperations.class).evictTag("org:1");
					});
					context.getBean(JdbcOutbox.class).removeSettled();
					assertThat(this.jdbc.queryForList("select targets from cacheaside_outbox", String.class))
						.containsExactly("1\nk 5:cache:1\nk 5:cache:2\nt org:1");
					redis.resume();
					await().atMost(Duration.ofSeconds(20)).until(() -> rows("cacheaside_outbox") == 0);
					assertThat(context.getBean(CacheEngine.class).undeliveredInvalidations()).isZero();
					assertThat(context.getBean(InvalidationOutbox.class).statistics().drained()).isZero();
				});
		}
	}

	@Test
	void rowIsRemovedSoonAfterTheTransaction() {
		withJdbc(RedisContextRunner.onEmptyRedis()).withPropertyValues("cacheaside.outbox.table=public.invalidated")
			.run((context) -> {
				TypedCache<String> cache = cache(context);
				inTransaction(context, () -> cache.evict("1"));
				await().atMost(Duration.ofSeconds(30)).until(() -> rows("invalidated") == 0);
				// Ids are not given anew, so there was one.
				this.jdbc.update("insert into invalidated (targets) values ('1')");
				assertThat(this.jdbc.queryForList("select id from invalidated", Long.class)).containsExactly(2L);
			});
	}

	@Test
	void whatAFlushAtTheCommitInvalidatesIsKept() {
		try (RedisServer redis = RedisServer.start()) {
			withJpa(RedisContextRunner.on(redis.host(), redis.port()))
				.withPropertyValues("cacheaside.remote.timeout=200ms", "cacheaside.outbox.interval=1h")
				.run((context) -> {
					TypedCache<String> cache = cache(context);
					this.jdbc.update("insert into flushed_row (id, text) values (1, 'old')");
					FlushedRow.ON_FLUSH.set(() -> cache.evict("flushed"));
					redis.pause();
					JpaTransactionManager transactions = context.getBean(JpaTransactionManager.class);
					new TransactionTemplate(transactions).executeWithoutResult((status) -> {
						org.springframework.orm.jpa.EntityManagerFactoryUtils
							.getTransactionalEntityManager(context.getBean(EntityManagerFactory.class))
							.find(FlushedRow.class, 1L).text = "new";
						cache.evict("before");
					});
					assertThat(
							this.jdbc.queryForList("select targets from cacheaside_outbox order by id", String.class))
						.containsExactly("1\nk 5:cache:before", "1\nk 5:cache:flushed");
					assertThat(this.jdbc.queryForList("select text from flushed_row", String.class))
						.containsExactly("new");
					redis.resume();
					await().atMost(Duration.ofSeconds(20)).until(() -> rows("cacheaside_outbox") == 0);
					FlushedRow.ON_FLUSH.set(() -> {
					});
				});
		}
	}

	@Test
	void withoutTheOutboxThereIsNothingOfIt() {
		withJdbc(RedisContextRunner.onEmptyRedis()).withPropertyValues("cacheaside.outbox.enabled=false")
			.withClassLoader(new FilteredClassLoader(DataSourceScriptDatabaseInitializer.class, JdbcTemplate.class))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBeansOfType(InvalidationOutbox.class)).isEmpty();
				assertThat(context).doesNotHaveBean(OutboxLifecycle.class);
				assertThat(this.jdbc
					.queryForList("select table_name from information_schema.tables where table_schema = 'PUBLIC'"))
					.isEmpty();
			});
	}

	@Test
	void missingTableStopsTheStart() {
		refused(withJdbc(RedisContextRunner.onEmptyRedis())
			.withPropertyValues("cacheaside.outbox.initialize-schema=never"), (analysis) -> {
				assertThat(analysis.getDescription()).contains("'cacheaside_outbox'", "not there");
				assertThat(analysis.getAction()).contains("cacheaside.outbox.initialize-schema", "docs/outbox.md");
			});
	}

	@Test
	void databaseThatDoesNotAnswerDoesNotStopTheStartWhereOthersCreateTheTable() {
		RedisContextRunner.onEmptyRedis()
			.withBean(DataSource.class, () -> new DriverManagerDataSource("jdbc:h2:tcp://localhost:1/mem:gone"))
			.withPropertyValues("cacheaside.outbox.enabled=true", "cacheaside.outbox.initialize-schema=never")
			.run((context) -> assertThat(context).hasSingleBean(JdbcOutbox.class));
	}

	@Test
	void tableThatTheApplicationCreatesAtItsStartIsThereInTime() {
		withJdbc(RedisContextRunner.onEmptyRedis())
			.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class,
					DataSourceInitializationAutoConfiguration.class))
			.withPropertyValues("cacheaside.outbox.initialize-schema=never",
					"spring.sql.init.schema-locations=classpath:io/cacheaside/outbox/schema-h2.sql")
			.run((context) -> assertThat(context).hasSingleBean(JdbcOutbox.class));
	}

	@Test
	void withoutADataSourceTheStartIsRefused() {
		refused(RedisContextRunner.onEmptyRedis().withPropertyValues("cacheaside.outbox.enabled=true"), (analysis) -> {
			assertThat(analysis.getDescription()).contains("no single DataSource");
			assertThat(analysis.getAction()).contains("@Primary", "cacheaside.outbox.enabled");
		});
	}

	@Test
	void withSeveralDataSourcesTheStartIsRefused() {
		refused(withJdbc(RedisContextRunner.onEmptyRedis()).withBean("other", DataSource.class, () -> this.database),
				(analysis) -> assertThat(analysis.getAction()).contains("@Primary"));
	}

	@Test
	void withoutSpringJdbcTheStartIsRefused() {
		refused(RedisContextRunner.onEmptyRedis()
			.withPropertyValues("cacheaside.outbox.enabled=true")
			.withClassLoader(new FilteredClassLoader(DataSourceScriptDatabaseInitializer.class)),
				(analysis) -> assertThat(analysis.getAction()).contains("spring-boot-starter-jdbc"));
	}

	private static void refused(ApplicationContextRunner runner, Consumer<FailureAnalysis> expected) {
		runner.run((context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = new CacheConfigurationFailureAnalyzer().analyze(context.getStartupFailure());
			assertThat(analysis).isNotNull();
			expected.accept(analysis);
		});
	}

	private ApplicationContextRunner withJdbc(ApplicationContextRunner runner) {
		return runner.withBean("database", DataSource.class, () -> this.database)
			.withBean(PlatformTransactionManager.class, () -> new JdbcTransactionManager(this.database))
			.withPropertyValues("cacheaside.outbox.enabled=true");
	}

	private ApplicationContextRunner withJpa(ApplicationContextRunner runner) {
		return runner.withBean("database", DataSource.class, () -> this.database)
			.withBean(LocalContainerEntityManagerFactoryBean.class, () -> {
				LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
				factory.setDataSource(this.database);
				factory.setManagedTypes(PersistenceManagedTypes.of(FlushedRow.class.getName()));
				factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
				factory.setJpaPropertyMap(Map.of("hibernate.hbm2ddl.auto", "create"));
				return factory;
			})
			.withBean(JpaTransactionManager.class)
			.withPropertyValues("cacheaside.outbox.enabled=true");
	}

	private static TypedCache<String> cache(AssertableApplicationContext context) {
		await().atMost(Duration.ofSeconds(30)).until(context.getBean(CacheEngine.class)::isRemoteTrusted);
		return context.getBean(CacheOperations.class).cache("cache", String.class);
	}

	private static void inTransaction(AssertableApplicationContext context, Runnable work) {
		new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
			.executeWithoutResult((status) -> work.run());
	}

	private int rows(String table) {
		List<Integer> rows = this.jdbc.queryForList("select count(*) from " + table, Integer.class);
		return rows.get(0);
	}

}
