/**
 * What Spring's transactions mean for the caches: since when a thread may see an old
 * state of its source, and what waits for the end. It must not know what the waiting work
 * is.
 */
@NullMarked
package io.cacheaside.transaction;

import org.jspecify.annotations.NullMarked;
