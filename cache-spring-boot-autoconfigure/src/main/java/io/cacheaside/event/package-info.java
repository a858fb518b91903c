/**
 * From domain events to invalidations. It must not know how an invalidation is carried
 * out.
 */
@NullMarked
package io.cacheaside.event;

import org.jspecify.annotations.NullMarked;
