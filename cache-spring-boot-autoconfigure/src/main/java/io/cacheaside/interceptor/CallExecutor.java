package io.cacheaside.interceptor;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import io.cacheaside.CurrentEntry;
import io.cacheaside.InvalidationTarget;
import io.cacheaside.codec.CacheableType;
import io.cacheaside.engine.AsyncLoader;
import io.cacheaside.engine.Await;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.CacheRegion;
import io.cacheaside.engine.DetachedTransaction;
import io.cacheaside.engine.EntryPolicy;
import io.cacheaside.engine.Invalidation;
import io.cacheaside.engine.Invalidator;
import io.cacheaside.engine.LoadStart;
import io.cacheaside.engine.Loader;
import io.cacheaside.engine.LocalRead;
import io.cacheaside.engine.Lookup;
import io.cacheaside.engine.PendingPut;
import io.cacheaside.expression.ExpressionSubject;
import io.cacheaside.key.CacheKey;
import io.cacheaside.key.LocalKeys;

/**
 * Carries out the operations of one call. Stateless but for the engine.
 */
final class CallExecutor {

	private final CacheEngine engine;

	private final Supplier<Mono<Optional<DetachedTransaction>>> transactions;

	CallExecutor(CacheEngine engine, Supplier<Mono<Optional<DetachedTransaction>>> transactions) {
		this.engine = engine;
		this.transactions = transactions;
	}

	/**
	 * What answers calls of a method from the local tier alone; {@code null} if a hit is
	 * not all that such a call takes.
	 */
	@Nullable LocalRead localRead(MethodOperations operations) {
		StoreOperation readThrough = operations.readThrough();
		OptionalInt argument = operations.plainReadArgument();
		if (readThrough == null || argument.isEmpty()) {
			return null;
		}
		return this.engine.region(readThrough.cacheNames().get(0))
			.localRead(argument.getAsInt(), readThrough.type(), operations.wrapper() == CacheableType.Wrapper.OPTIONAL);
	}

	void evict(List<EvictOperation> operations, ExpressionSubject.MethodCall call) {
		Set<InvalidationTarget> targets = targets(operations, call);
		if (!targets.isEmpty()) {
			Await.await(this.engine.invalidate(Invalidation.of(targets)));
		}
	}

	/**
	 * A method that returns its value, possibly in an {@link Optional}.
	 */
	@Nullable Object value(MethodOperations operations, ExpressionSubject.MethodCall call, Loader method) throws Throwable {
		boolean optional = operations.wrapper() == CacheableType.Wrapper.OPTIONAL;
		CurrentEntry entry = new CurrentEntry();
		Loader opening = operations.isStored() ? method.opening(entry) : method;
		Loader unwrapped = optional ? () -> unwrap(opening.load()) : opening;
		LoadStart start = writeStart(operations);
		StoreOperation readThrough = operations.readThrough();
		Object value = (readThrough != null && readThrough.applies(call))
				? readThrough(readThrough, call, entry, unwrapped) : unwrapped.load();
		if (operations.hasEpilogue()) {
			Await.await(epilogue(operations, withResult(call, value), entry, start));
		}
		return optional ? Optional.ofNullable(value) : value;
	}

	/**
	 * A method that returns a future. The caches are asked on the caller's thread, where
	 * the method runs too on a miss.
	 */
	@Nullable Object future(MethodOperations operations, ExpressionSubject.MethodCall call, Loader method) throws Throwable {
		StoreOperation readThrough = operations.readThrough();
		boolean cached = readThrough != null && readThrough.applies(call);
		LoadStart start = writeStart(operations);
		CurrentEntry entry = new CurrentEntry();
		Loader opening = operations.isStored() ? method.opening(entry) : method;
		CompletionStage<@Nullable Object> stage = (readThrough != null && cached)
				? readThroughAsync(readThrough, call, entry, () -> stage(opening.load())) : stage(opening.load());
		if (stage == null || (!cached && !operations.hasEpilogue())) {
			return stage;
		}
		CompletableFuture<@Nullable Object> result = this.engine.handOver(stage);
		return operations.hasEpilogue() ? this.engine.handOver(result.thenCompose(
				(value) -> epilogue(operations, withResult(call, value), entry, start).thenApply((done) -> value)))
				: result;
	}

	/**
	 * A method that returns a publisher; nothing is stored for it. What is evicted after
	 * it waits for the transaction of its subscriber.
	 */
	@Nullable Object publisher(MethodOperations operations, ExpressionSubject.MethodCall call, Loader method) throws Throwable {
		Object result = method.load();
		return operations.evictsAfter().isEmpty() ? result : ReactiveResult.followedBy(result,
				call.method().getReturnType(), (value) -> this.transactions.get().flatMap((transaction) -> {
					Set<InvalidationTarget> targets = targets(operations.evictsAfter(), withResult(call, value));
					return targets.isEmpty() ? Mono.empty()
							: Mono.fromFuture(this.engine.handOver(transaction.<Invalidator>map((each) -> each)
								.orElse(this.engine)
								.invalidate(Invalidation.of(targets))));
				}));
	}

