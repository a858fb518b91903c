package io.cacheaside.engine.log;

/** What the follower asks of the local tiers. */
public interface LocalPurge {

	/** Keeps nothing back: removes everything from every local tier. */
	LocalPurge NONE = new LocalPurge() {

		@Override
		public void clear() {
		}

		@Override
		public void removeStale(long drops) {
		}
	};

	/** Removes everything from every local tier. */
	void clear();

	/**
	 * Removes what the markers of now make stale, makes due what the soft ones match, and
	 * notes on the rest that it has been checked up to the next drop.
	 * @param drops the count of drops as it will be when the markers are forgotten
	 */
	void removeStale(long drops);

}
