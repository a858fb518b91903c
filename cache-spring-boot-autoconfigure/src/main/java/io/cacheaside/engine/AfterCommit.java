package io.cacheaside.engine;

import org.jspecify.annotations.Nullable;

import io.cacheaside.engine.marker.Subject;

/**
 * Something to do that waits for the commit of a transaction. Either of its actions is
 * carried out, once; neither may throw.
 *
 * @param subject what is stored; an invalidation that comes after it in the transaction
 * and matches it undoes it. {@code null} if none does
 * @param action what to do after the commit
 * @param giveUp what to do instead, if it is undone or the transaction is not known to be
 * committed
 */
public record AfterCommit(@Nullable Subject subject, Runnable action, Runnable giveUp) {

	/**
	 * Something that only a rollback undoes.
	 * @param action what to do after the commit
	 * @return what waits
	 */
	static AfterCommit always(Runnable action) {
		return new AfterCommit(null, action, () -> {
		});
	}

}
