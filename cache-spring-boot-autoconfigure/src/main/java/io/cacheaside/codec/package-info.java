/**
 * From objects to bytes and back: the entry header and the payload. It must not know
 * where the bytes are kept nor for how long.
 */
@NullMarked
package io.cacheaside.codec;

import org.jspecify.annotations.NullMarked;
