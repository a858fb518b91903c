package io.cacheaside.sample.organization;

import java.util.List;
import java.util.Optional;

import io.cacheaside.annotation.CacheAside;
import io.cacheaside.annotation.CacheEvictTag;
import io.cacheaside.sample.NotFoundException;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Organisations. */
@Service
@Transactional
public class OrganizationService {

	private final OrganizationRepository organizations;

	private final ApplicationEventPublisher events;

	OrganizationService(OrganizationRepository organizations, ApplicationEventPublisher events) {
		this.organizations = organizations;
		this.events = events;
	}

	/**
	 * Entry {@code organization:org_1}. An organisation that does not exist is cached
	 * too, for the much shorter {@code null-ttl}.
	 */
	@CacheAside("organization")
	@Transactional(readOnly = true)
	public Optional<Organization> organization(String orgId) {
		return this.organizations.findById(orgId).map(OrganizationEntity::toOrganization);
	}

	/** The organisations whose agents are installed most. */
	@Transactional(readOnly = true)
	public List<String> mostInstalled(int limit) {
		return this.organizations.findMostInstalled(limit);
	}

	/**
	 * Every entry that bears the organisation's tag goes: users, agents, lists, numbers,
	 * in whatever cache they are.
	 */
	@CacheEvictTag("org:#{#orgId}")
	public Organization rename(String orgId, String name) {
		OrganizationEntity organization = this.organizations.findById(orgId)
			.orElseThrow(() -> new NotFoundException("organization", orgId));
		organization.rename(name);
		this.events.publishEvent(new OrganizationRenamed(orgId));
		return organization.toOrganization();
	}

}
