package io.cacheaside.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.key.CacheKey;

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

	/** The keys whose slots are to be emptied. */
	List<CacheKey> keys() {
		return keys((target) -> target);
	}

	/** The keys whose values are to be made due. */
	List<CacheKey> softKeys() {
		return keys((target) -> (target instanceof InvalidationTarget.Soft soft) ? soft.target() : null);
	}

	private List<CacheKey> keys(Function<InvalidationTarget, @Nullable InvalidationTarget> naming) {
		List<CacheKey> keys = new ArrayList<>();
		for (InvalidationTarget target : this.targets) {
			if (naming.apply(target) instanceof InvalidationTarget.Key key) {
				keys.add(new CacheKey(key.cacheName(), key.logicalKey()));
			}
		}
		return keys;
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
