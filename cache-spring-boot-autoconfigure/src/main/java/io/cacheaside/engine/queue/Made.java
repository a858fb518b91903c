package io.cacheaside.engine.queue;

import java.time.Duration;

/**
 * When a write was made.
 *
 * @param ago how long ago, by the clock of whoever made it
 * @param after the token of a write that was queued before for sure, 0 if none is known:
 * where the server's clock was set back, that tells
 */
public record Made(Duration ago, long after) {

}
