package io.cacheaside.key;

import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import io.cacheaside.CompositeKey;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares the equality of encoded keys with that of a plain model of what they mean,
 * over small random values made of the characters that the encoding itself uses.
 */
class KeyEncoderPropertyTests {

	static final String[] PIECES = { "%", ":", "(", ")", ",", "<", ">", "=", "{", "}", "\"", "a", "b", "null", "empty",
			"none", "%null", "%25", "%u", "25", "D800", "\uD800", "\uDC00", "\n", " ", "1", "page", "Pair" };

	private String[] pieces = PIECES;

	private final KeyEncoder encoder = new KeyEncoder();

	private final long seed = new Random().nextLong();

	private final Random random = new Random(this.seed);

	/**
	 * Few pieces at a time, since keys made of many hardly ever come near each other.
	 */
	@ParameterizedTest
	@FieldSource("PIECES")
	void keysAreEqualExactlyIfTheirMeaningIs(String piece) {
		this.pieces = new String[] { piece, "a" };
		Map<String, Object> meanings = new HashMap<>();
		Map<Object, String> keys = new HashMap<>();
		for (int i = 0; i < 4000; i++) {
			CompositeKey key = CompositeKey.of(values(this.random.nextInt(4)).toArray());
			Object meaning = meaning(key.parts());
			String logical = this.encoder.encode("c", key).logical();
			Object earlierMeaning = meanings.putIfAbsent(logical, meaning);
			String earlierKey = keys.putIfAbsent(meaning, logical);
			assertThat(earlierMeaning).as("seed %d, key %s", this.seed, logical).isIn(null, meaning);
			assertThat(earlierKey).as("seed %d, meaning %s", this.seed, meaning).isIn(null, logical);
			assertIsSafe(logical);
		}
		assertThat(keys.size()).as("distinct keys, seed %d", this.seed).isBetween(500, 3999);
	}

	@Test
	void textsOfUpToThreeSyntaxCharactersNeverMeet() {
		Map<String, String> texts = new HashMap<>();
		for (String text : texts(3)) {
			String other = texts.put(this.encoder.encodePart(text), text);
			assertThat(other).as(text).isNull();
		}
		assertThat(texts).hasSizeGreaterThan(5000);
	}

	@Test
	void noPartBeginsLikeAHashedKey() {
		for (String text : texts(3)) {
			assertThat(this.encoder.encodePart(text)).doesNotStartWith("%#");
			assertThat(this.encoder.encode("c", List.of(text)).logical()).doesNotStartWith("c:%#");
		}
	}

	private static void assertIsSafe(String logical) {
		assertThat(logical).doesNotContain("{", "}", "\n", "\uFFFD").doesNotStartWith("c:%#");
		assertThat(logical.codePoints()).noneMatch((c) -> Character.getType(c) == Character.SURROGATE);
	}

	private static Set<String> texts(int length) {
		Set<String> texts = new LinkedHashSet<>(Set.of(""));
		for (int i = 0; i < length; i++) {
			for (String text : List.copyOf(texts)) {
				for (String piece : PIECES) {
					texts.add(text + piece);
				}
			}
		}
		return texts;
	}

	private List<@Nullable Object> values(int count) {
		List<@Nullable Object> values = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			values.add(value(3));
		}
		return values;
	}

	private @Nullable Object value(int depth) {
		int shape = this.random.nextInt((depth > 0) ? 16 : 9);
		int count = this.random.nextInt(3);
		Supplier<@Nullable Object> nested = () -> value(depth - 1);
		return switch (shape) {
			case 0 -> null;
			case 1 -> this.random.nextInt(2);
			case 2 -> (long) this.random.nextInt(2);
			case 3, 4, 5, 6, 7 -> text(count + 1);
			case 8 -> "";
			case 9 -> list(count, nested);
			case 10 -> list(count, nested).toArray();
			case 11 -> new LinkedHashSet<>(list(count, nested));
			case 12 -> map(count, nested);
			case 13 -> new Pair(nested.get(), nested.get());
			case 14 -> new SimpleEntry<>(nested.get(), nested.get());
			default -> Optional.ofNullable(nested.get());
		};
	}

	private String text(int pieces) {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < pieces; i++) {
			text.append(this.pieces[this.random.nextInt(this.pieces.length)]);
		}
		return text.toString();
	}

	private List<@Nullable Object> list(int count, Supplier<@Nullable Object> element) {
		List<@Nullable Object> list = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			list.add(element.get());
		}
		return list;
	}

	private Map<@Nullable Object, @Nullable Object> map(int count, Supplier<@Nullable Object> element) {
		Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
		for (int i = 0; i < count; i++) {
			map.put(element.get(), element.get());
		}
		return map;
	}

	/** A plain value that is equal to another one exactly if both mean the same key. */
	private static Object meaning(@Nullable Object value) {
		if (value == null) {
			return "null";
		}
		if (value instanceof Optional<?> optional) {
			return meaning(optional.orElse(null));
		}
		if (value instanceof Object[] array) {
			return meaning(Arrays.asList(array));
		}
		if (value instanceof Pair pair) {
			return List.of("pair", meaning(pair.first()), meaning(pair.second()));
		}
		if (value instanceof Map.Entry<?, ?> entry) {
			return List.of("entry", meaning(entry.getKey()), meaning(entry.getValue()));
		}
		if (value instanceof Map<?, ?> map) {
			return List.of("map", counted(map.entrySet()));
		}
		if (value instanceof Set<?> set) {
			return List.of("set", counted(set));
		}
		if (value instanceof Collection<?> list) {
			return List.of("list", list.stream().map(KeyEncoderPropertyTests::meaning).toList());
		}
		return List.of("text", value.toString());
	}

	private static Map<Object, Integer> counted(Collection<?> elements) {
		Map<Object, Integer> counts = new HashMap<>();
		elements.forEach((element) -> counts.merge(meaning(element), 1, Integer::sum));
		return counts;
	}

	record Pair(@Nullable Object first, @Nullable Object second) {
	}

}
