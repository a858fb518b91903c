package io.cacheaside.promise.history;

/**
 * What is cached: a row of the source as one load or one write saw it.
 *
 * @param id its key
 * @param org what its tag comes from
 * @param version how often it was written
 * @param origin the load or the write that made this copy, unique in a history
 */
public record Row(String id, String org, long version, long origin) {
}
