package io.cacheaside.promise;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.CacheStatistics;
import io.cacheaside.promise.RefreshedWays.Way;
import io.cacheaside.testing.RedisContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A value past its time that stands in for a load that takes too long. */
@Timeout(60)
class SoftTimeoutIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private final RefreshedWays.Source source = new RefreshedWays.Source();

	@ParameterizedTest
	@EnumSource(names = { "CACHE_ASIDE", "IN_SYNC" })
	void olderValueStandsInAfterTheSoftLimitAndTheNewOneIsStoredWhenItComes(Way way) {
		RedisContextRunner.onEmptyRedis()
			.withBean(RefreshedWays.class, () -> new RefreshedWays(this.source))
			.withPropertyValues("cacheaside.ttl=300ms", "cacheaside.stale-if-error=10m",
					"cacheaside.load-timeout.soft=100ms")
			.run((context) -> {
				RefreshedWays ways = context.getBean(RefreshedWays.class);
				CacheStatistics statistics = context.getBean(CacheEngine.class)
					.region(RefreshedWays.CACHE)
					.statistics();
				CountDownLatch gate = new CountDownLatch(1);
				assertThat(way.call(ways, "1")).isEqualTo("old");
				this.source.answer(() -> {
					gate.await();
					return "new";
				});
				await().atMost(LIMIT).until(() -> way.call(ways, "1").equals("old") && statistics.softTimeouts() == 1);
				assertThat(this.source.loads()).isEqualTo(2);
				assertThat(statistics.standIns()).isEqualTo(1);
				gate.countDown();
				await().atMost(LIMIT).until(() -> way.call(ways, "1").equals("new"));
			});
	}

}
