package io.cacheaside.documentation;

import java.time.Duration;
import java.time.Year;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.cacheaside.CacheOperations;
import io.cacheaside.CacheOutcome;
import io.cacheaside.CacheOutcomes;
import io.cacheaside.CacheResult;
import io.cacheaside.CompositeKey;
import io.cacheaside.CurrentEntry;
import io.cacheaside.PutOptions;
import io.cacheaside.TypedCache;
import io.cacheaside.testing.CachedKeys;
import io.cacheaside.testing.RedisContextRunner;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/** What the page on programmatic use shows, run on a real Redis. */
class ProgrammaticPageTests {

	private final ApplicationContextRunner runner = RedisContextRunner.onEmptyRedis()
		.withBean(SalesService.class)
		.withBean(Prices.class)
		.withBean(Outcomes.class);

	@Test
	void salesAreLoadedOnce() {
		this.runner.run((context) -> {
			SalesService sales = context.getBean(SalesService.class);
			List<Sale> loaded = sales.sales("org_1", Year.of(2026));
			assertThat(sales.sales("org_1", Year.of(2026))).isEqualTo(loaded);
			assertThat(sales.queries).hasValue(1);
			assertThat(CachedKeys.served(context)).containsExactly("test:sales:org_1:2026");
			sales.imported("org_1");
			sales.sales("org_1", Year.of(2026));
			assertThat(sales.queries).hasValue(2);
		});
	}

	@Test
	void pricesAreReadTogetherAndPutWithOptions() {
		this.runner.run((context) -> {
			Prices prices = context.getBean(Prices.class);
			StringRedisTemplate redis = context.getBean(StringRedisTemplate.class);
			assertThat(prices.describe("a")).isEqualTo("not cached");
			prices.changed("a", 5L, "acme");
			assertThat(prices.describe("a")).isEqualTo("5 from the remote tier");
			assertThat(redis.getExpire("test:price:a")).isBetween(3500L, 3600L);
			assertThat(prices.prices(List.of("a", "b"))).isEqualTo(Map.of("a", 5L, "b", 1L));
			assertThat(CachedKeys.served(context)).containsExactlyInAnyOrder("test:price:a", "test:price:b");
			prices.supplierGone("acme");
			assertThat(CachedKeys.served(context)).containsExactly("test:price:b");
		});
	}

	@Test
	void loaderSaysTimeToLiveAndTags() {
		this.runner.run((context) -> {
			Prices prices = context.getBean(Prices.class);
			assertThat(prices.current("a")).isEqualTo(7);
			assertThat(context.getBean(StringRedisTemplate.class).getExpire("test:price:a")).isBetween(295L, 300L);
			prices.supplierGone("acme");
			assertThat(CachedKeys.served(context)).isEmpty();
		});
	}

	@Test
	void outcomesAreRecorded() {
		this.runner.run((context) -> {
			Outcomes outcomes = context.getBean(Outcomes.class);
			assertThat(outcomes.callAndTell()).extracting(CacheOutcome::status)
				.containsExactly(CacheOutcome.Status.MISS);
			assertThat(outcomes.callAndTell()).extracting(CacheOutcome::status)
				.containsExactly(CacheOutcome.Status.HIT);
		});
	}

	static class SalesService {

		private final AtomicInteger queries = new AtomicInteger();

		// doc: load
		private final TypedCache<List<Sale>> sales;

		SalesService(CacheOperations caches) {
			this.sales = caches.cache("sales", new ParameterizedTypeReference<List<Sale>>() {
			});
		}

		List<Sale> sales(String orgId, Year year) throws Exception {
			return this.sales.getOrLoad(CompositeKey.of(orgId, year), () -> query(orgId, year));
		}
		// end

		private List<Sale> query(String orgId, Year year) {
			this.queries.incrementAndGet();
			return List.of(new Sale(orgId, year.getValue()));
		}

		void imported(String orgId) {
			this.sales.evict(CompositeKey.of(orgId, Year.of(2026)));
		}

	}

	static class Prices {

		private final CacheOperations caches;

		private final TypedCache<Long> prices;

		Prices(CacheOperations caches) {
			this.caches = caches;
			this.prices = caches.cache("price", Long.class);
		}

		// doc: get
		String describe(String productId) {
			if (this.prices.get(productId) instanceof CacheResult.Hit<Long> hit) {
				return hit.value() + " from the " + hit.layer().label() + " tier";
			}
			return "not cached";
		}
		// end

		// doc: get all
		Map<String, Long> prices(List<String> productIds) {
			Map<String, Long> prices = new HashMap<>(this.prices.getAll(productIds));
			List<String> missing = new ArrayList<>(productIds);
			missing.removeAll(prices.keySet());
			query(missing).forEach((productId, price) -> {
				this.prices.put(productId, price);
				prices.put(productId, price);
			});
			return prices;
		}
		// end

		// doc: put
		void changed(String productId, long price, String supplier) {
			this.prices.put(productId, price, PutOptions.ttl(Duration.ofHours(1)).withTags("supplier:" + supplier));
		}

		void supplierGone(String supplier) {
			this.caches.evictTag("supplier:" + supplier);
		}
		// end

		// doc: current entry
		@Nullable Long current(String productId) throws Exception {
			return this.prices.getOrLoad(productId, () -> {
				Offer offer = offer(productId);
				CurrentEntry.get().ttl(offer.validFor()).tags("supplier:" + offer.supplier());
				return offer.price();
			});
		}
		// end

		private static Offer offer(String productId) {
			return new Offer(7L, Duration.ofMinutes(5), "acme");
		}

		private static Map<String, Long> query(List<String> productIds) {
			return Map.of("b", 1L);
		}

	}

	static class Outcomes {

		private final CacheOutcomes outcomes;

		private final SalesService sales;

		Outcomes(CacheOutcomes outcomes, SalesService sales) {
			this.outcomes = outcomes;
			this.sales = sales;
		}

		// doc: outcomes
		List<CacheOutcome> callAndTell() throws Exception {
			try (CacheOutcomes.Recording recording = this.outcomes.record()) {
				this.sales.sales("org_1", Year.of(2026));
				return recording.outcomes();
			}
		}
		// end

	}

	record Offer(long price, Duration validFor, String supplier) {
	}

	public record Sale(String orgId, int year) {
	}

}
