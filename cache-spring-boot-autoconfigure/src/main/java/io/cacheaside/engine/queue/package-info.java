/**
 * The queues of writes that wait for their source, as the engine and the workers see
 * them. It must not know where a queue is kept, nor what a value means.
 */
@NullMarked
package io.cacheaside.engine.queue;

import org.jspecify.annotations.NullMarked;
