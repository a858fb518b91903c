package io.cacheaside.sample.agent;

import io.cacheaside.annotation.InvalidatesCache;

/**
 * The owner changed how an agent runs. Only what is derived from the agent is loaded
 * anew.
 *
 * @param agentId the agent
 */
@InvalidatesCache("agent:#{agentId}:*")
public record AgentConfigured(String agentId) {
}
