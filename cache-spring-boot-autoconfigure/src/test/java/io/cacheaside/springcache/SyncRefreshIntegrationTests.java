package io.cacheaside.springcache;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.annotation.Cacheable;

import io.cacheaside.testing.RedisContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Spring's {@code @Cacheable(sync = true)} where values are refreshed and stand in. */
class SyncRefreshIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private final ApplicationContextRunner runner = RedisContextRunner.onEmptyRedis().withBean(Rates.class);

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void dueValueIsServedAndRefreshedInTheBackground(boolean local) {
		this.runner
			.withPropertyValues("cacheaside.refresh-after=200ms", "cacheaside.ttl=10m",
					"cacheaside.local.enabled=" + local)
			.run((context) -> {
				Rates rates = context.getBean(Rates.class);
				assertThat(rates.rate("EUR")).isEqualTo(1);
				rates.holdOnThisThread();
				await().atMost(LIMIT).until(() -> rates.rate("EUR") > 1);
			});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void valuePastItsTimeStandsIn(boolean local) {
		this.runner
			.withPropertyValues("cacheaside.stale-if-error=10m", "cacheaside.ttl=200ms",
					"cacheaside.local.enabled=" + local)
			.run((context) -> {
				Rates rates = context.getBean(Rates.class);
				assertThat(rates.rate("EUR")).isEqualTo(1);
				rates.fail();
				await().atMost(LIMIT).until(() -> {
					assertThat(rates.rate("EUR")).isEqualTo(1);
					return rates.loads() > 1;
				});
				assertThat(rates.rate("EUR")).isEqualTo(1);
				assertThat(rates.loads()).isEqualTo(2);
			});
	}

	static class Rates {

		private final AtomicInteger loads = new AtomicInteger();

		private final AtomicBoolean failing = new AtomicBoolean();

		private volatile long refusedThread = -1;

		@Cacheable(cacheNames = "rate", key = "#currency", sync = true)
		public int rate(String currency) {
			int load = this.loads.incrementAndGet();
			if (this.failing.get() || Thread.currentThread().getId() == this.refusedThread) {
				throw new IllegalStateException("the source is away");
			}
			return load;
		}

		/** From now on the caller's own thread must not load. */
		public void holdOnThisThread() {
			this.refusedThread = Thread.currentThread().getId();
		}

		public void fail() {
			this.failing.set(true);
		}

		public int loads() {
			return this.loads.get();
		}

	}

}
