/**
 * What tests of several packages share. It must not hold tests.
 */
@NullMarked
package io.cacheaside.testing;

import org.jspecify.annotations.NullMarked;
