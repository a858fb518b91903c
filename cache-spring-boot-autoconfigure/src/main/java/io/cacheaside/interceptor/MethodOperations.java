package io.cacheaside.interceptor;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.cacheaside.codec.CacheableType;

/**
 * Everything that annotations say about one method. Immutable; made once.
 *
 * @param readThrough the {@code @CacheAside}, or {@code null}
 * @param writes the {@code @WriteThrough} and {@code @WriteBehind} annotations
 * @param evictsBefore what is evicted before the method runs
 * @param evictsAfter what is evicted after the method has returned
 * @param wrapper how the method hands out its value
 */
record MethodOperations(@Nullable StoreOperation readThrough, List<StoreOperation> writes,
		List<EvictOperation> evictsBefore, List<EvictOperation> evictsAfter, CacheableType.Wrapper wrapper) {

	/** What a method without annotations has. */
	static final MethodOperations NONE = new MethodOperations(null, List.of(), List.of(), List.of(),
			CacheableType.Wrapper.NONE);

	boolean isEmpty() {
		return this.readThrough == null && this.writes.isEmpty() && this.evictsBefore.isEmpty()
				&& this.evictsAfter.isEmpty();
	}

	/**
	 * Whether anything happens after the method has returned.
	 */
	boolean hasEpilogue() {
		return !this.writes.isEmpty() || !this.evictsAfter.isEmpty();
	}

	/**
	 * The argument that is the key, if a hit is all that a call of this method takes:
	 * nothing is evaluated or evicted before, and nothing happens afterwards.
	 */
	OptionalInt plainReadArgument() {
		boolean value = this.wrapper == CacheableType.Wrapper.NONE || this.wrapper == CacheableType.Wrapper.OPTIONAL;
		return (this.readThrough != null && value && this.evictsBefore.isEmpty() && !hasEpilogue())
				? this.readThrough.keyArgument() : OptionalInt.empty();
	}

	/**
	 * Whether the method's value is stored anywhere.
	 */
	boolean isStored() {
		return this.readThrough != null || !this.writes.isEmpty();
	}

	/**
	 * Where the annotations stand, for messages.
	 */
	Stream<String> places() {
		return Stream.concat(stores().map(StoreOperation::where),
				Stream.concat(this.evictsBefore.stream(), this.evictsAfter.stream()).map(EvictOperation::where));
	}

	Stream<StoreOperation> stores() {
		return Stream.concat(Stream.ofNullable(this.readThrough), this.writes.stream());
	}

}
