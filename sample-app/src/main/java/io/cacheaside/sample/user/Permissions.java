package io.cacheaside.sample.user;

import java.util.Set;

/**
 * What a user may do.
 *
 * @param userId the user
 * @param orgId the organisation in which the permissions hold
 * @param granted the names of the permissions
 */
public record Permissions(String userId, String orgId, Set<String> granted) {

	public Permissions {
		granted = Set.copyOf(granted);
	}

}
