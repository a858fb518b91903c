package io.cacheaside.actuate;

import java.util.List;

/** Runs what fills caches. */
public interface Warmers {

	/**
	 * What there is to run.
	 * @return the names
	 */
	List<String> names();

	/**
	 * Begins to run one, and does not wait for it.
	 * @param name its name
	 * @return whether it was begun; not if it runs already, or there is none
	 */
	boolean run(String name);

}
