package io.cacheaside.codec;

import java.util.function.Function;

/**
 * A JDK value type that is written as one text and read back from it, exactly.
 *
 * @param id the logical name, used where the declared type does not tell
 * @param type the type; also stands for its subclasses if {@code family}
 * @param family whether values are instances of hidden subclasses of the type
 * @param write the value as text; may refuse
 * @param read the value from the text
 */
record Scalar(String id, Class<?> type, boolean family, Function<Object, String> write, Function<String, Object> read) {

	static <T> Scalar of(String id, Class<T> type, Function<T, String> write, Function<String, T> read) {
		return new Scalar(id, type, false, (value) -> write.apply(type.cast(value)), read::apply);
	}

	static <T> Scalar of(String id, Class<T> type, Function<String, T> read) {
		return of(id, type, Object::toString, read);
	}

	Scalar asFamily() {
		return new Scalar(this.id, this.type, true, this.write, this.read);
	}

}
