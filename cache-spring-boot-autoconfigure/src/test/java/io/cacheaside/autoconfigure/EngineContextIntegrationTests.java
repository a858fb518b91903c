package io.cacheaside.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.transaction.support.TransactionTemplate;

import io.cacheaside.annotation.CacheAside;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.redis.RedisConnections;
import io.cacheaside.testing.CachedKeys;
import io.cacheaside.testing.RedisContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The engine in whole contexts. */
class EngineContextIntegrationTests {

	@Test
	void cacheWorksAgainAfterItsContextWasStoppedAndStarted() {
		RedisContextRunner.onEmptyRedis().withBean(Service.class).run((context) -> {
			Service service = context.getBean(Service.class);
			service.find("1");
			ConfigurableApplicationContext whole = context.getSourceApplicationContext();
			whole.stop();
			whole.start();
			CacheEngine engine = context.getBean(CacheEngine.class);
			await().atMost(Duration.ofSeconds(30)).until(() -> engine.log().trustsRemote() && engine.isRemoteTrusted());
			service.find("1");
			service.find("1");
			assertThat(service.calls()).isLessThan(3);
		});
	}

	@Test
	void valueBuiltFromACacheableMethodBecomesStaleWithIt() {
		RedisContextRunner.onEmptyRedis().withBean(Service.class).withBean(Page.class).run((context) -> {
			Page page = context.getBean(Page.class);
			page.page("1");
			CacheEngine engine = context.getBean(CacheEngine.class);
			engine.region("user").clear().toCompletableFuture().join();
			page.page("1");
			assertThat(page.calls()).isEqualTo(2);
		});
	}

	@Test
	void putInATransactionIsStoredAfterItsCommit() {
		RedisContextRunner.onEmptyRedis()
			.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class,
					DataSourceTransactionManagerAutoConfiguration.class, TransactionAutoConfiguration.class))
			.withBean(Service.class)
			.run((context) -> {
				Service service = context.getBean(Service.class);
				context.getBean(TransactionTemplate.class).executeWithoutResult((status) -> service.save("1"));
				assertThat(CachedKeys.served(context)).containsExactly("test:user:1");
			});
	}

	/** A server that accepts connections and never answers, as one that is stopped. */
	@Test
	@SuppressWarnings("try") // Closing may be interrupted.
	void serverThatDoesNotAnswerLeavesTheTimersAlone() throws Exception {
		try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
				EngineThreads threads = new EngineThreads(false)) {
			LettuceConnectionFactory factory = new LettuceConnectionFactory("localhost", silent.getLocalPort());
			factory.afterPropertiesSet();
			factory.start();
			try (RedisConnections connections = new RedisConnections(factory, threads.scheduler())) {
				CountDownLatch ticked = new CountDownLatch(1);
				threads.scheduler().schedule(ticked::countDown, 100, TimeUnit.MILLISECONDS);
				// Sooner than an attempt to connect is given up.
				assertThat(ticked.await(8, TimeUnit.SECONDS)).isTrue();
				assertThat(connections.isConnected()).isFalse();
			}
			finally {
				factory.destroy();
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static class Service {

		private final AtomicInteger calls = new AtomicInteger();

		@Cacheable(cacheNames = "user", key = "#id")
		public String find(String id) {
			return id + this.calls.incrementAndGet();
		}

		@CachePut(cacheNames = "user", key = "#id")
		public String save(String id) {
			return "saved";
		}

		public int calls() {
			return this.calls.get();
		}

	}

	static class Page {

		private final AtomicInteger calls = new AtomicInteger();

		private final Service service;

		Page(Service service) {
			this.service = service;
		}

		public int calls() {
			return this.calls.get();
		}

		@CacheAside(cacheNames = "page", key = "#id")
		public String page(String id) {
			this.calls.incrementAndGet();
			return "page of " + this.service.find(id);
		}

	}

}
