package io.cacheaside.sample.organization;

import io.cacheaside.event.EventMapping;
import io.cacheaside.warmup.CacheWarmer;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What annotations do not say about the organisations' cache. */
@Configuration(proxyBeanMethods = false)
class OrganizationCaching {

	private static final int ACTIVE = 200;

	/** Listings show the organisation's name, and any of them may show this one's. */
	@Bean
	EventMapping organizationEvents() {
		return EventMapping.of(OrganizationRenamed.class,
				(event, targets) -> targets.key("organization", event.orgId()).clear("api:listings"));
	}

	/** The active organisations are there before the first request. */
	@Bean
	CacheWarmer activeOrganizations(OrganizationService organizations) {
		return CacheWarmer
			.calls("organization", () -> organizations.mostInstalled(ACTIVE).stream(), organizations::organization)
			.named("active organizations");
	}

}
