package io.cacheaside.event;

import java.util.Set;

import io.cacheaside.InvalidationTarget;

/** Names targets of the events of one type. Safe for use by many threads. */
@FunctionalInterface
interface TargetRule {

	/**
	 * Adds the targets of one event.
	 * @param event the event
	 * @param targets what to add them to
	 * @throws RuntimeException of any kind if the event does not give the targets
	 */
	void collect(Object event, Set<InvalidationTarget> targets);

}
