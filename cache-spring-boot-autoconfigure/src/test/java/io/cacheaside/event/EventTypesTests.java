package io.cacheaside.event;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ResolvableType;
import org.springframework.core.ResolvableTypeProvider;
import org.springframework.core.annotation.AliasFor;

import io.cacheaside.CacheConfigurationException;
import io.cacheaside.InvalidationTarget;
import io.cacheaside.InvalidationTarget.Key;
import io.cacheaside.InvalidationTarget.Tag;
import io.cacheaside.annotation.InvalidatesCache;
import io.cacheaside.event.EventPlan.EventTargets;
import io.cacheaside.expression.ExpressionCompiler;
import io.cacheaside.key.KeyEncoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Generic events, and annotations that are put together from others. */
@ExtendWith(OutputCaptureExtension.class)
class EventTypesTests {

	private static final EventMapping MAPPING = EventMapping.of(new ParameterizedTypeReference<Changed<User>>() {
	}, (event, targets) -> targets.key("user", event.entity().id()))
		.and(new ParameterizedTypeReference<Changed<List<Order>>>() {
		}, (event, targets) -> event.entity().forEach((order) -> targets.key("order", order.number())))
		.and(new ParameterizedTypeReference<Changed<? extends Named>>() {
		}, (event, targets) -> targets.tag("named"));

	@Test
	void genericEventThatTellsItsTypeIsMappedByIt() {
		assertThat(targets(new Told<>(new User("1"), ResolvableType.forClass(User.class))))
			.containsExactly(new Key("user", "user:1"), new Tag("named"));
		assertThat(targets(
				new Told<>(List.of(new Order(7)), ResolvableType.forClassWithGenerics(List.class, Order.class))))
			.containsExactly(new Key("order", "order:7"));
		assertThat(targets(new Told<>(new Order(7), ResolvableType.forClass(Order.class)))).isEmpty();
	}

	@Test
	void eventsOfOneClassAndDifferentTypesDoNotShareAPlan() {
		EventInvalidationRegistry registry = registry(MAPPING);
		EventPlan users = registry.planOf(new Told<>(new User("1"), ResolvableType.forClass(User.class)));
		assertThat(registry.planOf(new Told<>(new Order(7), ResolvableType.forClass(Order.class)))).isNotSameAs(users);
		assertThat(registry.planOf(new Told<>(new User("2"), ResolvableType.forClass(User.class)))).isSameAs(users);
	}

	@Test
	void classThatFixesTheTypeNeedsNotTellIt() {
		assertThat(targets(new UserChanged(new User("1")))).containsExactly(new Key("user", "user:1"),
				new Tag("named"));
		assertThat(targets(new OrderChanged(new Order(7)))).isEmpty();
	}

	@Test
	void eventThatDoesNotTellItsTypeIsNotMappedAndAWarningSaysSo(CapturedOutput output) {
		EventInvalidationRegistry registry = registry(EventMapping.of(new ParameterizedTypeReference<Changed<User>>() {
		}, (event, targets) -> targets.tag("user")));
		assertThat(registry.planOf(new Untold<>(new User("1")))).isSameAs(EventPlan.NONE);
		assertThat(registry.planOf(new Untold<>(new User("2")))).isSameAs(EventPlan.NONE);
		assertThat(output).containsOnlyOnce("do not tell their generic type")
			.contains(Untold.class.getName())
			.contains("ResolvableTypeProvider");
	}

	@Test
	void rawTypeIsForEveryTypeArgument() {
		EventMapping raw = EventMapping.of(Changed.class, (event, targets) -> targets.tag("changed"));
		assertThat(targets(new Untold<>(new User("1")), raw)).containsExactly(new Tag("changed"));
		assertThat(targets(new Told<>(new User("1"), ResolvableType.forClass(User.class)), raw))
			.containsExactly(new Tag("changed"));
	}

	@Test
	void annotationOfOnesOwnPassesItsAttributesOn() {
		assertThat(targets(new Moved("1", "7"))).containsExactlyInAnyOrder(new Tag("city:7"), new Tag("moves"),
				new Key("user", "user:1"));
	}

	@Test
	void typeThatWasNotScannedFailsWithTheMessageOfStartUp() {
		EventInvalidationRegistry registry = registry();
		CacheConfigurationException atStart = catchThrowableOfType(CacheConfigurationException.class,
				() -> registry().validate(List.of(Misspelt.class)));
		EventTargets atUse = registry.planOf(new Misspelt("1")).apply(new Misspelt("1"));
		assertThat(atUse.failure()).isNotNull().hasMessageContaining(atStart.getMessage());
		assertThatExceptionOfType(CacheConfigurationException.class)
			.isThrownBy(() -> registry.validate(List.of(Misspelt.class)));
	}

	private static Set<InvalidationTarget> targets(Object event) {
		return targets(event, MAPPING);
	}

	private static Set<InvalidationTarget> targets(Object event, EventMapping mapping) {
		EventTargets result = registry(mapping).planOf(event).apply(event);
		assertThat(result.failure()).isNull();
		return result.targets();
	}

	private static EventInvalidationRegistry registry(EventMapping... mappings) {
		return new EventInvalidationRegistry(new ExpressionCompiler(null), new KeyEncoder(), Set.of("user")::contains,
				List.of(mappings));
	}

	interface Named {

	}

	record User(String id) implements Named {
	}

	record Order(int number) {
	}

	interface Changed<T> {

		T entity();

	}

	record Told<T>(T entity, ResolvableType type) implements Changed<T>, ResolvableTypeProvider {

		@Override
		public ResolvableType getResolvableType() {
			return ResolvableType.forClassWithGenerics(Told.class, this.type);
		}

	}

	record Untold<T>(T entity) implements Changed<T> {
	}

	record UserChanged(User entity) implements Changed<User> {
	}

	record OrderChanged(Order entity) implements Changed<Order> {
	}

	@InvalidatesCache("user:#{userid}")
	record Misspelt(String userId) {
	}

	@InvalidatesCache("user:#{id}")
	@InvalidatesCache(tags = "moves")
	@Target(ElementType.TYPE)
	@Retention(RetentionPolicy.RUNTIME)
	@interface ChangesUser {

	}

	@InvalidatesCache
	@Target(ElementType.TYPE)
	@Retention(RetentionPolicy.RUNTIME)
	@interface ChangesTag {

		@AliasFor(annotation = InvalidatesCache.class, attribute = "tags")
		String value();

	}

	@ChangesUser
	@ChangesTag("city:#{city}")
	record Moved(String id, String city) {
	}

}
