package io.cacheaside.sample.organization;

import java.time.Instant;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row of the organisations. */
@Entity
@Table(name = "organization")
class OrganizationEntity {

	@Id
	private String id;

	private String name;

	private String plan;

	private Instant createdAt;

	@SuppressWarnings("NullAway.Init")
	protected OrganizationEntity() {
	}

	void rename(String name) {
		this.name = name;
	}

	Organization toOrganization() {
		return new Organization(this.id, this.name, this.plan, this.createdAt);
	}

}