	private @Nullable Object readThrough(StoreOperation operation, ExpressionSubject.MethodCall call,
			CurrentEntry entry, Loader loader) throws Throwable {
		Object key = operation.key(call);
		EntryPolicy policy = operation.policy(call).heeding(entry);
		Loader next = loader;
		// Each cache stands in front of the next one; the method is the last.
		List<String> names = operation.cacheNames();
		for (int i = names.size() - 1; i > 0; i--) {
			CacheRegion region = this.engine.region(names.get(i));
			Loader behind = next;
			next = () -> getOrLoad(region, operation, key, policy, behind);
		}
		CacheRegion first = this.engine.region(names.get(0));
		return getOrLoad(first, operation, key, policy, next);
	}

	private static @Nullable Object getOrLoad(CacheRegion region, StoreOperation operation, @Nullable Object key,
			EntryPolicy policy, Loader next) throws Throwable {
		CacheKey encoded = operation.encode(region.settings().name(), key);
		return region.getOrLoad(encoded, LocalKeys.of(key, encoded), policy, next);
	}

	private @Nullable CompletionStage<@Nullable Object> readThroughAsync(StoreOperation operation,
			ExpressionSubject.MethodCall call, CurrentEntry entry, AsyncLoader loader) throws Throwable {
		Object key = operation.key(call);
		EntryPolicy policy = operation.policy(call).heeding(entry);
		AsyncLoader next = loader;
		List<String> names = operation.cacheNames();
		for (int i = names.size() - 1; i >= 0; i--) {
			next = inFront(this.engine.region(names.get(i)), operation.encode(names.get(i), key), policy, next);
		}
		return next.load();
	}

	private static AsyncLoader inFront(CacheRegion region, CacheKey key, EntryPolicy policy, AsyncLoader next) {
		return () -> {
			LoadStart start = region.start();
			Lookup lookup = region.lookup(key, key, policy.type(), region.refreshing(key, key, policy, next));
			return (lookup instanceof Lookup.Hit hit) ? CompletableFuture.completedFuture(hit.value())
					: region.loadAsync(key, lookup, start, policy, next);
		};
	}

	/**
	 * What is captured before a method that writes to the source of what it returns;
	 * {@code null} if nothing is stored for it. The same for all caches.
	 */
	private @Nullable LoadStart writeStart(MethodOperations operations) {
		List<StoreOperation> writes = operations.writes();
		return writes.isEmpty() ? null : this.engine.region(writes.get(0).cacheNames().get(0)).start();
	}

	/**
	 * What follows the method. Every expression is evaluated first, on this thread; the
	 * rest happens in order as answers come.
	 */
	private CompletionStage<Void> epilogue(MethodOperations operations, ExpressionSubject.MethodCall call,
			CurrentEntry entry, @Nullable LoadStart start) {
		List<Supplier<CompletionStage<Void>>> steps = new ArrayList<>();
		for (StoreOperation write : operations.writes()) {
			if (start != null && write.applies(call) && !write.excludes(call)) {
				EntryPolicy policy = write.policy(write.optionsFor(call).flatMap(entry::over));
				steps.addAll(puts(write, call, policy, start));
			}
		}
		Set<InvalidationTarget> targets = targets(operations.evictsAfter(), call);
		if (!targets.isEmpty()) {
			steps.add(() -> this.engine.invalidate(Invalidation.of(targets)));
		}
		CompletionStage<Void> done = CompletableFuture.completedFuture(null);
		for (Supplier<CompletionStage<Void>> step : steps) {
			done = done.thenCompose((before) -> step.get());
		}
		return done;
	}

	private List<Supplier<CompletionStage<Void>>> puts(StoreOperation operation, ExpressionSubject.MethodCall call,
			EntryPolicy policy, LoadStart start) {
		Object key = operation.key(call);
		List<Supplier<CompletionStage<Void>>> puts = new ArrayList<>();
		for (String name : operation.cacheNames()) {
			CacheRegion region = this.engine.region(name);
			CacheKey cacheKey = operation.encode(name, key);
			PendingPut put = new PendingPut(cacheKey, LocalKeys.of(key, cacheKey), start);
			puts.add(operation.isBehind() ? () -> region.behind().put(put, call.result(), policy)
					: () -> region.put(put, call.result(), policy));
		}
		return puts;
	}

	private static Set<InvalidationTarget> targets(List<EvictOperation> operations, ExpressionSubject.MethodCall call) {
		Set<InvalidationTarget> targets = new LinkedHashSet<>();
		for (EvictOperation operation : operations) {
			operation.collect(call, targets);
		}
		return targets;
	}

	static ExpressionSubject.MethodCall withResult(ExpressionSubject.MethodCall call, @Nullable Object result) {
		return new ExpressionSubject.MethodCall(call.method(), call.target(), call.targetClass(), call.arguments(),
				result, call.cacheNames());
	}

	private static @Nullable Object unwrap(@Nullable Object result) {
		return (result instanceof Optional<?> optional) ? optional.orElse(null) : result;
	}

	@SuppressWarnings("unchecked")
	private static @Nullable CompletionStage<@Nullable Object> stage(@Nullable Object result) {
		return (CompletionStage<@Nullable Object>) result;
	}

}
