package io.cacheaside.sample.marketplace;

/**
 * A published agent as the public sees it.
 *
 * @param agentId the agent
 * @param name the agent's name
 * @param organization the name of the organisation that owns it
 * @param category the category it is listed in
 * @param installs how often it was installed
 */
public record Listing(String agentId, String name, String organization, String category, long installs) {
}
