package io.cacheaside.engine;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.cacheaside.TimeToLive;
import io.cacheaside.key.CacheKey;
import org.jspecify.annotations.Nullable;

/**
 * A remote tier in memory for tests without Redis. It answers at once unless it is
 * {@linkplain #hold held}, can be told to fail, and counts the calls. Its server's clock
 * is the clock it was given, moved to a date. Safe for use by many threads.
 */
public final class FakeRemoteTier implements RemoteTier {

	/** What the server's clock says when the given clock says 0, in milliseconds. */
	public static final long ORIGIN_MILLIS = 1_700_000_000_000L;

	private final ReentrantLock lock = new ReentrantLock();

	private final FakeSlots slots;

	private final Map<Operation, Integer> calls = new EnumMap<>(Operation.class);

	private final Deque<RuntimeException> failures = new ArrayDeque<>();

	private final Deque<Runnable> held = new ArrayDeque<>();

	private boolean reachable = true;

	private boolean holding;

	private boolean clockKnown = true;

	private long latestUntil;

	private Runnable onCall = () -> {
	};

	/** Creates an empty tier on the real clock. */
	public FakeRemoteTier() {
		this(System::nanoTime);
	}

	/**
	 * Creates an empty tier.
	 * @param nanoClock tells when slots expire, in nanoseconds from any origin
	 */
	public FakeRemoteTier(LongSupplier nanoClock) {
		this.slots = new FakeSlots(nanoClock, ORIGIN_MILLIS);
	}

	/** The kinds of calls, one for each method that asks the server. */
	public enum Operation {

		READ, READ_ALL, LEASE, CLAIM, SEIZE, LEASE_ALL, EXTEND, RELEASE, STORE, STORE_ALL, STORE_UNLEASED, DELETE,
		MAKE_DUE, SWEEP_SOME, SWEEP

	}

	/**
	 * Lets the next call fail, and after it as many more as this is called. What fails
	 * has no effect.
	 * @param failure what it fails with
	 */
	public void failNext(RuntimeException failure) {
		locked(() -> this.failures.add(failure));
	}

	/**
	 * Cuts or restores the connection; without one every call fails at once.
	 * @param reachable whether there is one
	 */
	public void reachable(boolean reachable) {
		locked(() -> this.reachable = reachable);
	}

	/**
	 * Does something with each call, such as to let time pass.
	 * @param action what to do
	 */
	public void onCall(Runnable action) {
		locked(() -> this.onCall = action);
	}

	/**
	 * Sets whether the server's clock is known.
	 * @param known whether it is
	 */
	public void clockKnown(boolean known) {
		locked(() -> this.clockKnown = known);
	}

	/** Takes effect at once, but keeps every answer back until it is released. */
	public void hold() {
		locked(() -> this.holding = true);
	}

	/** Gives the answers kept back, in order, and holds no more. */
	public void release() {
		List<Runnable> answers = locked(() -> {
			this.holding = false;
			List<Runnable> all = List.copyOf(this.held);
			this.held.clear();
			return all;
		});
		answers.forEach(Runnable::run);
	}

	/**
	 * How often a method was called, failing calls included.
	 * @param operation the method
	 * @return the number of calls
	 */
	public int calls(Operation operation) {
		return locked(() -> this.calls.getOrDefault(operation, 0));
	}

	/**
	 * What is stored, leases included.
	 * @return the logical keys of all slots that are not empty
	 */
	public Set<String> keys() {
		return locked(this.slots::keys);
	}

	/**
	 * Fills a slot as it is told, as nobody may who keeps the protocol. Is no call.
	 * @param key the key
	 * @param bytes any bytes
	 * @param ttl how long they stay
	 */
	public void place(CacheKey key, byte[] bytes, TimeToLive ttl) {
		locked(() -> this.slots.set(key, bytes, ttl.duration()));
	}

	/**
	 * What a slot holds. Is no call.
	 * @param key the key
	 * @return its bytes
	 */
	public Optional<byte[]> content(CacheKey key) {
		return locked(() -> this.slots.find(key));
	}

	/**
	 * Until when the last of the entries without a lease could have been stored.
	 * @return milliseconds of the server's clock
	 */
	public long latestUntil() {
		return locked(() -> this.latestUntil);
	}

	@Override
	public CompletionStage<Optional<byte[]>> read(CacheKey key) {
		return answer(Operation.READ, () -> this.slots.find(key));
	}

