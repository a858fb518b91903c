package io.cacheaside.key;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

import org.springframework.cache.interceptor.SimpleKey;

import io.cacheaside.CompositeKey;

/**
 * Spring's key of several arguments hides them, and its text is not unambiguous.
 */
final class SimpleKeyParts {

	private static final @Nullable VarHandle PARAMS = params();

	private SimpleKeyParts() {
	}

	static @Nullable Object unwrap(@Nullable Object key) {
		if (PARAMS != null && key instanceof SimpleKey) {
			return CompositeKey.of((@Nullable Object[]) PARAMS.get(key));
		}
		return key;
	}

	private static @Nullable VarHandle params() {
		try {
			return MethodHandles.privateLookupIn(SimpleKey.class, MethodHandles.lookup())
				.findVarHandle(SimpleKey.class, "params", Object[].class);
		}
		catch (ReflectiveOperationException ex) {
			// Then the key's own text has to do.
			return null;
		}
	}

}
