package io.cacheaside.interceptor;

import java.util.Optional;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;

/** The reactive result of a method, which has run only when its result is complete. */
final class ReactiveResult {

	private ReactiveResult() {
	}

	/**
	 * Lets something follow a result before its subscriber hears that it is complete. If
	 * it fails, nothing follows.
	 * @param result the result
	 * @param type the method's return type
	 * @param next what follows; takes the value, {@code null} if there is none or may be
	 * several
	 * @return a result of the same type
	 */
	static @Nullable Object followedBy(@Nullable Object result, Class<?> type,
			Function<@Nullable Object, Mono<Void>> next) {
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(type);
		if (adapter == null || result == null) {
			return result;
		}
		if (adapter.isMultiValue()) {
			return adapter.fromPublisher(Flux.from(adapter.toPublisher(result))
				.concatWith(Mono.defer(() -> next.apply(null)).then(Mono.empty())));
		}
		return adapter.fromPublisher(Mono.from(adapter.toPublisher(result))
			.map(Optional::of)
			.defaultIfEmpty(Optional.empty())
			.flatMap((value) -> next.apply(value.orElse(null)).then(Mono.justOrEmpty(value))));
	}

}
