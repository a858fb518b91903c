package io.cacheaside.event;

import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Says what events invalidate whose types cannot bear
 * {@link io.cacheaside.annotation.InvalidatesCache}. Every bean of this type is in force.
 * Immutable.
 *
 * <pre class="code">
 * &#64;Bean
 * EventMapping userEvents() {
 *     return EventMapping
 *         .of(UserRenamed.class, (event, targets) -&gt; targets.key("user", event.userId()).tag("org:{}", event.orgId()))
 *         .and(UsersImported.class, (event, targets) -&gt; targets.clear("user"));
 * }
 * </pre>
 *
 * A rule runs on the publisher's thread when the event is published, so it sees the event
 * as it is then, and should not read what the event does not hold. It may name no target
 * at all. If it throws, the publisher gets a {@link io.cacheaside.CacheKeyException},
 * after all other rules and templates of the event have been carried out.
 */
public final class EventMapping {

	private final List<Rule<?>> rules;

	private EventMapping(List<Rule<?>> rules) {
		this.rules = rules;
	}

	/**
	 * A mapping with one rule.
	 * @param eventType the type of event that it is for, subtypes included; also the type
	 * of a published object that is no {@code ApplicationEvent}; of a generic event the
	 * raw type
	 * @param rule names the targets of one event
	 * @param <E> the type of event
	 * @return the mapping
	 */
	public static <E> EventMapping of(Class<E> eventType, BiConsumer<? super E, ? super InvalidationTargets> rule) {
		return new EventMapping(List.of(new Rule<>(eventType, rule)));
	}

	/**
	 * This mapping with one more rule. An event for which several rules are made has the
	 * targets of all of them.
	 * @param eventType the type of event that it is for, as in {@link #of}
	 * @param rule names the targets of one event
	 * @param <E> the type of event
	 * @return the mapping
	 */
	public <E> EventMapping and(Class<E> eventType, BiConsumer<? super E, ? super InvalidationTargets> rule) {
		return new EventMapping(Stream.concat(this.rules.stream(), Stream.of(new Rule<>(eventType, rule))).toList());
	}

	List<Rule<?>> rules() {
		return this.rules;
	}

	record Rule<E>(Class<E> eventType, BiConsumer<? super E, ? super InvalidationTargets> targets) {

		Rule {
			Objects.requireNonNull(eventType, "eventType");
			Objects.requireNonNull(targets, "rule");
		}

		boolean isFor(Class<?> type) {
			return this.eventType.isAssignableFrom(type);
		}

		void collect(Object event, InvalidationTargets into) {
			this.targets.accept(this.eventType.cast(event), into);
		}

	}

}
