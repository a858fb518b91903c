package io.cacheaside.springcache;

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;

/** A result that a method gives later than it returns. */
final class LaterResult {

	private LaterResult() {
	}

	/**
	 * Asks for a result that nobody else asks for.
	 * @return completes with it; {@code null} if it is there already
	 */
	static @Nullable CompletionStage<?> of(@Nullable Object result) {
		if (result instanceof CompletionStage<?> stage) {
			return stage;
		}
		ReactiveAdapter adapter = (result != null)
				? ReactiveAdapterRegistry.getSharedInstance().getAdapter(result.getClass()) : null;
		return (adapter != null) ? Flux.from(adapter.toPublisher(result)).then().toFuture() : null;
	}

}
