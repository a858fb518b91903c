package io.cacheaside.engine;

import java.time.Duration;

import io.cacheaside.Position;

/**
 * What a load leaves in the header of its entry.
 *
 * @param position how far this node had applied the log when the load began
 * @param duration how long the load took; zero for a value that was put
 */
public record LoadStamp(Position position, Duration duration) {
}
