package io.cacheaside.engine;

import java.util.function.Predicate;

import io.cacheaside.engine.marker.MarkerIndex;
import io.cacheaside.engine.marker.Subject;

/**
 * Selects what nobody can use any more: what is older than a marker, of another epoch, or
 * unreadable.
 *
 * @param index the markers
 */
record StaleEntries(MarkerIndex index) implements Predicate<StoredEntry> {

	@Override
	public boolean test(StoredEntry entry) {
		return entry.header()
			.map((header) -> this.index.isStale(new Subject(entry.logicalKey(), header.tags()), header.position()))
			.orElse(true);
	}

}
