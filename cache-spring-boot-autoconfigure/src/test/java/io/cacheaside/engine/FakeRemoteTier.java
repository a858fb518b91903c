package io.cacheaside.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.codec.Entry;
import io.cacheaside.key.CacheKey;
import io.cacheaside.key.GlobPattern;
import org.jspecify.annotations.Nullable;

/**
 * A remote tier in memory for tests without Redis. It answers at once unless it is
 * {@linkplain #hold held}, can be told to fail, and counts the calls. Safe for use by
 * many threads.
 */
public final class FakeRemoteTier implements RemoteTier {

	private final ReentrantLock lock = new ReentrantLock();

	private final Map<CacheKey, Stored> entries = new TreeMap<>(Comparator.comparing(CacheKey::logical));

	private final Map<Operation, Integer> calls = new EnumMap<>(Operation.class);

	private final Deque<RuntimeException> failures = new ArrayDeque<>();

	private final Deque<Runnable> held = new ArrayDeque<>();

	private final LongSupplier nanoClock;

	private boolean reachable = true;

	private boolean holding;

	/** Creates an empty tier on the real clock. */
	public FakeRemoteTier() {
		this(System::nanoTime);
	}

	/**
	 * Creates an empty tier.
	 * @param nanoClock tells when entries expire, in nanoseconds from any origin
	 */
	public FakeRemoteTier(LongSupplier nanoClock) {
		this.nanoClock = nanoClock;
	}

	/** The kinds of calls. */
	public enum Operation {

		READ, READ_ALL, WRITE, WRITE_IF_ABSENT, WRITE_ALL_IF_ABSENT, DELETE, SWEEP

	}

	/**
	 * Lets the next call fail, and after it as many more as this is called.
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
	 * What is stored.
	 * @return the logical keys of all entries
	 */
	public Set<String> keys() {
		return locked(() -> {
			Set<String> keys = new TreeSet<>();
			live().keySet().forEach((key) -> keys.add(key.logical()));
			return keys;
		});
	}

	@Override
	public CompletionStage<Optional<byte[]>> read(CacheKey key) {
		return answer(Operation.READ, () -> find(key));
	}

	@Override
	public CompletionStage<List<Optional<byte[]>>> readAll(List<CacheKey> keys) {
		return answer(Operation.READ_ALL, () -> keys.stream().map(this::find).toList());
	}

	@Override
	public CompletionStage<Void> write(EntryWrite write) {
		return answer(Operation.WRITE, () -> {
			store(write);
			return Boolean.TRUE;
		}).thenAccept((done) -> {
		});
	}

	@Override
	public CompletionStage<Optional<byte[]>> writeIfAbsent(EntryWrite write) {
		return answer(Operation.WRITE_IF_ABSENT, () -> storeIfAbsent(write));
	}

	@Override
	public CompletionStage<Long> writeAllIfAbsent(List<EntryWrite> writes) {
		return answer(Operation.WRITE_ALL_IF_ABSENT,
				() -> writes.stream().map(this::storeIfAbsent).filter(Optional::isEmpty).count());
	}

	@Override
	public CompletionStage<Long> delete(Collection<CacheKey> keys) {
		return answer(Operation.DELETE, () -> removeIf(Set.copyOf(keys)::contains, (bytes) -> true));
	}

	@Override
	public CompletionStage<Long> sweep(InvalidationTarget target) {
		return answer(Operation.SWEEP, () -> {
			if (target instanceof InvalidationTarget.Key key) {
				return removeIf((stored) -> stored.logical().equals(key.logicalKey()), (bytes) -> true);
			}
			if (target instanceof InvalidationTarget.WholeCache cache) {
				return removeIf((stored) -> stored.logical().startsWith(cache.cacheName() + ":"),
						FakeRemoteTier::isEntry);
			}
			if (target instanceof InvalidationTarget.Tag tag) {
				return removeIf((stored) -> true,
						(bytes) -> Entry.parse(bytes).filter((entry) -> entry.hasTag(tag.tag())).isPresent());
			}
			GlobPattern glob = GlobPattern.parse(((InvalidationTarget.Pattern) target).glob());
			return removeIf((stored) -> glob.matches(stored.logical()), FakeRemoteTier::isEntry);
		});
	}

	@Override
	public boolean isConnected() {
		return locked(() -> this.reachable);
	}

	private Optional<byte[]> find(CacheKey key) {
		return Optional.ofNullable(live().get(key)).map(Stored::bytes);
	}

	private Optional<byte[]> storeIfAbsent(EntryWrite write) {
		Optional<byte[]> present = find(write.key());
		if (present.isEmpty()) {
			store(write);
		}
		return present;
	}

	private void store(EntryWrite write) {
		this.entries.put(write.key(), new Stored(write.entry(), this.nanoClock.getAsLong(), write.ttl().duration()));
	}

	private static boolean isEntry(byte[] bytes) {
		return Entry.headerLength(bytes).isPresent();
	}

	private long removeIf(Predicate<CacheKey> key, Predicate<byte[]> bytes) {
		int before = live().size();
		this.entries.entrySet().removeIf((entry) -> key.test(entry.getKey()) && bytes.test(entry.getValue().bytes()));
		return before - this.entries.size();
	}

	private Map<CacheKey, Stored> live() {
		long now = this.nanoClock.getAsLong();
		this.entries.values().removeIf((stored) -> stored.isOver(now));
		return this.entries;
	}

	private <T> CompletionStage<T> answer(Operation operation, Supplier<T> work) {
		CompletableFuture<T> reply = new CompletableFuture<>();
		Runnable now = locked(() -> {
			this.calls.merge(operation, 1, Integer::sum);
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
		T value = Objects.requireNonNull(work.get());
		return () -> reply.complete(value);
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

	private record Stored(byte[] bytes, long storedAt, @Nullable Duration ttl) {

		boolean isOver(long now) {
			// Compared as durations, since the longest do not fit into nanoseconds.
			return this.ttl != null && Duration.ofNanos(now - this.storedAt).compareTo(this.ttl) >= 0;
		}

	}

}
