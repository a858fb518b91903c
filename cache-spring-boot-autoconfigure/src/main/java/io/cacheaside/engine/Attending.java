package io.cacheaside.engine;

/** For what a load is begun that somebody attends from beginning to end. */
public sealed interface Attending {

	/**
	 * A call. What it meets is counted as its hit or miss, and what is due is served.
	 *
	 * @param start what was captured before
	 * @param refreshing loads anew what is due, in the background
	 */
	record Call(LoadStart start, Refreshing refreshing) implements Attending {
	}

	/**
	 * A refresh, which nobody called for. What is due counts as missing if its lease can
	 * be had, beside the value; if not, there is nothing to load.
	 *
	 * @param refresh the refresh
	 */
	record Anew(Refresh refresh) implements Attending {
	}

}
