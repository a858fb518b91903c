package io.cacheaside.event;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.cacheaside.CacheConfigurationException;
import io.cacheaside.CacheKeyException;
import io.cacheaside.InvalidationTarget;
import org.jspecify.annotations.Nullable;

/**
 * Everything that events of one type invalidate.
 *
 * @param rules the rules, in order
 * @param problems what is wrong with the annotations of the type; each is also a rule
 * that throws
 */
record EventPlan(List<TargetRule> rules, List<CacheConfigurationException> problems) {

	static final EventPlan NONE = new EventPlan(List.of(), List.of());

	/** Applies all rules, also after one has failed. */
	EventTargets apply(Object event) {
		Set<InvalidationTarget> targets = new LinkedHashSet<>();
		CacheKeyException failure = null;
		for (TargetRule rule : this.rules) {
			try {
				rule.collect(event, targets);
			}
			catch (RuntimeException ex) {
				CacheKeyException next = asKeyException(event.getClass(), ex);
				if (failure == null) {
					failure = next;
				}
				else {
					failure.addSuppressed(next);
				}
			}
		}
		return new EventTargets(targets, failure);
	}

	private static CacheKeyException asKeyException(Class<?> eventType, RuntimeException failure) {
		return new CacheKeyException(
				"Event " + eventType.getName() + " does not tell what it invalidates: " + failure.getMessage(),
				failure);
	}

	/**
	 * What one event invalidates.
	 *
	 * @param targets the targets of all rules that did not fail
	 * @param failure the first failure, with the others suppressed
	 */
	record EventTargets(Set<InvalidationTarget> targets, @Nullable CacheKeyException failure) {
	}

}
