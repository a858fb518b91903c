package io.cacheaside.write;

/**
 * A write that its source does not have yet.
 *
 * @param key the logical key, such as {@code installs:agent-7}
 * @param value the value
 * @param token tells one write from another: the same when a write comes again, larger
 * for each later one of the same cache
 * @param <V> the type of the value
 */
public record PendingWrite<V>(String key, V value, long token) {

}
