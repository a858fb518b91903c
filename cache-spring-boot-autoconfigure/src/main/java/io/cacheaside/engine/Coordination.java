package io.cacheaside.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What the nodes of an application share beside entries and log: which of them is elected
 * for a task, and short notes. An election is no lock: a node that was paused for longer
 * than its term may go on while another one is elected, so a task has to bear that. Notes
 * may be lost with the server's memory. Every call returns at once; the stage fails if
 * the server cannot be reached or does not answer in time. Safe for use by many threads.
 */
public interface Coordination {

	/**
	 * Elects this node for a task, or prolongs its election.
	 * @param task the task
	 * @param term how long the election holds from now, positive
	 * @return whether this node is elected; not while another one is
	 */
	CompletionStage<Boolean> elect(String task, Duration term);

	/**
	 * Ends an election of this node before its term is over, so that another one can be
	 * elected at once.
	 * @param task the task
	 * @return whether this node was elected
	 */
	CompletionStage<Boolean> resign(String task);

	/**
	 * Reads a note.
	 * @param name its name
	 * @return what was written last, empty if there is none or its time is over
	 */
	CompletionStage<Optional<byte[]>> note(String name);

	/**
	 * Writes a note in place of an earlier one.
	 * @param name its name
	 * @param text what it says, a few kilobytes at most
	 * @param life how long it is kept, positive
	 * @return completes when the server has it
	 */
	CompletionStage<Void> write(String name, byte[] text, Duration life);

}
