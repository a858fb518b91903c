package io.cacheaside.codec;

import java.io.ByteArrayInputStream;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.cacheaside.codec.CodecFixture.TypeOf;
import io.cacheaside.codec.Zoo.Box;
import io.cacheaside.codec.Zoo.User;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class JacksonValueCodecRefusalTests {

	@Test
	void applicationTypeBehindObjectIsRefusedWithItsPath() {
		assertRefused(new Holder(Map.of("k", new User("a", "b", 1))), Holder.class, "$.any[key]", User.class.getName(),
				"declare its type");
	}

	@Test
	void enumBehindObjectIsRefused() {
		assertRefused(new Holder(Zoo.Color.RED), Holder.class, "$.any", Zoo.Color.class.getName());
	}

	@Test
	void erasedGenericTypeOfTheApplicationIsRefused() {
		assertRefused(new Box<>(new User("a", "b", 1)), Object.class, "$.content", "declare its type");
	}

	@Test
	void openElementTypeIsRefusedWithItsPathAndTheMend() {
		assertRefused(new Vehicles(List.of(new Car(4))), Vehicles.class, "$.all[0]", Vehicle.class.getName(),
				"@JsonSubTypes");
		assertRefused(List.of(new Car(4)), new TypeOf<List<Vehicle>>() {
		}.type(), "$[0]", Vehicle.class.getName());
	}

	@Test
	void openTypeAtTheRootIsNarrowed() {
		assertThat(CodecFixture.roundTrip(new Car(4), Vehicle.class)).isEqualTo(new Car(4));
	}

	@Test
	void instanceOfASubclassIsRefusedInsideAndNarrowedAtTheRoot() {
		Manager manager = new Manager();
		manager.name = "m";
		manager.reports = 5;
		assertRefused(List.of(manager), new TypeOf<List<Employee>>() {
		}.type(), "$[0]", Manager.class.getName(), "come back as the latter");
		assertThat(CodecFixture.roundTrip(manager, Employee.class)).usingRecursiveComparison().isEqualTo(manager);
		java.util.List<java.util.Date> dates = List.of(new java.sql.Timestamp(5));
		assertRefused(dates, new TypeOf<List<java.util.Date>>() {
		}.type(), "$[0]", "java.sql.Timestamp");
	}

	@Test
	void subtypeWithoutALogicalNameIsRefused() {
		assertRefused(new Bird(), Flying.class, "$", Bird.class.getName(), "@JsonSubTypes");
	}

	@Test
	void logicalNamesThatMeetAreRefused() {
		assertRefused(new Left.Leaf(), Tree.class, "$", "same logical name");
	}

	@Test
	void annotationThatNamesClassesIsRefused() {
		assertRefused(new Named(), Named.class, "$", Named.class.getName(), "Id.NAME");
		assertThatExceptionOfType(ValueCodecException.class).isThrownBy(() -> CodecFixture.CODEC
			.decode(CodecFixture.entry(Named.class.getName(), "{\"@class\":\"java.lang.Object\"}"), Named.class));
	}

	@Test
	void cycleIsRefusedWithItsPath() {
		Order order = new Order();
		Item item = new Item();
		order.items.add(item);
		item.order = order;
		assertRefused(order, Order.class, "$.items[0].order:", "part of itself", "@JsonIdentityInfo");
		Item self = new Item();
		self.item = self;
		assertRefused(self, Item.class, "$.item:", "part of itself");
		List<Object> list = new ArrayList<>();
		list.add(list);
		assertRefused(new Holder(list), Holder.class, "part of itself");
	}

	@Test
	void cycleOfCollectionsAtTheRootIsRefused() {
		List<Object> list = new ArrayList<>();
		list.add(list);
		assertRefused(list, Object.class, "part of itself");
	}

	@Test
	void whatIsNestedTooDeeplyIsRefusedWhenItIsPut() {
		Item first = new Item();
		Item last = first;
		for (int i = 0; i < 100_000; i++) {
			last.item = new Item();
			last = last.item;
		}
		assertRefused(first, Item.class, "nested too deeply");
	}

	@Test
	void containersThatWouldLoseTheirOrderOrIdentityAreRefused() {
		TreeSet<String> reversed = new TreeSet<>(Comparator.reverseOrder());
		assertRefused(reversed, new TypeOf<Set<String>>() {
		}.type(), "$", "comparator");
		assertRefused(new Holder(new TreeMap<>(String.CASE_INSENSITIVE_ORDER)), Holder.class, "$.any", "comparator");
		assertRefused(List.of(new IdentityHashMap<>()), new TypeOf<List<Map<String, String>>>() {
		}.type(), "$[0]", "IdentityHashMap");
		assertThat(CodecFixture.roundTrip(new TreeSet<>(Comparator.naturalOrder()), Object.class))
			.isEqualTo(new TreeSet<>());
	}

	@Test
	void containerOfTheApplicationIsRefused() {
		assertRefused(new Names(), Names.class, "$", Names.class.getName(), "java.util");
	}

	@Test
	void keysWithoutAnExactTextAreRefused() {
		assertRefused(Map.of(new User("a", "b", 1), "x"), new TypeOf<Map<User, String>>() {
		}.type(), User.class.getName(), "list of entries");
		assertRefused(new Holder(Map.of(1L, "x")), Holder.class, "java.lang.Long", "declare keys");
		assertRefused(Map.of(List.of(1), "x"), Object.class, "declare keys");
	}

	@Test
	void jdkTypesThatAreNoValuesAreRefused() {
		assertRefused(new Holder(new Object()), Holder.class, "$.any", "java.lang.Object");
		assertRefused(new Holder(String.class), Holder.class, "$.any", "java.lang.Class");
		assertRefused(new Foreign(Thread.currentThread()), Foreign.class, "$.thread", "java.lang.Thread");
		assertRefused(new ByteArrayInputStream(new byte[0]), Object.class, "$", "ByteArrayInputStream");
		assertRefused(Arrays.asList(1, 2).iterator(), Object.class, "$", "ArrayItr");
	}

	@Test
	void classesThatCannotBeMadeAreRefused() {
		assertRefused(new Hardly("a", 1), Hardly.class, "$", Hardly.class.getName(), "constructor");
		assertRefused(List.of(new Inner()), new TypeOf<List<Inner>>() {
		}.type(), "$[0]", Inner.class.getName(), "constructor");
		assertRefused(new Employee() {
		}, Object.class, "$", "anonymous");
		Runnable lambda = () -> {
		};
		assertRefused(lambda, Object.class, "$");
		assertRefused(new Below(), Below.class, "$", "both have a field 'name'");
	}

	@Test
	void classOutsideTheAllowedPackagesIsRefusedUnlessItIsDeclared() {
		JacksonValueCodec codec = new JacksonValueCodec(
				new JacksonCodecSettings(List.of("com.acme"), getClass().getClassLoader()));
		User user = new User("a", "b", 1);
		assertThatExceptionOfType(ValueCodecException.class).isThrownBy(() -> codec.encode(user, Object.class))
			.withMessageContaining(User.class.getName())
			.withMessageContaining("cacheaside.codec.allowed-packages");
		Entry entry = CodecFixture.entry(codec.encode(user, User.class));
		assertThat(codec.decode(entry, User.class)).isEqualTo(user);
		assertThatExceptionOfType(ValueCodecException.class).isThrownBy(() -> codec.decode(entry, Object.class));
		Type users = new TypeOf<java.util.Collection<User>>() {
		}.type();
		assertThat(codec.decode(CodecFixture.entry(codec.encode(List.of(user), users)), users))
			.isEqualTo(List.of(user));
	}

	@Test
	void messagesHoldNothingOfTheContent() {
		assertThatExceptionOfType(ValueCodecException.class)
			.isThrownBy(() -> CodecFixture.CODEC
				.encode(new Holder(Map.of("secret-key", new User("s3cret", "s3cret", 1))), Holder.class))
			.withMessageNotContainingAny("secret-key", "s3cret");
		assertThatExceptionOfType(ValueCodecException.class)
			.isThrownBy(() -> CodecFixture.CODEC
				.decode(CodecFixture.entry(User.class.getName(), "{\"age\":\"s3cret\"}"), User.class))
			.withMessageContaining("$.age")
			.withMessageNotContaining("s3cret")
			.withNoCause();
	}

	private static void assertRefused(Object value, Type declaredType, String... parts) {
		assertThatExceptionOfType(ValueCodecException.class)
			.isThrownBy(() -> CodecFixture.CODEC.encode(value, declaredType))
			.withMessageContainingAll(parts);
	}

	record Holder(Object any) {
	}

	interface Vehicle {

	}

	record Car(int wheels) implements Vehicle {
	}

	record Vehicles(List<Vehicle> all) {
	}

	static class Employee {

		@Nullable String name;

	}

	static class Manager extends Employee {

		int reports;

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	@JsonSubTypes(@JsonSubTypes.Type(value = Plane.class, name = "plane"))
	interface Flying {

	}

	record Plane() implements Flying {
	}

	record Bird() implements Flying {
	}

	sealed interface Tree {

	}

	static final class Left {

		record Leaf() implements Tree {
		}

	}

	static final class Right {

		record Leaf() implements Tree {
		}

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
	static class Named {

	}

	static class Order {

		List<Item> items = new ArrayList<>();

	}

	static class Item {

		@JsonIgnore
		@Nullable Order order;

		@Nullable Item item;

	}

	static class Names extends ArrayList<String> {

		private static final long serialVersionUID = 1L;

	}

	record Foreign(Thread thread) {
	}

	static final class Hardly {

		private final String text;

		Hardly(String one, int two) {
			this.text = one + two;
		}

		@Override
		public String toString() {
			return this.text;
		}

	}

	final class Inner {

		int value;

		@Override
		public String toString() {
			return JacksonValueCodecRefusalTests.this.toString() + this.value;
		}

	}

	static class Below extends Employee {

		@Nullable String name;

	}

}
