package io.cacheaside.sample.agent;

import io.cacheaside.annotation.InvalidatesCache;

/**
 * Somebody installed an agent. The agent shows the new number at once; the listings keep
 * their order for their time to live, since an install seldom changes it.
 *
 * @param agentId the agent
 * @param orgId the organisation that owns it
 */
@InvalidatesCache({ "agent:#{agentId}", "statistics:organization:#{orgId}" })
public record AgentInstalled(String agentId, String orgId) {
}
