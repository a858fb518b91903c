package io.cacheaside.key;

import java.io.StringReader;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Currency;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.cacheaside.CacheKeyException;
import io.cacheaside.CompositeKey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class KeyEncoderTests {

	private final KeyEncoder encoder = new KeyEncoder();

	@Test
	void keyIsCacheNameAndParts() {
		assertThat(logical("usr_1")).isEqualTo("user:usr_1");
		assertThat(logical(42L)).isEqualTo("user:42");
		assertThat(logical(-7)).isEqualTo("user:-7");
		assertThat(logical(CompositeKey.of("usr_1", "permissions"))).isEqualTo("user:usr_1:permissions");
		assertThat(this.encoder.encode("user", "usr_1")).isEqualTo(new CacheKey("user", "user:usr_1"));
	}

	@Test
	void absentThingsDifferFromTheirNames() {
		assertThat(logical(null)).isEqualTo("user:%null");
		assertThat(logical("null")).isEqualTo("user:null");
		assertThat(logical("")).isEqualTo("user:%empty");
		assertThat(logical("%null")).isEqualTo("user:%25null");
		assertThat(logical(CompositeKey.of())).isEqualTo("user:%none");
		assertThat(logical(CompositeKey.of((Object) null))).isEqualTo("user:%null");
	}

	@Test
	void whatHasAMeaningIsEscaped() {
		assertThat(part("%:(),<>={}\"")).isEqualTo("%25%3A%28%29%2C%3C%3E%3D%7B%7D%22");
		assertThat(part("a\u0000b\n\u001f\u007f")).isEqualTo("a%00b%0A%1F%7F");
		assertThat(part("a b/c.d-e_f@g*h?[i]\\'é😀")).isEqualTo("a b/c.d-e_f@g*h?[i]\\'é😀");
		assertThat(part("a\uD83D")).isEqualTo("a%uD83D");
		assertThat(part("\uDE00\uD83D😀")).isEqualTo("%uDE00%uD83D😀");
	}

	@Test
	void plainTextIsNotCopied() {
		String text = "usr_1";
		assertThat(this.encoder.encodePart(text)).isSameAs(text);
	}

	@Test
	void partIsNeverBlank() {
		assertThat(part(" ")).isEqualTo("%20");
		assertThat(part(" \u2003\t")).isEqualTo("%20%u2003%09");
		assertThat(part(" a ")).isEqualTo(" a ");
		assertThat(part(new StringBuilder())).isEqualTo("%empty");
	}

	static Stream<List<Object>> scalars() throws Exception {
		Instant instant = Instant.parse("2026-01-02T03:04:05.006Z");
		Timestamp timestamp = Timestamp.from(instant.plusNanos(7));
		Calendar calendar = new GregorianCalendar(TimeZone.getTimeZone("Europe/Berlin"), Locale.ROOT);
		calendar.setTime(Date.from(instant));
		UUID uuid = new UUID(1, 2);
		return Stream.of(List.of(true, "true"), List.of('c', "c"), List.of(1.5, "1.5"), List.of(Color.RED, "RED"),
				List.of(Color.ODD, "ODD"), List.of(uuid, uuid.toString()), List.of(LocalDate.EPOCH, "1970-01-01"),
				List.of(Duration.ofMinutes(5), "PT5M"), List.of(Locale.GERMANY, "de_DE"),
				List.of(new Locale.Builder().setScript("Latn").build(), "und-Latn"), List.of(Locale.ROOT, "%empty"),
				List.of(Currency.getInstance("EUR"), "EUR"), List.of(URI.create("a/b"), "a/b"),
				List.of(URI.create("http://a/b").toURL(), "http%3A//a/b"), List.of(Path.of("a", "b"), "a/b"),
				List.of(String.class, "java.lang.String"), List.of(Date.from(instant), "2026-01-02T03%3A04%3A05.006Z"),
				List.of(timestamp, "2026-01-02T03%3A04%3A05.006000007Z"),
				List.of(new java.sql.Date(instant.toEpochMilli()), "2026-01-02T03%3A04%3A05.006Z"),
				List.of(calendar, "2026-01-02T03%3A04%3A05.006Z[Europe/Berlin]"), List.of(Optional.of("a"), "a"),
				List.of(Optional.empty(), "%null"), List.of(OptionalInt.of(3), "3"),
				List.of(OptionalInt.empty(), "%null"), List.of(new AtomicLong(5), "5"),
				List.of(new AtomicBoolean(true), "true"), List.of(new AtomicReference<>(List.of("a")), "(a)"),
				List.of(new StringBuilder("a:b"), "a%3Ab"), List.of(new WithText("x,y"), "x%2Cy"));
	}

	@ParameterizedTest
	@MethodSource("scalars")
	void scalarIsItsText(List<Object> valueAndText) {
		assertThat(part(valueAndText.get(0))).isEqualTo(valueAndText.get(1));
	}

	@Test
	void arraysAndIterablesAreTheirContentInOrder() {
		assertThat(part(new int[] { 1, 2 })).isEqualTo("(1,2)");
		assertThat(part(new String[][] { { "a" }, {} })).isEqualTo("((a),())");
		assertThat(part(new AtomicIntegerArray(new int[] { 1, 2 }))).isEqualTo("(1,2)");
		assertThat(part(List.of("a", List.of("b", "c")))).isEqualTo("(a,(b,c))");
		assertThat(part(new ArrayDeque<>(List.of("b", "a")))).isEqualTo("(b,a)");
		Iterable<String> iterable = List.of("a")::iterator;
		assertThat(part(iterable)).isEqualTo("(a)");
		assertThat(part(List.of())).isEqualTo("()");
	}

	@Test
	void setsAndMapsAreTheirContentInAnyOrder() {
		assertThat(part(new LinkedHashSet<>(List.of("b", "a")))).isEqualTo("<a,b>");
		assertThat(part(Set.of())).isEqualTo("<>");
		Map<String, Object> map = new LinkedHashMap<>();
		map.put("k2", List.of("v2"));
		map.put("k", null);
		assertThat(part(map)).isEqualTo("<k2=(v2),k=%null>");
		assertThat(part(Map.of())).isEqualTo("<=>");
		assertThat(part(new AbstractMap.SimpleEntry<>("k", "v"))).isEqualTo("(k=v)");
	}

	@Test
	void iterableWithATextOfItsOwnShowsBoth() {
		assertThat(part(new Named("n", List.of("a")))).isEqualTo("iterable<n,(a)>");
		assertThat(part(Set.of(new Named("n", List.of("a"))))).isNotEqualTo(part(Map.of("n", List.of("a"))));
	}

	@Test
	void recordsAreTheirComponents() {
		String name = Pair.class.getName();
		assertThat(part(new Pair("a", List.of("b")))).isEqualTo(name + "(a,(b))");
		// Their own text is the same.
		assertThat(part(new Pair("1, second=2", "3"))).isNotEqualTo(part(new Pair("1", "2, second=3")));
		assertThat(part(CompositeKey.of("a"))).isEqualTo("io.cacheaside.CompositeKey((a))");
	}

	static Stream<Object> unstable() {
		Supplier<String> lambda = () -> "a";
		Object proxy = Proxy.newProxyInstance(KeyEncoderTests.class.getClassLoader(), new Class<?>[] { Runnable.class },
				(self, method, arguments) -> "text");
		return Stream.of(new Object(), new WithoutText(), lambda, proxy, Stream.of(1), List.of(1).iterator(),
				new StringReader("a"), new Thread("t"), CompletableFuture.completedFuture("a"), new ReentrantLock(),
				ByteBuffer.allocate(1), new WithText(null), new Generated$$SpringCGLIB$$0());
	}

	@ParameterizedTest
	@MethodSource("unstable")
	void valueWithoutStableTextIsRefusedAtAnyDepth(Object value) {
		for (Object nesting : List.of(value, List.of(value), Map.of("k", value), new Pair("a", value),
				CompositeKey.of("a", Optional.of(value)))) {
			assertThatExceptionOfType(CacheKeyException.class).isThrownBy(() -> this.encoder.encode("user", nesting))
				.withMessageContaining(value.getClass().getName())
				.withMessageContaining("give a key expression");
		}
	}

	@Test
	void cycleIsRefused() {
		List<Object> list = new ArrayList<>();
		list.add(list);
		assertThatExceptionOfType(CacheKeyException.class).isThrownBy(() -> part(list))
			.withMessageContaining("java.util.ArrayList")
			.withMessageContaining("one that contains itself");
		AtomicReference<Object> reference = new AtomicReference<>();
		reference.set(reference);
		assertThatExceptionOfType(CacheKeyException.class).isThrownBy(() -> part(reference));
	}

	@Test
	void nestingOf32IsFineAndOf33IsNot() {
		Object value = "a";
		for (int i = 0; i < 32; i++) {
			value = (i % 2 == 0) ? List.of(value) : Set.of(value);
		}
		Object deepest = value;
		assertThat(part(deepest)).contains("(a)");
		assertThatExceptionOfType(CacheKeyException.class).isThrownBy(() -> part(List.of(deepest)));
	}

	@Test
	void urlIsNotLookedUp() throws Exception {
		URL url = URI.create("http://host.invalid/a").toURL();
		assertThat(part(url)).isEqualTo("http%3A//host.invalid/a");
	}

	private String logical(@Nullable Object key) {
		return this.encoder.encode("user", key).logical();
	}

	private String part(@Nullable Object value) {
		String part = this.encoder.encodePart(value);
		assertThat(this.encoder.encode("c", CompositeKey.of(value)).logical()).isEqualTo("c:" + part);
		return part;
	}

	enum Color {

		RED, ODD {
			@Override
			public String toString() {
				return "strange";
			}
		}

	}

	record Pair(Object first, Object second) {
	}

	static class Named implements Iterable<String> {

		private final String name;

		private final List<String> content;

		Named(String name, List<String> content) {
			this.name = name;
			this.content = content;
		}

		@Override
		public Iterator<String> iterator() {
			return this.content.iterator();
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

	static class WithoutText {

	}

	static class WithText extends WithoutText {

		private final @Nullable String text;

		WithText(@Nullable String text) {
			this.text = text;
		}

		@Override
		@SuppressWarnings("NullAway")
		public String toString() {
			return this.text;
		}

	}

	/** As a class proxy does, which only passes toString on. */
	static class Generated$$SpringCGLIB$$0 extends WithoutText {

		@Override
		public String toString() {
			return super.toString();
		}

	}

}
