/**
 * Spring's {@code CacheManager} and {@code Cache} on the engine, so that existing code
 * gains its guarantees unedited. It must not know which tiers exist.
 */
@NullMarked
package io.cacheaside.springcache;

import org.jspecify.annotations.NullMarked;
