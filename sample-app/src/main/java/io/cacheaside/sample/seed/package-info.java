/**
 * Fills an empty database with a made-up but always identical marketplace.
 */
@NullMarked
package io.cacheaside.sample.seed;

import org.jspecify.annotations.NullMarked;
