package io.cacheaside.event;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import io.cacheaside.CacheConfigurationException;
import io.cacheaside.annotation.InvalidatesCache;
import io.cacheaside.event.EventMapping.Rule;
import io.cacheaside.expression.ExpressionCompiler;
import io.cacheaside.key.KeyEncoder;

/**
 * Knows what events invalidate: by {@link InvalidatesCache} on their type, its
 * superclasses and interfaces, and by {@link EventMapping}s. A type is looked at once;
 * after that an event that invalidates nothing costs one look-up in a map. Safe for use
 * by many threads.
 */
public final class EventInvalidationRegistry {

	private final EventTemplates templates;

	private final KeyEncoder encoder;

	private final List<Rule<?>> rules;

	private final ConcurrentHashMap<Class<?>, EventPlan> plans = new ConcurrentHashMap<>();

	/**
	 * Creates the registry.
	 * @param compiler compiles the templates of annotations
	 * @param encoder turns values into parts of keys
	 * @param isCache whether a cache of a name exists, asked when a key is made: the key
	 * {@code a:b:c} belongs to the cache {@code a:b} if that exists, else to {@code a}
	 * @param mappings what events invalidate whose types cannot bear the annotation
	 */
	public EventInvalidationRegistry(ExpressionCompiler compiler, KeyEncoder encoder, Predicate<String> isCache,
			List<EventMapping> mappings) {
		this.templates = new EventTemplates(compiler, encoder, isCache);
		this.encoder = encoder;
		this.rules = mappings.stream().<Rule<?>>flatMap((mapping) -> mapping.rules().stream()).toList();
	}

	/**
	 * Compiles the annotations of event types, so that what is wrong with them is known
	 * before the first event. Types without annotations are welcome.
	 * @param eventTypes the types, for example those that {@link InvalidatesCacheScanner}
	 * finds
	 * @throws CacheConfigurationException if a template does not parse, names a property
	 * that the type cannot have, or is a malformed pattern; the message names the type
	 * and the template, and further problems are suppressed exceptions of the first one
	 */
	public void validate(Collection<? extends Class<?>> eventTypes) {
		CacheConfigurationException first = null;
		for (Class<?> eventType : eventTypes) {
			for (CacheConfigurationException problem : plan(eventType).problems()) {
				if (first == null) {
					first = problem;
				}
				else if (first != problem) {
					first.addSuppressed(problem);
				}
			}
		}
		if (first != null) {
			throw first;
		}
	}

	EventPlan plan(Class<?> eventType) {
		EventPlan known = this.plans.get(eventType);
		return (known != null) ? known : this.plans.computeIfAbsent(eventType, this::compile);
	}

	private EventPlan compile(Class<?> eventType) {
		EventPlan annotated = this.templates.compile(eventType);
		List<TargetRule> all = new ArrayList<>(annotated.rules());
		for (Rule<?> rule : this.rules) {
			if (rule.isFor(eventType)) {
				all.add((event, targets) -> rule.collect(event, new CollectedTargets(this.encoder, targets::add)));
			}
		}
		return all.isEmpty() ? EventPlan.NONE : new EventPlan(List.copyOf(all), annotated.problems());
	}

}
