/**
 * What operations staff see: health and, later, an endpoint.
 */
@NullMarked
package io.cacheaside.actuate;

import org.jspecify.annotations.NullMarked;
