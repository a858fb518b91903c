/**
 * Users and what they may do.
 */
@NullMarked
package io.cacheaside.sample.user;

import org.jspecify.annotations.NullMarked;
