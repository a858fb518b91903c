package io.cacheaside.benchmark;

import java.util.concurrent.atomic.LongAdder;

/**
 * What stands behind the caches. Counts, so that a benchmark of hits can prove that it
 * measured hits.
 */
class UserSource {

	private final LongAdder loads = new LongAdder();

	User load(String id) {
		this.loads.increment();
		return User.of(id);
	}

	/** How many users were loaded so far. */
	long loads() {
		return this.loads.sum();
	}

}
