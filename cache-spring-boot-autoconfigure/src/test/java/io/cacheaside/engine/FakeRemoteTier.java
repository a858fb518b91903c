package io.cacheaside.engine;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.cacheaside.TimeToLive;
import io.cacheaside.codec.Entry;
import io.cacheaside.codec.EntryFormat;
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

	private final Map<CacheKey, Stored> slots = new TreeMap<>(Comparator.comparing(CacheKey::logical));

	private final Map<Operation, Integer> calls = new EnumMap<>(Operation.class);

	private final Deque<RuntimeException> failures = new ArrayDeque<>();

	private final Deque<Runnable> held = new ArrayDeque<>();

	private final LongSupplier nanoClock;

	private boolean reachable = true;

	private boolean holding;

	private boolean clockKnown = true;

	private long latestUntil;

	/** Creates an empty tier on the real clock. */
	public FakeRemoteTier() {
		this(System::nanoTime);
	}

	/**
	 * Creates an empty tier.
	 * @param nanoClock tells when slots expire, in nanoseconds from any origin
	 */
	public FakeRemoteTier(LongSupplier nanoClock) {
		this.nanoClock = nanoClock;
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
		return locked(() -> {
			Set<String> keys = new TreeSet<>();
			live().keySet().forEach((key) -> keys.add(key.logical()));
			return keys;
		});
	}

	/**
	 * Fills a slot as it is told, as nobody may who keeps the protocol. Is no call.
	 * @param key the key
	 * @param bytes any bytes
	 * @param ttl how long they stay
	 */
	public void place(CacheKey key, byte[] bytes, TimeToLive ttl) {
		locked(() -> set(key, bytes, ttl.duration()));
	}

	/**
	 * What a slot holds. Is no call.
	 * @param key the key
	 * @return its bytes
	 */
	public Optional<byte[]> content(CacheKey key) {
		return locked(() -> find(key));
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
		return answer(Operation.READ, () -> find(key));
	}

	@Override
	public CompletionStage<List<Optional<byte[]>>> readAll(List<CacheKey> keys) {
		return answer(Operation.READ_ALL, () -> keys.stream().map(this::find).toList());
	}

	@Override
	public CompletionStage<Boolean> lease(Lease lease, byte @Nullable [] replaced) {
		return answer(Operation.LEASE, () -> leaseNow(lease, replaced));
	}

	@Override
	public CompletionStage<Boolean> claim(Lease lease, byte[] seen) {
		return answer(Operation.CLAIM, () -> {
			Stored stored = live().get(lease.key());
			boolean free = stored != null && SlotHeaders.hasValue(stored.bytes())
					&& Arrays.equals(fixedHeader(stored.bytes()), fixedHeader(seen));
			return free ? leaseBeside(stored, lease, lease.token()) : stored != null && isHeld(stored, lease.token());
		});
	}

	@Override
	public CompletionStage<Void> seize(Lease lease) {
		return answer(Operation.SEIZE, () -> set(lease.key(), lease.bytes(), lease.term())).thenAccept((done) -> {
		});
	}

	@Override
	public CompletionStage<List<Boolean>> leaseAll(List<Lease> leases) {
		return answer(Operation.LEASE_ALL, () -> leases.stream().map((lease) -> leaseNow(lease, null)).toList());
	}

	@Override
	public CompletionStage<Boolean> extend(Lease lease) {
		return answer(Operation.EXTEND, () -> {
			Stored stored = live().get(lease.key());
			if (stored == null || !isHeld(stored, lease.token())) {
				return false;
			}
			return SlotHeaders.hasValue(stored.bytes()) ? leaseBeside(stored, lease, lease.token())
					: set(lease.key(), stored.bytes(), lease.term());
		});
	}

	@Override
	public CompletionStage<Boolean> release(Lease lease) {
		return answer(Operation.RELEASE, () -> {
			Stored stored = live().get(lease.key());
			if (stored == null || !isHeld(stored, lease.token())) {
				return false;
			}
			return SlotHeaders.hasValue(stored.bytes()) ? leaseBeside(stored,
					new Lease(lease.key(), lease.token(), lease.bytes(), Lease.REST), LeaseToken.NOBODY)
					: this.slots.remove(lease.key()) != null;
		});
	}

	@Override
	public CompletionStage<Boolean> store(EntryWrite write) {
		return answer(Operation.STORE, () -> storeNow(write));
	}

	@Override
	public CompletionStage<Long> storeAll(List<EntryWrite> writes) {
		return answer(Operation.STORE_ALL, () -> writes.stream().filter(this::storeNow).count());
	}

	@Override
	public CompletionStage<Long> storeUnleased(List<UnleasedWrite> writes) {
		return answer(Operation.STORE_UNLEASED, () -> {
			writes.forEach((write) -> this.latestUntil = Math.max(this.latestUntil, write.untilMillis()));
			if (writes.stream().anyMatch((write) -> millis() > write.untilMillis())) {
				throw new IllegalStateException("too late");
			}
			return writes.stream().filter(this::storeNow).count();
		});
	}

	@Override
	public CompletionStage<Long> delete(Collection<CacheKey> keys) {
		return answer(Operation.DELETE, () -> {
			int before = live().size();
			this.slots.keySet().removeAll(Set.copyOf(keys));
			return (long) before - this.slots.size();
		});
	}

	@Override
	public CompletionStage<Long> makeDue(Collection<CacheKey> keys) {
		return answer(Operation.MAKE_DUE, () -> keys.stream().filter(this::makeDueNow).count());
	}

	@Override
	public CompletionStage<Long> sweep(Collection<CacheKey> keys, SweepRule rule) {
		return answer(Operation.SWEEP_SOME, () -> sweepNow(Set.copyOf(keys)::contains, rule).removed());
	}

	@Override
	public CompletionStage<SweepReport> sweep(SweepRule rule) {
		return answer(Operation.SWEEP, () -> sweepNow((key) -> true, rule));
	}

	@Override
	public OptionalLong serverMillis(CacheKey key) {
		return locked(() -> this.clockKnown ? OptionalLong.of(millis()) : OptionalLong.empty());
	}

	@Override
	public boolean isConnected() {
		return locked(() -> this.reachable);
	}

	private Optional<byte[]> find(CacheKey key) {
		return Optional.ofNullable(live().get(key)).map(Stored::bytes);
	}

	private boolean leaseNow(Lease lease, byte @Nullable [] replaced) {
		Stored stored = live().get(lease.key());
		boolean free = stored == null || isHeld(stored, lease.token())
				|| replaced != null && Arrays.equals(fixedHeader(stored.bytes()), fixedHeader(replaced));
		return free && set(lease.key(), lease.bytes(), lease.term());
	}

	/** Leases a slot beside its value for a term, which it outlives. */
	private boolean leaseBeside(Stored stored, Lease lease, LeaseToken token) {
		byte[] bytes = SlotHeaders.leasedBeside(stored.bytes(), token, millis() + lease.term().toMillis());
		Duration left = stored.left(this.nanoClock.getAsLong());
		return set(lease.key(), bytes, (left != null && left.compareTo(lease.term()) < 0) ? lease.term() : left);
	}

	private boolean storeNow(EntryWrite write) {
		Stored stored = live().get(write.key());
		Duration ttl = write.ttl().duration();
		return stored != null && isHeld(stored, write.token())
				&& set(write.key(), SlotHeaders.timed(write, millis()), (ttl != null) ? ttl.plus(write.grace()) : null);
	}

	private boolean storeNow(UnleasedWrite write) {
		Stored stored = live().get(write.key());
		byte[] seen = write.seen();
		boolean same = (seen == null) ? stored == null
				: stored != null && Arrays.equals(fixedHeader(stored.bytes()), fixedHeader(seen));
		long left = write.keptUntil() - millis();
		return same && (write.keptUntil() == 0 || left > 0)
				&& set(write.key(), write.entry(), (write.keptUntil() != 0) ? Duration.ofMillis(left) : null);
	}

	private SweepReport sweepNow(Predicate<CacheKey> candidate, SweepRule rule) {
		long examined = 0;
		long removed = 0;
		for (Map.Entry<CacheKey, Stored> slot : List.copyOf(live().entrySet())) {
			byte[] bytes = slot.getValue().bytes();
			if (candidate.test(slot.getKey()) && isOurs(bytes)) {
				examined++;
				SweepRule.Verdict verdict = rule.judge(new StoredEntry(slot.getKey().logical(), Entry.parse(bytes)));
				if (verdict == SweepRule.Verdict.REMOVE) {
					removed++;
					this.slots.remove(slot.getKey());
				}
				else if (verdict == SweepRule.Verdict.MAKE_DUE) {
					makeDueNow(slot.getKey());
				}
			}
		}
		return new SweepReport(examined, removed);
	}

	/** Brings the time of refresh forward, unless somebody loads the value anew. */
	private boolean makeDueNow(CacheKey key) {
		Stored stored = live().get(key);
		Entry entry = (stored != null) ? Entry.parse(stored.bytes()).orElse(null) : null;
		if (stored == null || entry == null || !entry.hasValue()) {
			return false;
		}
		Duration left = stored.left(this.nanoClock.getAsLong());
		boolean later = entry.refreshAt() == 0 || entry.refreshAt() > millis();
		if (entry.isLeased()) {
			return later
					|| set(key, SlotHeaders.leasedBeside(stored.bytes(), LeaseToken.NOBODY, entry.refreshAt()), left);
		}
		return !later || set(key, SlotHeaders.dueAt(stored.bytes(), millis()), left);
	}

	private static boolean isHeld(Stored stored, LeaseToken token) {
		return Entry.parse(stored.bytes()).filter((entry) -> entry.isLeasedTo(token.high(), token.low())).isPresent();
	}

	private static boolean isOurs(byte[] bytes) {
		return bytes.length >= Short.BYTES && ByteBuffer.wrap(bytes).getShort() == EntryFormat.MAGIC;
	}

	private static byte[] fixedHeader(byte[] bytes) {
		return Arrays.copyOf(bytes, Math.min(bytes.length, EntryFormat.FIXED_LENGTH));
	}

	private boolean set(CacheKey key, byte[] bytes, @Nullable Duration ttl) {
		this.slots.put(key, new Stored(bytes, this.nanoClock.getAsLong(), ttl));
		return true;
	}

	private long millis() {
		return ORIGIN_MILLIS + Duration.ofNanos(this.nanoClock.getAsLong()).toMillis();
	}

	private Map<CacheKey, Stored> live() {
		long now = this.nanoClock.getAsLong();
		this.slots.values().removeIf((stored) -> stored.isOver(now));
		return this.slots;
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

	private record Stored(byte[] bytes, long storedAt, @Nullable Duration ttl) {

		@Nullable Duration left(long now) {
			return (this.ttl != null) ? this.ttl.minus(Duration.ofNanos(now - this.storedAt)) : null;
		}

		boolean isOver(long now) {
			// Compared as durations, since the longest do not fit into nanoseconds.
			return this.ttl != null && Duration.ofNanos(now - this.storedAt).compareTo(this.ttl) >= 0;
		}

	}

}
