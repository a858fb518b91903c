package io.cacheaside.sample.marketplace;

/**
 * A category with the number of published agents in it.
 *
 * @param name the name
 * @param agents how many agents it lists
 */
public record Category(String name, long agents) {
}
