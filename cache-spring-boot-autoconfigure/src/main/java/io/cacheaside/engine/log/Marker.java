package io.cacheaside.engine.log;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;

/**
 * The newest position at which a tag, a pattern or a cache was invalidated.
 *
 * @param target the tag, pattern or cache
 * @param position the position
 */
public record Marker(InvalidationTarget target, Position position) {

}
