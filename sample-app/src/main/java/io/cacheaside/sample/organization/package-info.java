/**
 * The organisations that own agents.
 */
@NullMarked
package io.cacheaside.sample.organization;

import org.jspecify.annotations.NullMarked;
