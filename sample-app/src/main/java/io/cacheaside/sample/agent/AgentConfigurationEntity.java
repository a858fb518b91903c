package io.cacheaside.sample.agent;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row of the agents' configurations. */
@Entity
@Table(name = "agent_configuration")
class AgentConfigurationEntity {

	@Id
	private String agentId;

	private String model;

	private double temperature;

	private int maxTokens;

	private String instructions;

	@SuppressWarnings("NullAway.Init")
	protected AgentConfigurationEntity() {
	}

	void change(AgentConfiguration configuration) {
		this.model = configuration.model();
		this.temperature = configuration.temperature();
		this.maxTokens = configuration.maxTokens();
		this.instructions = configuration.instructions();
	}

	AgentConfiguration toConfiguration() {
		return new AgentConfiguration(this.model, this.temperature, this.maxTokens, this.instructions);
	}

}
