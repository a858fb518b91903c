package io.cacheaside.engine;

/**
 * How the outbox does.
 *
 * @param waiting how many invalidations were past their delay at this node's last look,
 * up to a limit; negative if another node looks
 * @param drained how many this node carried out in place of their writers
 * @param uncovered how many transactions on this node invalidated something and could not
 * keep it, since they are not of the outbox's database
 */
public record OutboxStatistics(long waiting, long drained, long uncovered) {

	/** Of no outbox. */
	public static final OutboxStatistics NONE = new OutboxStatistics(-1, 0, 0);

}
