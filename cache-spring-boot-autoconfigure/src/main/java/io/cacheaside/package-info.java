/**
 * The public language: what an application types, reads and catches. It must not know how
 * any of it is done, so it imports no other package of this library.
 */
@NullMarked
package io.cacheaside;

import org.jspecify.annotations.NullMarked;
