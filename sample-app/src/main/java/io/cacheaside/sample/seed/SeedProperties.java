package io.cacheaside.sample.seed;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How large a marketplace is made up when the database is empty.
 *
 * @param agents the number of agents; users are a tenth of it, organisations a fiftieth
 * @param seed the number that all random choices follow from
 */
@ConfigurationProperties("sample")
record SeedProperties(@DefaultValue("100000") int agents, @DefaultValue("2026") long seed) {

	SeedProperties {
		if (agents < 1) {
			throw new IllegalArgumentException("sample.agents must be at least 1, but was " + agents);
		}
	}

}
