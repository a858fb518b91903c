package io.cacheaside.key;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

import io.cacheaside.CompositeKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class LocalKeysTests {

	private final KeyEncoder encoder = new KeyEncoder();

	@ParameterizedTest
	@MethodSource("sound")
	void textsAndNumbersStandForThemselves(Object key) {
		assertThat(LocalKeys.ofRaw(key)).isSameAs(key);
		assertThat(localKey(key)).isSameAs(key);
	}

	@ParameterizedTest
	@MethodSource("sound")
	void onlyPartOfACompositeKeyStandsForItself(Object key) {
		CompositeKey composite = CompositeKey.of(key);
		assertThat(LocalKeys.ofRaw(composite)).isNull();
		assertThat(localKey(composite)).isSameAs(key);
		assertThat(this.encoder.encode("user", composite)).isEqualTo(this.encoder.encode("user", key));
	}

	static List<Object> sound() {
		return List.of("usr_1", "", "a:b", 1L, 1, (short) 1, UUID.randomUUID());
	}

	@ParameterizedTest
	@MethodSource
	void everythingElseIsEncoded(@Nullable Object key) {
		assertThat(LocalKeys.ofRaw(key)).isNull();
		assertThat(localKey(key)).isEqualTo(this.encoder.encode("user", key));
	}

	static List<@Nullable Object> everythingElseIsEncoded() {
		return Arrays.asList(null, List.of("a"), new int[] { 1 }, new StringBuilder("a"), 1.0, BigInteger.ONE, 'a',
				true, CompositeKey.of("a", "b"), CompositeKey.of(), CompositeKey.of((Object) null),
				CompositeKey.of(List.of("a")), CompositeKey.of(CompositeKey.of("a", "b")));
	}

	@Test
	void equalLocalKeysAreOneEntry() {
		List<Object> keys = List.of("1", new StringBuilder("1").toString(), 1L, 1, (short) 1, 1000L,
				Long.valueOf("1000"), "1000");
		for (Object one : keys) {
			for (Object other : keys) {
				if (localKey(one).equals(localKey(other))) {
					assertThat(this.encoder.encode("user", one)).isEqualTo(this.encoder.encode("user", other));
				}
			}
		}
	}

	private Object localKey(@Nullable Object key) {
		return LocalKeys.of(key, this.encoder.encode("user", key));
	}

}
