package io.cacheaside.engine;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

import io.cacheaside.InvalidationTarget;

/**
 * Targets that became invalid together.
 *
 * @param targets the targets, at least one, without repetition, in order
 */
public record Invalidation(List<InvalidationTarget> targets) {

	public Invalidation {
		if (targets.isEmpty()) {
			throw new IllegalArgumentException("an invalidation needs a target");
		}
		targets = List.copyOf(new LinkedHashSet<>(targets));
	}

	/**
	 * An invalidation of the given targets.
	 * @param targets the targets, at least one
	 * @return the invalidation
	 */
	public static Invalidation of(InvalidationTarget... targets) {
		return new Invalidation(List.of(targets));
	}

	/**
	 * An invalidation of the given targets.
	 * @param targets the targets, at least one
	 * @return the invalidation
	 */
	public static Invalidation of(Collection<? extends InvalidationTarget> targets) {
		return new Invalidation(List.copyOf(targets));
	}

}
