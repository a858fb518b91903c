package io.cacheaside.sample.statistics;

import java.util.Objects;

import io.cacheaside.CacheOperations;
import io.cacheaside.TypedCache;
import io.cacheaside.annotation.CacheAside;

import org.springframework.stereotype.Service;

/** Computed numbers, in one cache: by annotation, and by the programmatic API. */
@Service
class StatisticsService {

	private final StatisticsQueries queries;

	private final TypedCache<MarketplaceStatistics> marketplace;

	StatisticsService(StatisticsQueries queries, CacheOperations caches) {
		this.queries = queries;
		this.marketplace = caches.cache("statistics", MarketplaceStatistics.class);
	}

	/** Entry {@code statistics:organization:org_1}. */
	@CacheAside(cacheNames = "statistics", key = "{'organization', #orgId}", tags = "org:#{#orgId}")
	public OrganizationStatistics organization(String orgId) {
		return this.queries.ofOrganization(orgId);
	}

	/**
	 * Entry {@code statistics:marketplace}, without an annotation: the choice of cache,
	 * key and loader could depend on anything here.
	 */
	public MarketplaceStatistics marketplace() throws Exception {
		return Objects.requireNonNull(this.marketplace.getOrLoad("marketplace", this.queries::ofMarketplace));
	}

}
