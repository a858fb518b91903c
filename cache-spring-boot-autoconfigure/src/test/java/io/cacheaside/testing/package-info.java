/**
 * What tests of several packages share. It holds no tests but its own.
 */
@NullMarked
package io.cacheaside.testing;

import org.jspecify.annotations.NullMarked;
