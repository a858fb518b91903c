package io.cacheaside.documentation;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.cacheaside.CacheOperations;
import io.cacheaside.InvalidationTarget;
import io.cacheaside.annotation.CacheAside;
import io.cacheaside.annotation.CacheEvictTag;
import io.cacheaside.testing.RedisContextRunner;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What the page on freshness shows. */
class FreshnessPageTests {

	@Test
	void softlyInvalidatedPriceIsServedUntilItHasBeenLoadedAnew() {
		RedisContextRunner.onEmptyRedis().withBean(Prices.class).run((context) -> {
			Prices prices = context.getBean(Prices.class);
			CacheOperations operations = context.getBean(CacheOperations.class);
			assertRefreshed(prices, prices::importPrices);
			assertRefreshed(prices, () -> operations.invalidate(new InvalidationTarget.Tag("prices").soft()).join());
		});
	}

	private static void assertRefreshed(Prices prices, Runnable invalidation) {
		int before = prices.price("apple");
		invalidation.run();
		assertThat(prices.price("apple")).isEqualTo(before);
		await().atMost(Duration.ofSeconds(30)).until(() -> prices.price("apple") > before);
	}

	static class Prices {

		private final AtomicInteger loads = new AtomicInteger();

		@CacheAside(cacheNames = "price", key = "#article", tags = "prices")
		public int price(String article) {
			return this.loads.incrementAndGet();
		}

		// doc: soft
		@CacheEvictTag(value = "prices", soft = true)
		public void importPrices() {
			// changes the source
		}
		// end

	}

}
