package io.cacheaside.engine;

import java.lang.reflect.Method;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import org.jspecify.annotations.Nullable;

/**
 * What was worked out for methods, each as a bean's class has it. Looking it up allocates
 * nothing, whatever the compiler makes of it. A proxy always calls with the same
 * {@link Method} object, so most lookups are answered by its identity, which is cheaper
 * than the hash of two names. Safe for use by many threads.
 *
 * @param <T> what was worked out
 */
public final class PerMethod<T> {

	/** A power of two. Methods whose place is taken are looked up in the map. */
	private static final int SHORTCUTS = 1024;

	private final ConcurrentMap<Method, Known<T>> methods = new ConcurrentHashMap<>();

	/** What it holds is immutable, so that a race can only miss it. */
	private final @Nullable Shortcut<T>[] shortcuts = shortcuts();

	/**
	 * Looks a method up.
	 * @param method the method as it is called
	 * @param targetClass the bean's class
	 * @return what is known of it, {@code null} if nothing is
	 */
	public @Nullable T get(Method method, Class<?> targetClass) {
		Shortcut<T> shortcut = this.shortcuts[place(method)];
		return (shortcut != null && shortcut.method() == method && shortcut.targetClass() == targetClass)
				? shortcut.value() : find(this.methods.get(method), targetClass);
	}

	/**
	 * Keeps what was worked out, unless another thread was faster.
	 * @param method the method as it is called
	 * @param targetClass the bean's class
	 * @param value what was worked out
	 * @return what is known of it from now on
	 */
	public T putIfAbsent(Method method, Class<?> targetClass, T value) {
		Known<T> known = this.methods.merge(method, new Known<>(targetClass, value, null), (earlier,
				added) -> (find(earlier, targetClass) != null) ? earlier : new Known<>(targetClass, value, earlier));
		T found = find(known, targetClass);
		T kept = (found != null) ? found : value;
		if (this.shortcuts[place(method)] == null) {
			this.shortcuts[place(method)] = new Shortcut<>(method, targetClass, kept);
		}
		return kept;
	}

	@SuppressWarnings({ "unchecked", "rawtypes" })
	private static <T> @Nullable Shortcut<T>[] shortcuts() {
		return new Shortcut[SHORTCUTS];
	}

	private static int place(Method method) {
		return System.identityHashCode(method) & (SHORTCUTS - 1);
	}

	private static <T> @Nullable T find(@Nullable Known<T> first, Class<?> targetClass) {
		for (Known<T> known = first; known != null; known = known.next()) {
			if (known.targetClass() == targetClass) {
				return known.value();
			}
		}
		return null;
	}

	private record Shortcut<T>(Method method, Class<?> targetClass, T value) {
	}

	/** A method of an interface or a superclass may be called on several classes. */
	private record Known<T>(Class<?> targetClass, T value, @Nullable Known<T> next) {
	}

}
