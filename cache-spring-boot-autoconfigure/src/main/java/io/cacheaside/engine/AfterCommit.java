package io.cacheaside.engine;

import io.cacheaside.engine.marker.Subject;

/**
 * Something to store that waits for the commit of a transaction. Either of its actions is
 * carried out, once; neither may throw.
 *
 * @param subject what is stored; an invalidation that comes after it in the transaction
 * and matches it undoes it
 * @param action what to do after the commit
 * @param giveUp what to do instead, if it is undone or the transaction is not known to be
 * committed
 */
public record AfterCommit(Subject subject, Runnable action, Runnable giveUp) {
}
