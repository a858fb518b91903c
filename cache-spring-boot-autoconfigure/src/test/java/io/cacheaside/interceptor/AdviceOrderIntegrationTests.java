package io.cacheaside.interceptor;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import io.cacheaside.annotation.CacheAside;
import io.cacheaside.annotation.CacheEvictPattern;
import io.cacheaside.testing.CachedKeys;
import io.cacheaside.testing.RedisContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The defined order of our annotations and Spring's others on one method. */
class AdviceOrderIntegrationTests {

	private final ApplicationContextRunner runner = RedisContextRunner.onEmptyRedis()
		.withUserConfiguration(Others.class)
		.withBean(OrderedService.class);

	@Test
	void hitTakesNoTransaction() {
		this.runner.run((context) -> {
			OrderedService service = context.getBean(OrderedService.class);
			service.inTransaction("a");
			service.inTransaction("a");
			assertThat(service.transactions()).isEqualTo(1);
		});
	}

	@Test
	void evictionFollowsTheCommit() {
		this.runner.run((context) -> {
			OrderedService service = context.getBean(OrderedService.class);
			service.inTransaction("a");
			service.save(context.getBean(StringRedisTemplate.class));
			assertThat(service.presentAtCommit()).isTrue();
			assertThat(CachedKeys.served(context)).isEmpty();
		});
	}

	@Test
	void evictionDoesNotHappenWhenTheTransactionRollsBack() {
		this.runner.run((context) -> {
			OrderedService service = context.getBean(OrderedService.class);
			service.inTransaction("a");
			assertThatThrownBy(service::saveAndFail).hasMessage("rolled back");
			assertThat(context.getBean(StringRedisTemplate.class).hasKey("test:tx:a")).isTrue();
		});
	}

	@Test
	void asyncMethodIsCachedOnItsOwnThread() {
		this.runner.run((context) -> {
			OrderedService service = context.getBean(OrderedService.class);
			String thread = service.async("a").join();
			assertThat(thread).isNotEqualTo(Thread.currentThread().getName());
			assertThat(service.async("a").join()).isEqualTo(thread);
			assertThat(service.asyncCalls()).isEqualTo(1);
		});
	}

	@Test
	void retriesLoadAgainAndStoreTheSuccess() {
		this.runner.run((context) -> {
			OrderedService service = context.getBean(OrderedService.class);
			assertThat(service.retried("a")).isEqualTo("after 3 attempts");
			assertThat(service.retried("a")).isEqualTo("after 3 attempts");
			assertThat(service.attempts()).isEqualTo(3);
		});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	@EnableAsync
	@EnableResilientMethods
	static class Others {

		@Bean(destroyMethod = "shutdown")
		DataSource dataSource() {
			return new EmbeddedDatabaseBuilder().setType(EmbeddedDatabaseType.H2).generateUniqueName(true).build();
		}

		@Bean
		PlatformTransactionManager transactionManager(DataSource dataSource) {
			return new DataSourceTransactionManager(dataSource);
		}

		@Bean
		JdbcTemplate jdbcTemplate(DataSource dataSource) {
			return new JdbcTemplate(dataSource);
		}

	}

	static class OrderedService {

		private int transactions;

		private int asyncCalls;

		private int attempts;

		private boolean presentAtCommit;

		public int transactions() {
			return this.transactions;
		}

		public int asyncCalls() {
			return this.asyncCalls;
		}

		public int attempts() {
			return this.attempts;
		}

		public boolean presentAtCommit() {
			return this.presentAtCommit;
		}

		@Transactional
		@CacheAside("tx")
		public List<String> inTransaction(String id) {
			assertThat(TransactionSynchronizationManager.isActualTransactionActive()).isTrue();
			this.transactions++;
			return List.of(id);
		}

		@Transactional
		@CacheEvictPattern("tx:*")
		public void save(StringRedisTemplate redis) {
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void afterCommit() {
					OrderedService.this.presentAtCommit = redis.hasKey("test:tx:a");
				}

			});
		}

		@Transactional
		@CacheEvictPattern("tx:*")
		public void saveAndFail() {
			throw new IllegalStateException("rolled back");
		}

		@Async
		@CacheAside("async")
		public CompletableFuture<String> async(String id) {
			this.asyncCalls++;
			return CompletableFuture.completedFuture(Thread.currentThread().getName());
		}

		@Retryable(maxRetries = 5, delay = 1)
		@CacheAside("retried")
		public String retried(String id) {
			this.attempts++;
			if (this.attempts < 3) {
				throw new IllegalStateException("attempt " + this.attempts);
			}
			return "after " + this.attempts + " attempts";
		}

	}

}
