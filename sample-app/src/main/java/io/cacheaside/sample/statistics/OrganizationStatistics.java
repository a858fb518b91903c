package io.cacheaside.sample.statistics;

/**
 * Numbers of one organisation.
 *
 * @param orgId the organisation
 * @param agents how many agents it has
 * @param published how many of them the public sees
 * @param installs how often they were installed
 */
public record OrganizationStatistics(String orgId, long agents, long published, long installs) {
}
