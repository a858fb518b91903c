/**
 * A circuit breaker in front of the remote tier. It must not know which tier that is, nor
 * what the engine does with it.
 */
@NullMarked
package io.cacheaside.breaker;

import org.jspecify.annotations.NullMarked;
