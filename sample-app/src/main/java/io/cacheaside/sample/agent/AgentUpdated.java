package io.cacheaside.sample.agent;

import io.cacheaside.annotation.InvalidatesCache;

/**
 * The owner changed an agent or its configuration. After the commit the agent, what is
 * derived from it, the lists of its organisation and the listings that may show it are
 * loaded anew. Counting the whole marketplace takes longer: those numbers are served
 * until they have been counted again.
 *
 * @param agentId the agent
 * @param orgId the organisation that owns it
 * @param category the category it is listed in now
 * @param previousCategory the category it was listed in before
 */
@InvalidatesCache({ "agent:#{agentId}", "agent:#{agentId}:*" })
@InvalidatesCache("api:agents:list:#{orgId}:*")
@InvalidatesCache({ "api:listings:#{category}:*", "api:listings:#{previousCategory}:*", "api:listings:all:*" })
@InvalidatesCache("statistics:organization:#{orgId}")
@InvalidatesCache(value = "statistics:marketplace", soft = true)
public record AgentUpdated(String agentId, String orgId, String category, String previousCategory) {
}
