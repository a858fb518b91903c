package io.cacheaside.sample.agent;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

/** A row of the agents. */
@Entity
@Table(name = "agent")
class AgentEntity {

	@Id
	private String id;

	private String orgId;

	private String name;

	private String description;

	private String category;

	private boolean published;

	/** Written by a statement of its own, so never with the other columns. */
	@Column(updatable = false)
	private long installs;

	@Version
	private long version;

	private Instant updatedAt;

	@SuppressWarnings("NullAway.Init")
	protected AgentEntity() {
	}

	void change(AgentChange change, Instant now) {
		this.name = change.name();
		this.description = change.description();
		this.category = change.category();
		this.published = change.published();
		this.updatedAt = now;
	}

	String category() {
		return this.category;
	}

	AgentUpdated updated(String previousCategory) {
		return new AgentUpdated(this.id, this.orgId, this.category, previousCategory);
	}

	Agent toAgent() {
		return new Agent(this.id, this.orgId, this.name, this.description, this.category, this.published, this.installs,
				this.updatedAt);
	}

}
