package io.cacheaside.codec;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.type.TypeFactory;

/**
 * Holders of one value as records, so that an empty holder is not {@code null} and a
 * holder behind {@code Object} is not its content.
 */
final class References {

	private References() {
	}

	/**
	 * The stand-in for a holder.
	 * @param type the type, with its generic parameter
	 * @param types makes types
	 * @return the stand-in, or {@code null} for other holders than those of the JDK
	 */
	static @Nullable StandIn standInFor(JavaType type, TypeFactory types) {
		JavaType state = types.constructParametricType(HolderState.class, type.containedTypeOrUnknown(0));
		if (type.getRawClass() == Optional.class) {
			return new StandIn(state, (optional) -> new HolderState<>(((Optional<?>) optional).orElse(null)),
					(holder) -> Optional.ofNullable(((HolderState<?>) holder).content()));
		}
		if (type.getRawClass() == AtomicReference.class) {
			return new StandIn(state, (reference) -> new HolderState<>(((AtomicReference<?>) reference).get()),
					(holder) -> new AtomicReference<>(((HolderState<?>) holder).content()));
		}
		return null;
	}

	/**
	 * Compares what two holders hold, if they are holders.
	 * @param one a holder, or anything
	 * @param other another
	 * @param comparison compares their contents
	 * @return whether they are holders
	 */
	static boolean compareContent(Object one, Object other, BiConsumer<@Nullable Object, @Nullable Object> comparison) {
		if (one instanceof Optional<?> first && other instanceof Optional<?> second) {
			comparison.accept(first.orElse(null), second.orElse(null));
			return true;
		}
		if (one instanceof AtomicReference<?> first && other instanceof AtomicReference<?> second) {
			comparison.accept(first.get(), second.get());
			return true;
		}
		return false;
	}

	record HolderState<T>(@Nullable T content) {
	}

}
