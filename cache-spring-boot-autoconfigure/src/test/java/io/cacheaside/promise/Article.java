package io.cacheaside.promise;

/**
 * What the tests of the promises cache.
 *
 * @param id its key
 * @param section what its tag comes from
 * @param text what changes
 */
public record Article(String id, String section, String text) {
}
