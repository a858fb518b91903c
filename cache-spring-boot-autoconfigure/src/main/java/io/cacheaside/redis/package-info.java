/**
 * The remote tier on Redis, over Lettuce. It must not know annotations, other adapters or
 * what the application stores.
 */
@NullMarked
package io.cacheaside.redis;

import org.jspecify.annotations.NullMarked;
