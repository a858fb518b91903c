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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.ResolvableType;
import org.springframework.core.ResolvableTypeProvider;

/**
 * Knows what events invalidate: by {@link InvalidatesCache} on their type, its
 * superclasses and interfaces, and by {@link EventMapping}s. A type is looked at once;
 * after that an event that invalidates nothing costs one look-up in a map. Safe for use
 * by many threads.
 */
public final class EventInvalidationRegistry {

	private static final Logger logger = LoggerFactory.getLogger(EventInvalidationRegistry.class);

	private final EventTemplates templates;

	private final KeyEncoder encoder;

	private final List<Rule<?>> rules;

	private final boolean byGenericType;

	private final ConcurrentHashMap<Class<?>, EventPlan> plans = new ConcurrentHashMap<>();

	/** Of events that tell their generic type. */
	private final ConcurrentHashMap<ResolvableType, EventPlan> genericPlans = new ConcurrentHashMap<>();

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
		this.byGenericType = this.rules.stream().anyMatch(Rule::isGeneric);
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
		return (known != null) ? known
				: this.plans.computeIfAbsent(eventType, (type) -> compile(type, ResolvableType.forClass(type)));
	}

	/**
	 * The plan of an event, which may tell its generic type.
	 */
	EventPlan planOf(Object event) {
		ResolvableType told = (this.byGenericType && event instanceof ResolvableTypeProvider provider)
				? provider.getResolvableType() : null;
		return (told != null) ? this.genericPlans.computeIfAbsent(told, (type) -> compile(event.getClass(), type))
				: plan(event.getClass());
	}

	private EventPlan compile(Class<?> eventType, ResolvableType type) {
		EventPlan annotated = this.templates.compile(eventType);
		List<TargetRule> all = new ArrayList<>(annotated.rules());
		for (Rule<?> rule : this.rules) {
			if (rule.isFor(eventType, type)) {
				all.add((event, targets) -> rule.collect(event, new CollectedTargets(this.encoder, targets::add)));
			}
			else if (rule.mayBeFor(eventType, type)) {
				logger.warn(
						"Events of {} do not tell their generic type, so that the EventMapping for {} is not "
								+ "applied to them; let them implement ResolvableTypeProvider",
						eventType.getName(), rule.eventType());
			}
		}
		return all.isEmpty() ? EventPlan.NONE : new EventPlan(List.copyOf(all), annotated.problems());
	}

}
