package io.cacheaside.sample.user;

/**
 * A user as the API shows and the cache keeps it.
 *
 * @param id the identifier, such as {@code usr_1}
 * @param name the name
 * @param email the e-mail address
 * @param orgId the organisation that the user belongs to
 */
public record User(String id, String name, String email, String orgId) {
}
