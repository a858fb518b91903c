package io.cacheaside.codec;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

import io.cacheaside.codec.CodecFixture.TypeOf;
import io.cacheaside.codec.Zoo.Animal;
import io.cacheaside.codec.Zoo.Box;
import io.cacheaside.codec.Zoo.Cat;
import io.cacheaside.codec.Zoo.Circle;
import io.cacheaside.codec.Zoo.Color;
import io.cacheaside.codec.Zoo.Dog;
import io.cacheaside.codec.Zoo.Shape;
import io.cacheaside.codec.Zoo.Square;
import io.cacheaside.codec.Zoo.User;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class JacksonValueCodecRoundTripTests {

	private static final User ADA = new User("usr_1", "Ada", 36);

	private static final User BOB = new User("usr_2", null, 7);

	@ParameterizedTest(name = "{index} {1}: {0}")
	@MethodSource({ "scalars", "containers", "applicationTypes" })
	void valueComesBackEqualAsItsDeclaredType(Object value, Type declaredType) {
		assertThat(CodecFixture.roundTrip(value, declaredType)).isEqualTo(value);
	}

	@ParameterizedTest(name = "{index} {0}")
	@MethodSource({ "scalars", "containers", "narrowable" })
	void valueComesBackEqualWhenNothingIsDeclared(Object value) {
		assertThat(CodecFixture.roundTrip(value, Object.class)).isEqualTo(value);
	}

	@ParameterizedTest(name = "{index} {0}")
	@MethodSource({ "scalars", "containers" })
	void jdkValueComesBackEqualFromAnObjectField(Object value) {
		Box<Object> box = new Box<>(value);
		assertThat(CodecFixture.roundTrip(box, Box.class)).isEqualTo(box);
		assertThat(CodecFixture.roundTrip(box, new TypeOf<Box<Object>>() {
		}.type())).isEqualTo(box);
	}

	@ParameterizedTest(name = "{index} {0}")
	@MethodSource({ "scalars", "containers" })
	void jdkValuesComeBackEqualFromMixedCollections(Object value) {
		List<Object> list = Arrays.asList(value, 1L, 1, "1", null, 1.0, 1.0f, BigDecimal.ONE);
		assertThat(((List<?>) CodecFixture.roundTrip(list, new TypeOf<List<Object>>() {
		}.type())).toArray()).matches((back) -> java.util.Arrays.deepEquals(back, list.toArray()));
		assertThat(((List<?>) CodecFixture.roundTrip(list, Object.class)).toArray())
			.matches((back) -> java.util.Arrays.deepEquals(back, list.toArray()));
		Map<String, Object> map = new LinkedHashMap<>();
		map.put("a", value);
		map.put("b", 7L);
		assertThat(((Map<?, ?>) CodecFixture.roundTrip(map, new TypeOf<Map<String, Object>>() {
		}.type())).values().toArray()).matches((back) -> java.util.Arrays.deepEquals(back, map.values().toArray()));
	}

	@ParameterizedTest(name = "{index} {0}")
	@MethodSource("keys")
	void keyOfAMapComesBackEqual(Object key, Type mapType) {
		Map<Object, String> map = new LinkedHashMap<>();
		map.put(key, "x");
		assertThat(CodecFixture.roundTrip(map, mapType)).isEqualTo(map);
		assertThat(CodecFixture.roundTrip(map, Object.class)).isEqualTo(map);
	}

	static Stream<Arguments> scalars() throws Exception {
		return Stream
			.of(of("text \u0000 \" \\ \uD83D\uDE00", "", true, (byte) -1, (short) 300, 7, Integer.MIN_VALUE, 7L,
					Long.MAX_VALUE, 1.5f, 1.0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Float.NaN, 1e300, 'x',
					'\uD800'),
					of(new BigDecimal("1.10"), new BigDecimal("1E+3"), new BigDecimal("-0.000"),
							new BigInteger("1".repeat(2000)), new BigInteger("5"), UUID.randomUUID(),
							URI.create("http://a/b?c=d%20e"), Locale.forLanguageTag("de-CH"), Locale.ROOT,
							Currency.getInstance("EUR"), StandardCharsets.ISO_8859_1,
							BitSet.valueOf(new long[] { 5, 9 }), InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 }),
							InetAddress.getByAddress("host", new byte[16]), TimeZone.getTimeZone("Europe/Berlin")),
					of(Instant.parse("2024-01-02T03:04:05.123456789Z"), Instant.MIN, Instant.MAX, LocalDate.MIN,
							LocalDate.MAX, LocalTime.of(1, 2, 3, 4), LocalTime.MIDNIGHT, LocalDateTime.MAX,
							OffsetDateTime.parse("2024-01-02T03:04:05.000000001+05:30"),
							OffsetDateTime.parse("2024-01-02T03:04:05Z"), Duration.ofSeconds(-1, 1), Duration.ZERO,
							Period.of(1, -2, 3), Year.of(-5), Year.of(12345), YearMonth.of(2024, 2), MonthDay.of(2, 29),
							DayOfWeek.MONDAY, ZoneOffset.ofHoursMinutes(5, 30), ZoneId.of("Europe/Berlin"),
							ZoneId.of("UTC"), ZoneId.of("Z")),
					of(ZonedDateTime.of(2024, 1, 2, 3, 4, 5, 6, ZoneId.of("Europe/Berlin")),
							ZonedDateTime.of(2024, 1, 2, 3, 4, 5, 6, ZoneId.of("UTC")),
							ZonedDateTime.of(2024, 1, 2, 3, 4, 5, 6, ZoneOffset.UTC),
							ZonedDateTime.ofLocal(LocalDateTime.of(2023, 10, 29, 2, 30), ZoneId.of("Europe/Berlin"),
									ZoneOffset.ofHours(1)),
							ZonedDateTime.ofLocal(LocalDateTime.of(2023, 10, 29, 2, 30), ZoneId.of("Europe/Berlin"),
									ZoneOffset.ofHours(2)),
							new Date(5), new java.sql.Date(7), new java.sql.Time(8), timestamp(), new byte[] { 1, -1 },
							new int[] { 1 }, new long[0], new double[] { Double.NaN, 1 }, new char[] { 'a', '"' },
							new boolean[] { true }, new String[] { "a", null }))
			.flatMap((stream) -> stream);
	}

	private static java.sql.Timestamp timestamp() {
		java.sql.Timestamp timestamp = new java.sql.Timestamp(1_700_000_000_000L);
		timestamp.setNanos(123_456_789);
		return timestamp;
	}

	private static Stream<Arguments> of(Object... values) {
		return Stream.of(values).map((value) -> arguments(value, value.getClass()));
	}

	static Stream<Arguments> containers() {
		return Stream.of(arguments(List.of(1L, 2L), new TypeOf<List<Long>>() {
		}.type()), arguments(Arrays.asList("a", null), new TypeOf<List<String>>() {
		}.type()), arguments(List.of(), new TypeOf<List<Long>>() {
		}.type()), arguments(new LinkedHashSet<>(List.of("z", "a", "m")), new TypeOf<Set<String>>() {
		}.type()), arguments(new TreeSet<>(List.of(3, 1, 2)), new TypeOf<Set<Integer>>() {
		}.type()), arguments(new TreeMap<>(Map.of("b", 1L)), new TypeOf<SortedMap<String, Long>>() {
		}.type()), arguments(Map.of("a", List.of(1L)), new TypeOf<Map<String, List<Long>>>() {
		}.type()), arguments(Optional.of(5L), new TypeOf<Optional<Long>>() {
		}.type()), arguments(Optional.empty(), new TypeOf<Optional<Long>>() {
		}.type()), arguments(List.of(Optional.of("x"), Optional.empty()), new TypeOf<List<Optional<String>>>() {
		}.type()), arguments(List.of(1, 2), new TypeOf<Collection<Integer>>() {
		}.type()), arguments(Set.of(1L, 2L), new TypeOf<Collection<Long>>() {
		}.type()), arguments(Set.of(1L, 2L), new TypeOf<Iterable<? extends Number>>() {
		}.type()), arguments(Map.of("a", 1L, "b", 2, "c", "d"), new TypeOf<Map<String, ?>>() {
		}.type()), arguments(List.of(1L, 2), new TypeOf<List<? extends Number>>() {
		}.type()), arguments(List.of(List.of(1L), List.of("x")), List.class),
				arguments(new HashMap<>(Map.of("k", Map.of("k", List.of(9L)))), Map.class));
	}

	static Stream<Arguments> narrowable() {
		return Stream
			.of(ADA, List.of(ADA, BOB), Set.of(ADA), Map.of("a", ADA), Map.of(5L, List.of(ADA)), Optional.of(ADA),
					new User[] { ADA, BOB }, Color.GREEN, List.of(Color.RED, Color.GREEN), new Circle(2),
					new Dog("Rex", true), List.of(List.of(ADA), List.of(BOB)), EnumSet.of(Color.RED),
					new EnumMap<>(Map.of(Color.RED, ADA)), new ArrayList<>(), List.of(new Dog("Rex", true)))
			.map((value) -> arguments(value));
	}

	static Stream<Arguments> applicationTypes() {
		return Stream.of(arguments(ADA, User.class), arguments(BOB, User.class),
				arguments(List.of(ADA, BOB), new TypeOf<List<User>>() {
				}.type()), arguments(List.of(ADA), new TypeOf<List<? extends User>>() {
				}.type()), arguments(Map.of("a", ADA), new TypeOf<Map<String, User>>() {
				}.type()), arguments(new Box<>(ADA), new TypeOf<Box<User>>() {
				}.type()), arguments(new Box<>(List.of(ADA)), new TypeOf<Box<List<User>>>() {
				}.type()), arguments(Optional.of(ADA), new TypeOf<Optional<User>>() {
				}.type()), arguments(Color.GREEN, Color.class), arguments(new Circle(2), Shape.class),
				arguments(List.of(new Circle(2), new Square(3, Color.RED)), new TypeOf<List<Shape>>() {
				}.type()), arguments(new Dog("Rex", true), Animal.class), arguments(new Cat("Tom", 9), Animal.class),
				arguments(List.of(new Dog("Rex", false), new Cat("Tom", 9)), new TypeOf<List<Animal>>() {
				}.type()), arguments(new Dog("Rex", true), Dog.class),
				arguments(new EnumMap<>(Map.of(Color.RED, 1L)), new TypeOf<EnumMap<Color, Long>>() {
				}.type()), arguments(EnumSet.of(Color.GREEN), new TypeOf<EnumSet<Color>>() {
				}.type()), arguments(EnumSet.of(Color.GREEN), new TypeOf<Set<Color>>() {
				}.type()), arguments(new User[] { ADA }, User[].class), arguments(OptionalInt.of(5), OptionalInt.class),
				arguments(OptionalInt.empty(), OptionalInt.class), arguments(OptionalLong.of(5), OptionalLong.class),
				arguments(OptionalDouble.of(0.5), OptionalDouble.class), arguments(5, int.class),
				arguments(5L, long.class), arguments(5L, Number.class), arguments("x", CharSequence.class),
				arguments(new Zoo.Optionals(Optional.of(ADA), OptionalInt.of(4), Optional.empty()),
						Zoo.Optionals.class),
				arguments(new Zoo.Loose(5L, List.of(1L), Set.of("a"), 1.5f, "chars"), Zoo.Loose.class));
	}

	static Stream<Arguments> keys() {
		return Stream.of(arguments("a", new TypeOf<Map<String, String>>() {
		}.type()), arguments(5L, new TypeOf<Map<Long, String>>() {
		}.type()), arguments(5, new TypeOf<Map<Integer, String>>() {
		}.type()), arguments(true, new TypeOf<Map<Boolean, String>>() {
		}.type()), arguments(1.5, new TypeOf<Map<Double, String>>() {
		}.type()), arguments('c', new TypeOf<Map<Character, String>>() {
		}.type()), arguments(new BigDecimal("1.10"), new TypeOf<Map<BigDecimal, String>>() {
		}.type()), arguments(Color.GREEN, new TypeOf<Map<Color, String>>() {
		}.type()), arguments(UUID.randomUUID(), new TypeOf<Map<UUID, String>>() {
		}.type()), arguments(LocalDate.EPOCH, new TypeOf<Map<LocalDate, String>>() {
		}.type()), arguments(Instant.EPOCH.plusNanos(1), new TypeOf<Map<Instant, String>>() {
		}.type()), arguments(Locale.GERMANY, new TypeOf<Map<Locale, String>>() {
		}.type()), arguments(new Date(5), new TypeOf<Map<Date, String>>() {
		}.type()));
	}

	@ParameterizedTest
	@MethodSource("queues")
	void queueComesBackWithItsElementsInOrder(Object queue) {
		assertThat(CodecFixture.roundTrip(queue, Object.class)).isInstanceOf(ArrayDeque.class)
			.asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.ITERABLE)
			.containsExactly("b", "a");
	}

	static Stream<Arguments> queues() {
		return Stream.of(arguments(new ArrayDeque<>(List.of("b", "a"))));
	}

}
