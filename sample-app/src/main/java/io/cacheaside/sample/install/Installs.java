package io.cacheaside.sample.install;

/**
 * How often an agent was installed.
 *
 * @param agentId the agent
 * @param installs how often
 */
public record Installs(String agentId, long installs) {
}
