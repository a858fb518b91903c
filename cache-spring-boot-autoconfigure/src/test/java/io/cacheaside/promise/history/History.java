package io.cacheaside.promise.history;

import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** Everything that happened. Safe for use by many threads. */
final class History {

	private final Queue<Event> events = new ConcurrentLinkedQueue<>();

	void add(Event event) {
		this.events.add(event);
	}

	void addAll(Collection<? extends Event> events) {
		this.events.addAll(events);
	}

	/** What happened of one kind. */
	<E extends Event> List<E> of(Class<E> kind) {
		return stream().filter(kind::isInstance).map(kind::cast).toList();
	}

	Stream<Event> stream() {
		return this.events.stream();
	}

}
