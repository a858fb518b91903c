package io.cacheaside.sample.organization;

/**
 * An organisation has a new name. What it invalidates is said by a bean, not by an
 * annotation, as for events of a library that one cannot annotate.
 *
 * @param orgId the organisation
 * @see OrganizationCaching
 */
public record OrganizationRenamed(String orgId) {
}
