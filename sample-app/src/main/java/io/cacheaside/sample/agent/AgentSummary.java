package io.cacheaside.sample.agent;

/**
 * An agent as a line in a list.
 *
 * @param id the identifier
 * @param name the name
 * @param category the category it is listed in
 * @param published whether the public sees it
 */
public record AgentSummary(String id, String name, String category, boolean published) {
}
