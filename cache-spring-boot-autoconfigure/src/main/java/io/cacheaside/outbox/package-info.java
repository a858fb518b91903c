/**
 * Invalidations that outlive the process: a row in the transaction that changes the data,
 * removed when Redis has the invalidation, and carried out by another node otherwise. It
 * knows JDBC and the engine, and must not know who invalidates.
 */
@NullMarked
package io.cacheaside.outbox;

import org.jspecify.annotations.NullMarked;
