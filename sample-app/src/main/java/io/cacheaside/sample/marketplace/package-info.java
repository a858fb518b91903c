/**
 * What the public sees: agents ranked by how often they were installed.
 */
@NullMarked
package io.cacheaside.sample.marketplace;

import org.jspecify.annotations.NullMarked;
