/**
 * From arguments to logical keys, and glob patterns over those keys. It must not know
 * where an entry is stored.
 */
@NullMarked
package io.cacheaside.key;

import org.jspecify.annotations.NullMarked;
