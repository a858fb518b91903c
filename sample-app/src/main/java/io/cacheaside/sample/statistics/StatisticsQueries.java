package io.cacheaside.sample.statistics;

import java.util.Map;
import java.util.TreeMap;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Counts over whole tables: cheap to write, dear to run on every request. */
@Component
class StatisticsQueries {

	private final JdbcClient jdbc;

	StatisticsQueries(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	OrganizationStatistics ofOrganization(String orgId) {
		return this.jdbc.sql("""
				select count(*) as agents, coalesce(sum(case when published then 1 else 0 end), 0) as published,
				  coalesce(sum(installs), 0) as installs
				from agent where org_id = :orgId
				""")
			.param("orgId", orgId)
			.query((row, number) -> new OrganizationStatistics(orgId, row.getLong("agents"), row.getLong("published"),
					row.getLong("installs")))
			.single();
	}

	MarketplaceStatistics ofMarketplace() {
		Map<String, Long> installs = new TreeMap<>();
		this.jdbc.sql("select category, sum(installs) as installs from agent group by category")
			.query(InstallsOfCategory.class)
			.list()
			.forEach((row) -> installs.put(row.category(), row.installs()));
		return new MarketplaceStatistics(count("organization"), count("app_user"), count("agent"),
				installs.values().stream().mapToLong(Long::longValue).sum(), installs);
	}

	private long count(String table) {
		return this.jdbc.sql("select count(*) from " + table).query(Long.class).single();
	}

	record InstallsOfCategory(String category, long installs) {
	}

}
