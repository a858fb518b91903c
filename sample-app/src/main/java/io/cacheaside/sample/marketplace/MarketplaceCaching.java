package io.cacheaside.sample.marketplace;

import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.cacheaside.CompositeKey;
import io.cacheaside.sample.ResultPage;
import io.cacheaside.warmup.CacheWarmer;
import io.cacheaside.warmup.WarmupEntry;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ParameterizedTypeReference;

/**
 * Fills the first pages of the public listings when the application starts, and again, on
 * one node, as often as {@code cacheaside.refresh} says. So it asks the database, where
 * the cached method would answer with what there is.
 */
@Configuration(proxyBeanMethods = false)
class MarketplaceCaching {

	private static final int FIRST_PAGES = 3;

	private static final int PAGE_SIZE = 20;

	@Bean
	CacheWarmer firstListings(MarketplaceService marketplace, ListingQueries queries) {
		return CacheWarmer.entries("api:listings", new ParameterizedTypeReference<ResultPage<Listing>>() {
		}, () -> categories(marketplace).flatMap((category) -> firstPages(category, queries))).named("first listings");
	}

	private static Stream<String> categories(MarketplaceService marketplace) {
		return Stream.concat(Stream.of(ListingQueries.ALL), marketplace.categories().stream().map(Category::name));
	}

	/** By the same keys as {@link MarketplaceService#listings}. */
	private static Stream<WarmupEntry<ResultPage<Listing>>> firstPages(String category, ListingQueries queries) {
		return IntStream.range(0, FIRST_PAGES)
			.mapToObj((page) -> WarmupEntry.of(CompositeKey.of(category, page, PAGE_SIZE),
					queries.page(category, page, PAGE_SIZE)));
	}

}
