/**
 * Measurements of the library against its floor and its peers, run by hand. It knows the
 * whole library; nothing knows it.
 */
@NullMarked
package io.cacheaside.benchmark;

import org.jspecify.annotations.NullMarked;
