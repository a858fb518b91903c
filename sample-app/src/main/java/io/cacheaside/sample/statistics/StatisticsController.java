package io.cacheaside.sample.statistics;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api")
class StatisticsController {

	private final StatisticsService statistics;

	StatisticsController(StatisticsService statistics) {
		this.statistics = statistics;
	}

	@GetMapping("/organizations/{orgId}/statistics")
	OrganizationStatistics organization(@PathVariable String orgId) {
		return this.statistics.organization(orgId);
	}

	@GetMapping("/statistics")
	MarketplaceStatistics marketplace() throws Exception {
		return this.statistics.marketplace();
	}

}
