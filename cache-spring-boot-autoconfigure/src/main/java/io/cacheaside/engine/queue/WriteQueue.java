package io.cacheaside.engine.queue;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * The writes of one cache that wait for their source, shared by all nodes and kept by the
 * server. A key waits once: a later write of it takes the place of the earlier value,
 * under a new token, and leaves the key where it stands. Every call returns at once; the
 * stage fails if the server cannot be reached or does not answer in time. Safe for use by
 * many threads.
 */
public interface WriteQueue {

	/** For how long it is known when a key was last written, and with which token. */
	Duration REMEMBERED = Duration.ofMinutes(1);

	/**
	 * Appends a write. When the stage is complete, the server has it. A stage that failed
	 * does not tell whether it has, but it never gets it after that. A dead letter of the
	 * same key is gone.
	 * @param key the logical key
	 * @param value the value
	 * @param maximumLength how many keys may wait
	 * @return its token, larger than each before it; empty if there is no room and the
	 * key does not wait already
	 */
	CompletionStage<OptionalLong> append(String key, byte[] value, int maximumLength);

	/**
	 * Appends a write that was made a while ago, however many keys wait, unless a later
	 * one of its key was appended since. A later one that has left the queue is known for
	 * {@link #REMEMBERED} after it was appended. So a write whose append may have reached
	 * the server can be appended late, again and again. As for {@link #append}, it does
	 * not reach the server after its stage has failed.
	 * @param key the logical key
	 * @param value the value
	 * @param made when it was made
	 * @return its token, which is of when it was made, or that of the later one
	 */
	CompletionStage<Long> appendLate(String key, byte[] value, Made made);

	/**
	 * Reads what is known of a key.
	 * @param key the logical key
	 * @return what waits
	 */
	CompletionStage<Waiting> waiting(String key);

	/**
	 * Takes writes from the head, first those that were taken before and not
	 * acknowledged. They stay in the queue. For one node at a time; a second one is given
	 * the same writes.
	 * @param maximum how many at most
	 * @return the writes
	 */
	CompletionStage<Taken> take(int maximum);

	/**
	 * Removes writes that the source has. A key that was given another value meanwhile
	 * waits on, at the end of the queue.
	 * @param written the writes as they were taken
	 * @return completes when they are removed; may be called again
	 */
	CompletionStage<Void> acknowledge(List<QueuedWrite> written);

	/**
	 * Gives a write up: it is a dead letter from now on. If its key was given another
	 * value meanwhile, that waits, at the end of the queue, and there is no dead letter.
	 * @param write the write as it was taken
	 * @param attempts how often it was tried
	 * @param error what is wrong with it
	 * @return completes when it is buried; may be called again
	 */
	CompletionStage<Void> bury(QueuedWrite write, int attempts, String error);

	/**
	 * Lists dead letters.
	 * @param maximum about how many at most
	 * @return the letters, in no order
	 */
	CompletionStage<List<DeadLetter>> deadLetters(int maximum);

	/**
	 * Puts a dead letter back to the end of the queue, with its token.
	 * @param key the logical key
	 * @return whether there was one
	 */
	CompletionStage<Boolean> revive(String key);

	/**
	 * Removes a dead letter.
	 * @param key the logical key
	 * @return whether there was one
	 */
	CompletionStage<Boolean> drop(String key);

}
