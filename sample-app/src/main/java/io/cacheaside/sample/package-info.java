/**
 * The back end of a small agent marketplace, one package for each part of its domain.
 */
@NullMarked
package io.cacheaside.sample;

import org.jspecify.annotations.NullMarked;
