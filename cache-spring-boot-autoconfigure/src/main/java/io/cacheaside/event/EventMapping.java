package io.cacheaside.event;

import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ResolvableType;

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
		return new EventMapping(List.of(new Rule<>(ResolvableType.forRawClass(eventType), rule)));
	}

	/**
	 * A mapping with one rule for a generic type, such as {@code EntityChanged<User>}. An
	 * event tells its type arguments by its class ({@code class UserChanged extends
	 * EntityChanged<User>}) or by
	 * {@link org.springframework.core.ResolvableTypeProvider}. One that does neither is
	 * not matched, and a warning says so.
	 * @param eventType the type of event that it is for, subtypes included
	 * @param rule names the targets of one event
	 * @param <E> the type of event
	 * @return the mapping
	 */
	public static <E> EventMapping of(ParameterizedTypeReference<E> eventType,
			BiConsumer<? super E, ? super InvalidationTargets> rule) {
		return new EventMapping(List.of(new Rule<>(ResolvableType.forType(eventType), rule)));
	}

	/**
	 * This mapping with one more rule. An event for which several rules are made has the
	 * targets of all of them.
	 * @param eventType the type of event that it is for, as in
	 * {@link #of(Class, BiConsumer)}
	 * @param rule names the targets of one event
	 * @param <E> the type of event
	 * @return the mapping
	 */
	public <E> EventMapping and(Class<E> eventType, BiConsumer<? super E, ? super InvalidationTargets> rule) {
		return and(of(eventType, rule));
	}

	/**
	 * This mapping with one more rule for a generic type.
	 * @param eventType the type of event that it is for, as in
	 * {@link #of(ParameterizedTypeReference, BiConsumer)}
	 * @param rule names the targets of one event
	 * @param <E> the type of event
	 * @return the mapping
	 */
	public <E> EventMapping and(ParameterizedTypeReference<E> eventType,
			BiConsumer<? super E, ? super InvalidationTargets> rule) {
		return and(of(eventType, rule));
	}

	private EventMapping and(EventMapping other) {
		return new EventMapping(Stream.concat(this.rules.stream(), other.rules.stream()).toList());
	}

	List<Rule<?>> rules() {
		return this.rules;
	}

	/** What events of one type invalidate. A raw type has no generics. */
	record Rule<E>(ResolvableType eventType, BiConsumer<? super E, ? super InvalidationTargets> targets) {

		Rule {
			Objects.requireNonNull(targets, "rule");
		}

		boolean isGeneric() {
			return this.eventType.hasGenerics();
		}

		boolean isFor(Class<?> raw, ResolvableType type) {
			return this.eventType.toClass().isAssignableFrom(raw)
					&& (!isGeneric() || this.eventType.isAssignableFrom(type));
		}

		/** Whether it would be, if the event told its type arguments. */
		boolean mayBeFor(Class<?> raw, ResolvableType type) {
			return isGeneric() && this.eventType.toClass().isAssignableFrom(raw)
					&& type.as(this.eventType.toClass()).hasUnresolvableGenerics();
		}

		@SuppressWarnings("unchecked") // Called for events that it is for.
		void collect(Object event, InvalidationTargets into) {
			this.targets.accept((E) event, into);
		}

	}

}
