/**
 * Numbers that are computed over many rows, and so are worth caching.
 */
@NullMarked
package io.cacheaside.sample.statistics;

import org.jspecify.annotations.NullMarked;
