package io.cacheaside.engine;

import org.jspecify.annotations.Nullable;

/**
 * Sessions with a source that outlast a transaction, such as the one of a web request
 * that keeps its persistence context open. What is read through one may be as old as the
 * session, since it remembers what it has read.
 */
public interface SessionScope {

	/**
	 * What is known now; to be captured before a session opens.
	 * @return the capture, {@code null} while nothing can be captured
	 */
	@Nullable LoadStart capture();

	/**
	 * Lets the calling thread work in a session, until told otherwise.
	 * @param opened what was captured before the session opened, {@code null} if nothing
	 * could be: then nothing that is loaded in it is stored
	 * @return ends it, on the same thread, which then works in the session it worked in
	 * before, if in any
	 */
	Attachment attach(@Nullable LoadStart opened);

	/** A thread that works in a session. */
	@FunctionalInterface
	interface Attachment {

		/** Ends the work in the session; called once, on the thread that began it. */
		void detach();

	}

}