	@Override
	public CompletionStage<List<Optional<byte[]>>> readAll(List<CacheKey> keys) {
		return answer(Operation.READ_ALL, () -> keys.stream().map(this.slots::find).toList());
	}

	@Override
	public CompletionStage<Boolean> lease(Lease lease, byte @Nullable [] replaced) {
		return answer(Operation.LEASE, () -> this.slots.lease(lease, replaced));
	}

	@Override
	public CompletionStage<Boolean> claim(Lease lease, byte[] seen) {
		return answer(Operation.CLAIM, () -> this.slots.claim(lease, seen));
	}

	@Override
	public CompletionStage<Void> seize(Lease lease) {
		return answer(Operation.SEIZE, () -> this.slots.set(lease.key(), lease.bytes(), lease.term()))
			.thenAccept((done) -> {
			});
	}

	@Override
	public CompletionStage<List<Boolean>> leaseAll(List<Lease> leases) {
		return answer(Operation.LEASE_ALL,
				() -> leases.stream().map((lease) -> this.slots.lease(lease, null)).toList());
	}

	@Override
	public CompletionStage<Boolean> extend(Lease lease) {
		return answer(Operation.EXTEND, () -> this.slots.extend(lease));
	}

	@Override
	public CompletionStage<Boolean> release(Lease lease) {
		return answer(Operation.RELEASE, () -> this.slots.release(lease));
	}

	@Override
	public CompletionStage<Boolean> store(EntryWrite write) {
		return answer(Operation.STORE, () -> this.slots.store(write));
	}

	@Override
	public CompletionStage<Long> storeAll(List<EntryWrite> writes) {
		return answer(Operation.STORE_ALL, () -> writes.stream().filter(this.slots::store).count());
	}

	@Override
	public CompletionStage<Long> storeUnleased(List<UnleasedWrite> writes) {
		return answer(Operation.STORE_UNLEASED, () -> {
			writes.forEach((write) -> this.latestUntil = Math.max(this.latestUntil, write.untilMillis()));
			if (writes.stream().anyMatch((write) -> this.slots.millis() > write.untilMillis())) {
				throw new IllegalStateException("too late");
			}
			return writes.stream().filter(this.slots::storeUnleased).count();
		});
	}

	@Override
	public CompletionStage<Long> delete(Collection<CacheKey> keys) {
		return answer(Operation.DELETE, () -> this.slots.delete(keys));
	}

	@Override
	public CompletionStage<Long> makeDue(Collection<CacheKey> keys) {
		return answer(Operation.MAKE_DUE, () -> keys.stream().filter(this.slots::makeDue).count());
	}

	@Override
	public CompletionStage<Long> sweep(Collection<CacheKey> keys, SweepRule rule) {
		return answer(Operation.SWEEP_SOME, () -> this.slots.sweep(Set.copyOf(keys)::contains, rule).removed());
	}

	@Override
	public CompletionStage<SweepReport> sweep(SweepRule rule) {
		return answer(Operation.SWEEP, () -> {
			rule.begins();
			if (rule.isOver()) {
				throw new CancellationException("the sweep is over before its end");
			}
			return this.slots.sweep((key) -> true, rule);
		});
	}

	@Override
	public OptionalLong serverMillis(CacheKey key) {
		return locked(() -> this.clockKnown ? OptionalLong.of(this.slots.millis()) : OptionalLong.empty());
	}

	@Override
	public boolean isConnected() {
		return locked(() -> this.reachable);
	}

	private <T> CompletionStage<T> answer(Operation operation, Supplier<T> work) {
		CompletableFuture<T> reply = new CompletableFuture<>();
		Runnable now = locked(() -> {
			this.calls.merge(operation, 1, Integer::sum);
			this.onCall.run();
			Runnable answer = carryOut(work, reply);
			if (this.holding && this.reachable) {
				this.held.add(answer);
				return () -> {
				};
			}
			return answer;
		});
		now.run();
		return reply;
	}

	private <T> Runnable carryOut(Supplier<T> work, CompletableFuture<T> reply) {
		RuntimeException failure = this.reachable ? this.failures.poll() : new IllegalStateException("not connected");
		if (failure != null) {
			return () -> reply.completeExceptionally(failure);
		}
		try {
			T value = Objects.requireNonNull(work.get());
			return () -> reply.complete(value);
		}
		catch (RuntimeException ex) {
			return () -> reply.completeExceptionally(ex);
		}
	}

	private <T> T locked(Supplier<T> action) {
		this.lock.lock();
		try {
			return action.get();
		}
		finally {
			this.lock.unlock();
		}
	}

}
