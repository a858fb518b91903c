/**
 * The protocol and its ports. It must not know Spring beans, Redis or Caffeine.
 */
@NullMarked
package io.cacheaside.engine;

import org.jspecify.annotations.NullMarked;
