package io.cacheaside.engine;

import java.lang.reflect.Type;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.cacheaside.CurrentEntry;
import io.cacheaside.PutOptions;

/** What a caller wants done with the values it stores. Immutable. */
public interface EntryPolicy {

	/**
	 * The generic type that the application declares for the values.
	 * @return the type; {@code Object.class} where nothing is declared
	 */
	Type type();

	/**
	 * Where the values come from, for messages.
	 * @return the annotation and method where there is one, else the type
	 */
	default String origin() {
		return type().getTypeName();
	}

	/**
	 * Time to live and tags for a value.
	 * @param value the value, possibly {@code null}
	 * @return the options, or empty not to store it
	 */
	Optional<PutOptions> optionsFor(@Nullable Object value);

	/**
	 * This policy, but for what the loader says about its value.
	 * @param entry what the loader has for its current entry
	 * @return the policy, for the value of one load
	 * @see Loader#opening
	 */
	default EntryPolicy heeding(CurrentEntry entry) {
		return new HeedingPolicy(this, entry);
	}

	/**
	 * Stores every value with the cache's own time to live and tags.
	 * @param type the declared type
	 * @return the policy
	 */
	static EntryPolicy defaults(Type type) {
		return of(type, PutOptions.DEFAULTS);
	}

	/**
	 * Stores every value with the same options.
	 * @param type the declared type
	 * @param options the options
	 * @return the policy
	 */
	static EntryPolicy of(Type type, PutOptions options) {
		return of(type, options, type.getTypeName());
	}

	/**
	 * Stores every value with the same options.
	 * @param type the declared type
	 * @param options the options
	 * @param origin where the values come from, for messages
	 * @return the policy
	 */
	static EntryPolicy of(Type type, PutOptions options, String origin) {
		Optional<PutOptions> always = Optional.of(options);
		return new EntryPolicy() {

			@Override
			public Type type() {
				return type;
			}

			@Override
			public String origin() {
				return origin;
			}

			@Override
			public Optional<PutOptions> optionsFor(@Nullable Object value) {
				return always;
			}

		};
	}

}
