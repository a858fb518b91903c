package io.cacheaside.engine;

import java.lang.reflect.Type;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.cacheaside.key.LocalKeys;

/**
 * Answers calls of one method from the local tier alone, with no key encoded and nothing
 * allocated. For methods where a hit is all that a call takes. Immutable.
 */
public final class LocalRead {

	private final LocalHits hits;

	private final int argument;

	private final Type type;

	private final boolean optional;

	LocalRead(LocalHits hits, int argument, Type type, boolean optional) {
		this.hits = hits;
		this.argument = argument;
		this.type = type;
		this.optional = optional;
	}

	/**
	 * Looks up the entry that a call asks for.
	 * @param arguments the call's arguments
	 * @return the entry, counted as a hit; {@code null} if the call has to take the
	 * ordinary path, since there is none or its key has to be encoded
	 */
	public @Nullable LocalEntry find(@Nullable Object[] arguments) {
		Object key = LocalKeys.ofRaw(arguments[this.argument]);
		return (key != null) ? this.hits.find(key, this.type) : null;
	}

	/**
	 * What the method would have returned.
	 * @param entry what {@link #find} gave
	 * @return the value as the method hands it out, possibly {@code null}
	 */
	public @Nullable Object result(LocalEntry entry) {
		Object value = this.hits.valueOf(entry);
		return this.optional ? Optional.ofNullable(value) : value;
	}

}
