/**
 * The one place that knows everybody: properties, conditions and failure analyzers.
 * Nobody imports it.
 */
@NullMarked
package io.cacheaside.autoconfigure;

import org.jspecify.annotations.NullMarked;
