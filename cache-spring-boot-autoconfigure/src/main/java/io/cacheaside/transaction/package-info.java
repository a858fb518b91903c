/**
 * Defers work to the end of Spring's transactions. It must not know what the work is.
 */
@NullMarked
package io.cacheaside.transaction;

import org.jspecify.annotations.NullMarked;
