package io.cacheaside.springcache;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;

import io.cacheaside.engine.CacheEngine;

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
		ReactiveAdapter adapter = adapter(result);
		return (adapter != null) ? Flux.from(adapter.toPublisher(result)).then().toFuture() : null;
	}

	/**
	 * Lets a result arrive on a thread that may block, since what is put or evicted when
	 * it is there is waited for. The thread that it comes from may be one that reads the
	 * answers of Redis, or one that serves every other request.
	 * @param engine has such threads
	 * @return a result of the same kind; the same if it is there already
	 */
	static @Nullable Object handedOver(@Nullable Object result, CacheEngine engine) {
		if (result instanceof CompletableFuture<?> future) {
			return engine.handOver(future);
		}
		ReactiveAdapter adapter = adapter(result);
		if (adapter == null) {
			return result;
		}
		Publisher<?> published = adapter.toPublisher(result);
		Scheduler threads = Schedulers.fromExecutor(engine::handOver);
		// Hidden: else Reactor would run a supplier there, too, away from its caller.
		return adapter.fromPublisher(adapter.isMultiValue() ? Flux.from(published).hide().publishOn(threads)
				: Mono.from(published).hide().publishOn(threads));
	}

	private static @Nullable ReactiveAdapter adapter(@Nullable Object result) {
		return (result != null) ? ReactiveAdapterRegistry.getSharedInstance().getAdapter(result.getClass()) : null;
	}

}
