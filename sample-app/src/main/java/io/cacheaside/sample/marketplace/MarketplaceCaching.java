package io.cacheaside.sample.marketplace;

import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.cacheaside.warmup.CacheWarmer;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Fills the first pages of the public listings when the application starts. */
@Configuration(proxyBeanMethods = false)
class MarketplaceCaching {

	private static final int FIRST_PAGES = 3;

	private static final int PAGE_SIZE = 20;

	@Bean
	CacheWarmer firstListings(MarketplaceService marketplace) {
		return CacheWarmer
			.calls("api:listings", () -> firstPages(marketplace),
					(page) -> marketplace.listings(page.category(), page.number(), PAGE_SIZE))
			.named("first listings");
	}

	private static Stream<ListingPage> firstPages(MarketplaceService marketplace) {
		return Stream.concat(Stream.of(MarketplaceService.ALL), marketplace.categories().stream().map(Category::name))
			.flatMap((category) -> IntStream.range(0, FIRST_PAGES)
				.mapToObj((number) -> new ListingPage(category, number)));
	}

	private record ListingPage(String category, int number) {
	}

}
