/**
 * The ordered log of invalidations: the port that an adapter implements, and the follower
 * that keeps this node's markers in step with it. It must not know caches.
 */
@NullMarked
package io.cacheaside.engine.log;

import org.jspecify.annotations.NullMarked;
