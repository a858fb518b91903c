package io.cacheaside.sample.agent;

import io.cacheaside.annotation.InvalidatesCache;

/**
 * Installs of an agent have come to the database. The agent shows the new number; the
 * listings keep their order, and the statistics their numbers, for their time to live,
 * since an install seldom changes much.
 *
 * @param agentId the agent
 */
@InvalidatesCache("agent:#{agentId}")
public record AgentInstalled(String agentId) {
}
