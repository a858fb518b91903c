/**
 * Brings writes that wait in a queue to their source, by beans of the application. It
 * must not know where the queue is kept.
 */
@NullMarked
package io.cacheaside.write;

import org.jspecify.annotations.NullMarked;
