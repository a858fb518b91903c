package io.cacheaside.documentation;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import io.cacheaside.annotation.CacheAside;
import io.cacheaside.warmup.CacheWarmer;
import io.cacheaside.warmup.WarmupEntry;
import io.cacheaside.warmup.WarmupRunner;
import io.cacheaside.warmup.WarmupSettings;
import io.cacheaside.warmup.WarmupTarget;
import org.junit.jupiter.api.Test;

import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

class WarmupPageTests {

	@Test
	void codeOnThePageDoesWhatItSays() throws Exception {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Warmers.class)) {
			Set<String> keys = ConcurrentHashMap.newKeySet();
			WarmupTarget target = (cacheName, valueType) -> (batch) -> {
				batch.forEach((entry) -> keys.add(cacheName + ":" + Objects.toString(entry.key())));
				return CompletableFuture.completedFuture((long) batch.size());
			};
			List<CacheWarmer> warmers = context.getBeanProvider(CacheWarmer.class).stream().toList();
			try (WarmupRunner runner = new WarmupRunner(warmers, target, WarmupSettings.DEFAULTS)) {
				runner.run(new DefaultApplicationArguments());
			}
			assertThat(keys).containsExactlyInAnyOrder("api:listings:l1", "api:listings:l2", "api:catalogue:l1",
					"api:catalogue:l2", "statistics:2026");
			assertThat(context.getBean(Organizations.class).loaded).containsExactlyInAnyOrder("o1", "o2");
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Warmers {

		// doc: calls
		@Bean
		CacheWarmer organizations(Organizations organizations) {
			return CacheWarmer.calls("organization", organizations::activeIds, organizations::organization);
		}
		// end

		// doc: pages
		@Bean
		CacheWarmer listings(ListingRepository repository) {
			return CacheWarmer
				.pages("api:listings", Listing.class,
						(number, size) -> repository.page(number, size)
							.stream()
							.map((listing) -> WarmupEntry.of(listing.id(), listing))
							.toList())
				.total(repository::count);
		}
		// end

		// doc: once
		@Bean
		CacheWarmer catalogue(ListingRepository repository) {
			return CacheWarmer
				.pages("api:catalogue", Listing.class,
						(number, size) -> repository.page(number, size)
							.stream()
							.map((listing) -> WarmupEntry.of(listing.id(), listing))
							.toList())
				.oncePerCluster();
		}
		// end

		// doc: entries
		@Bean
		CacheWarmer statistics(StatisticsRepository repository) {
			return CacheWarmer.entries("statistics", Statistics.class,
					() -> repository.stream().map((statistics) -> WarmupEntry.of(statistics.year(), statistics)));
		}
		// end

		@Bean
		Organizations organizationService() {
			return new Organizations();
		}

		@Bean
		ListingRepository listingRepository() {
			return new ListingRepository();
		}

		@Bean
		StatisticsRepository statisticsRepository() {
			return Statistics::all;
		}

	}

	static class Organizations {

		final Set<String> loaded = ConcurrentHashMap.newKeySet();

		Stream<String> activeIds() {
			return Stream.of("o1", "o2");
		}

		@CacheAside(cacheNames = "organization", key = "#id")
		String organization(String id) {
			this.loaded.add(id);
			return "organization " + id;
		}

	}

	static class ListingRepository {

		private final List<Listing> all = List.of(new Listing("l1"), new Listing("l2"));

		List<Listing> page(int number, int size) {
			return this.all.stream().skip((long) number * size).limit(size).toList();
		}

		long count() {
			return this.all.size();
		}

	}

	interface StatisticsRepository {

		Stream<Statistics> stream();

	}

	record Listing(String id) {
	}

	record Statistics(int year) {

		static Stream<Statistics> all() {
			return Stream.of(new Statistics(2026));
		}

	}

}
