/**
 * Starts real {@code redis-server} processes on loopback ports, for the sample
 * application and for tests. It must not know Spring nor the cache, and is not for
 * production.
 */
@NullMarked
package io.cacheaside.embedded;

import org.jspecify.annotations.NullMarked;
