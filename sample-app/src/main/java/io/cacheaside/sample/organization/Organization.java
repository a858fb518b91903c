package io.cacheaside.sample.organization;

import java.time.Instant;

/**
 * An organisation.
 *
 * @param id the identifier, such as {@code org_1}
 * @param name the name
 * @param plan what it pays for: {@code free}, {@code team} or {@code enterprise}
 * @param createdAt when it joined
 */
public record Organization(String id, String name, String plan, Instant createdAt) {
}
