package io.cacheaside.engine.use;

import io.cacheaside.engine.use.Distribution.Summary;

/**
 * How a sample of the keys of one cache is used, as far as this node has seen.
 *
 * @param keys how many keys in the sample were asked for
 * @param oneIn of how many keys one is in the sample: 1 for all
 * @param once of them, how many were asked for a single time, and so were never read from
 * the cache
 * @param lives how the lives of their values ended
 * @param sizes the sizes of all entries that were stored, sampled or not, in bytes
 */
public record UsedKeys(long keys, long oneIn, long once, Lives lives, Summary sizes) {

	/** Nothing was seen. */
	public static final UsedKeys NONE = new UsedKeys(0, 1, 0, Lives.NONE, Summary.NONE);

}
