package io.cacheaside.springcache;

import java.lang.reflect.Method;
import java.util.Optional;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;

import io.cacheaside.engine.DetachedTransaction;
import io.cacheaside.engine.Loader;

/**
 * Calls of methods with a reactive result. Whether such a call is part of a transaction
 * is known to whoever subscribes to its result, so it is put off until then. Safe for use
 * by many threads.
 */
final class ReactiveInvocations {

	private final Supplier<Mono<Optional<DetachedTransaction>>> transactions;

	private final ThreadLocal<@Nullable DetachedTransaction> current;

	/**
	 * Creates it.
	 * @param transactions the transaction of a subscription
	 * @param current where calls look for their transaction
	 */
	ReactiveInvocations(Supplier<Mono<Optional<DetachedTransaction>>> transactions,
			ThreadLocal<@Nullable DetachedTransaction> current) {
		this.transactions = transactions;
		this.current = current;
	}

	/** Whether it is for a method: Reactor's types, and others that are publishers. */
	static boolean areOf(Method method) {
		return Publisher.class.isAssignableFrom(method.getReturnType());
	}

	/**
	 * The result of a call.
	 * @param method the method
	 * @param call calls it; once for each subscription
	 */
	@Nullable Object invoke(Method method, Loader call) throws Throwable {
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(method.getReturnType());
		if (adapter == null) {
			return call.load();
		}
		Mono<Optional<DetachedTransaction>> transaction = this.transactions.get();
		return adapter.fromPublisher(
				adapter.isMultiValue() ? transaction.flatMapMany((found) -> Flux.from(published(adapter, found, call)))
						: transaction.flatMap((found) -> Mono.from(published(adapter, found, call))));
	}

	private Publisher<Object> published(ReactiveAdapter adapter, Optional<DetachedTransaction> transaction,
			Loader call) {
		DetachedTransaction before = this.current.get();
		this.current.set(transaction.orElse(null));
		try {
			return adapter.toPublisher(call.load());
		}
		catch (Throwable ex) {
			return Mono.error(ex);
		}
		finally {
			if (before != null) {
				this.current.set(before);
			}
			else {
				this.current.remove();
			}
		}
	}

}
