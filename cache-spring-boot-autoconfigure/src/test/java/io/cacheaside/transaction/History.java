package io.cacheaside.transaction;

import java.util.ArrayList;
import java.util.List;

/**
 * What happens one after the other, and what every reader may see meanwhile. The row is
 * {@code old} at first, and nothing is cached. A step is an actor, a verb and what it
 * needs, such as {@code "A read new"}: {@code A} and {@code B} are threads of one node,
 * {@code F} is one of another node. What a step expects may be {@code old|new}: the
 * former where the actor's transaction goes on seeing the state of its beginning.
 *
 * @param fact what it shows
 * @param steps the steps
 */
record History(String fact, List<String> steps) {

	static History of(String fact, String... steps) {
		List<String> all = new ArrayList<>();
		for (String line : steps) {
			for (String step : line.split(";")) {
				all.add(step.strip());
			}
		}
		return new History(fact, all);
	}

	/** The same with other words for some. */
	History with(String word, String replacement) {
		return new History(this.fact + ", " + replacement,
				this.steps.stream().map((step) -> step.replace(word, replacement)).toList());
	}

	@Override
	public String toString() {
		return this.fact;
	}

}
