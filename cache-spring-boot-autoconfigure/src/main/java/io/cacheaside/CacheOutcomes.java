package io.cacheaside;

import java.util.List;

/**
 * Tells what the caches did for the calls made on the current thread, for example to
 * answer with a {@code Cache-Status} header (RFC 9211). A bean of this type is there
 * whenever caching is on; it may be used by many threads, each sees its own outcomes.
 *
 * <pre class="code">
 * try (CacheOutcomes.Recording recording = this.outcomes.record()) {
 *     Agent agent = this.agents.agent(id);
 *     log.info("{}", recording.outcomes());
 * }
 * </pre>
 */
public interface CacheOutcomes {

	/**
	 * Starts to record on the current thread. An outer recording goes on recording too.
	 * @return the recording, to be closed on the same thread
	 */
	Recording record();

	/** A recording in progress. Not for use by other threads. */
	interface Recording extends AutoCloseable {

		/**
		 * What happened so far, in the order in which the caches were asked: a call comes
		 * before those that its own loader makes.
		 * @return an unmodifiable copy
		 */
		List<CacheOutcome> outcomes();

		@Override
		void close();

	}

}
