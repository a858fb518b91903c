package io.cacheaside.write;

import java.util.function.LongUnaryOperator;

import io.cacheaside.annotation.CacheAside;
import io.cacheaside.annotation.WriteBehind;

/** A service whose writes reach their source later. */
class Counters {

	private final LongUnaryOperator source;

	/**
	 * Creates the service.
	 * @param source gives the count of a number
	 */
	Counters(LongUnaryOperator source) {
		this.source = source;
	}

	@CacheAside(cacheNames = "counter", key = "#number")
	public Counter counter(long number) {
		return new Counter(Long.toString(number), this.source.applyAsLong(number));
	}

	@WriteBehind(cacheNames = "counter", key = "#number")
	public Counter write(long number, long count) {
		return new Counter(Long.toString(number), count);
	}

}
