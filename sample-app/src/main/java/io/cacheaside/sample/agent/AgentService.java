package io.cacheaside.sample.agent;

import java.time.InstantSource;

import io.cacheaside.annotation.CacheAside;
import io.cacheaside.sample.NotFoundException;
import io.cacheaside.sample.ResultPage;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.data.domain.PageRequest;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Agents. Reads are annotated with what they cache; writes only publish what happened,
 * and the events say what that invalidates.
 */
@Service
@Transactional
class AgentService {

	private final AgentRepository agents;

	private final ApplicationEventPublisher events;

	private final InstantSource clock;

	AgentService(AgentRepository agents, ApplicationEventPublisher events, InstantSource clock) {
		this.agents = agents;
		this.events = events;
		this.clock = clock;
	}

	/** Entry {@code agent:agt_1}. */
	@CacheAside(cacheNames = "agent", key = "#agentId", tags = "org:#{#result.orgId}")
	@Transactional(readOnly = true)
	public Agent agent(String agentId) {
		return entity(agentId).toAgent();
	}

	/** Entry {@code agent:agt_1:configuration}. */
	@CacheAside(cacheNames = "agent", key = "{#agentId, 'configuration'}")
	@Transactional(readOnly = true)
	public AgentConfiguration configuration(String agentId) {
		return configurationEntity(agentId).toConfiguration();
	}

	/** Entry {@code api:agents:list:org_1:0:20}: no key means all arguments. */
	@CacheAside(cacheNames = "api:agents:list", tags = "org:#{#orgId}")
	@Transactional(readOnly = true)
	public ResultPage<AgentSummary> list(String orgId, int page, int size) {
		return ResultPage.of(this.agents.findSummaries(orgId, PageRequest.of(page, size)));
	}

	public Agent change(String agentId, AgentChange change) {
		AgentEntity agent = entity(agentId);
		String previousCategory = agent.category();
		agent.change(change, this.clock.instant());
		this.events.publishEvent(agent.updated(previousCategory));
		return agent.toAgent();
	}

	public AgentConfiguration configure(String agentId, AgentConfiguration configuration) {
		configurationEntity(agentId).change(configuration);
		this.events.publishEvent(new AgentConfigured(agentId));
		return configuration;
	}

	private AgentEntity entity(String agentId) {
		return this.agents.findById(agentId).orElseThrow(() -> new NotFoundException("agent", agentId));
	}

	private AgentConfigurationEntity configurationEntity(String agentId) {
		return this.agents.findConfiguration(agentId).orElseThrow(() -> new NotFoundException("agent", agentId));
	}

}
