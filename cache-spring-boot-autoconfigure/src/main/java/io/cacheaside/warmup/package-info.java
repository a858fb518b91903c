/**
 * Fills caches at start-up. It must not know where entries are stored.
 */
@NullMarked
package io.cacheaside.warmup;

import org.jspecify.annotations.NullMarked;
