package io.cacheaside.engine;

import io.cacheaside.codec.Entry;
import io.cacheaside.engine.marker.MarkerIndex;
import io.cacheaside.engine.marker.Subject;

/**
 * Removes what nobody can use any more: what is older than a marker, of another epoch, or
 * unreadable. What is older than a soft marker only is made due, so that its header says
 * so when the marker is forgotten.
 *
 * @param index the markers
 */
record StaleEntries(MarkerIndex index) implements SweepRule {

	@Override
	public Verdict judge(StoredEntry entry) {
		return entry.header().map((header) -> judge(entry.logicalKey(), header)).orElse(Verdict.REMOVE);
	}

	private Verdict judge(String logicalKey, Entry header) {
		Subject subject = new Subject(logicalKey, header.tags());
		if (this.index.isStale(subject, header.position())) {
			return Verdict.REMOVE;
		}
		return (header.hasValue() && this.index.isDue(subject, header.position())) ? Verdict.MAKE_DUE : Verdict.KEEP;
	}

}
