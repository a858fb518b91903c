package io.cacheaside.sample.agent;

import java.time.Instant;

/**
 * An agent.
 *
 * @param id the identifier, such as {@code agt_1}
 * @param orgId the organisation that owns it
 * @param name the name
 * @param description what it does
 * @param category the category it is listed in
 * @param published whether the public sees it
 * @param installs how often it was installed, as far as the database knows
 * @param updatedAt when its owner last changed it
 */
public record Agent(String id, String orgId, String name, String description, String category, boolean published,
		long installs, Instant updatedAt) {
}
