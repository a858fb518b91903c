package io.cacheaside.sample.statistics;

import java.util.Map;

/**
 * Numbers of the whole marketplace.
 *
 * @param organizations how many organisations there are
 * @param users how many users there are
 * @param agents how many agents there are
 * @param installs how often they were installed
 * @param installsByCategory the same by category
 */
public record MarketplaceStatistics(long organizations, long users, long agents, long installs,
		Map<String, Long> installsByCategory) {
}
