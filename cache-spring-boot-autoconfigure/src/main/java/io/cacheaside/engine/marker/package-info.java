/**
 * What was invalidated when, and whether an entry is older than that. It must not know
 * where markers come from, and never blocks.
 */
@NullMarked
package io.cacheaside.engine.marker;

import org.jspecify.annotations.NullMarked;
