/**
 * A Redis of the application's own, so that it runs without any set-up.
 */
@NullMarked
package io.cacheaside.sample.redis;

import org.jspecify.annotations.NullMarked;
