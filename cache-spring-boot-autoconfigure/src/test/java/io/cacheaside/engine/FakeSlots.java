package io.cacheaside.engine;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import io.cacheaside.codec.Entry;
import io.cacheaside.codec.EntryFormat;
import io.cacheaside.key.CacheKey;
import org.jspecify.annotations.Nullable;

/**
 * The slots of a server in memory, and what its scripts do to them. Used by one thread at
 * a time.
 */
final class FakeSlots {

	private final Map<CacheKey, Stored> slots = new TreeMap<>(Comparator.comparing(CacheKey::logical));

	private final LongSupplier nanoClock;

	private final long originMillis;

	FakeSlots(LongSupplier nanoClock, long originMillis) {
		this.nanoClock = nanoClock;
		this.originMillis = originMillis;
	}

	Set<String> keys() {
		Set<String> keys = new TreeSet<>();
		live().keySet().forEach((key) -> keys.add(key.logical()));
		return keys;
	}

	long delete(Collection<CacheKey> keys) {
		int before = live().size();
		this.slots.keySet().removeAll(Set.copyOf(keys));
		return (long) before - this.slots.size();
	}

	boolean claim(Lease lease, byte[] seen) {
		Stored stored = live().get(lease.key());
		boolean free = stored != null && SlotHeaders.hasValue(stored.bytes())
				&& Arrays.equals(fixedHeader(stored.bytes()), fixedHeader(seen));
		return free ? leaseBeside(stored, lease, lease.token()) : stored != null && isHeld(stored, lease.token());
	}

	boolean extend(Lease lease) {
		Stored stored = live().get(lease.key());
		if (stored == null || !isHeld(stored, lease.token())) {
			return false;
		}
		return SlotHeaders.hasValue(stored.bytes()) ? leaseBeside(stored, lease, lease.token())
				: set(lease.key(), stored.bytes(), lease.term());
	}

	boolean release(Lease lease) {
		Stored stored = live().get(lease.key());
		if (stored == null || !isHeld(stored, lease.token())) {
			return false;
		}
		return SlotHeaders.hasValue(stored.bytes()) ? leaseBeside(stored,
				new Lease(lease.key(), lease.token(), lease.bytes(), Lease.REST), LeaseToken.NOBODY)
				: this.slots.remove(lease.key()) != null;
	}

	Optional<byte[]> find(CacheKey key) {
		return Optional.ofNullable(live().get(key)).map(Stored::bytes);
	}

	boolean lease(Lease lease, byte @Nullable [] replaced) {
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

	boolean store(EntryWrite write) {
		Stored stored = live().get(write.key());
		Duration ttl = write.ttl().duration();
		return stored != null && isHeld(stored, write.token())
				&& set(write.key(), SlotHeaders.timed(write, millis()), (ttl != null) ? ttl.plus(write.grace()) : null);
	}

	boolean storeUnleased(UnleasedWrite write) {
		Stored stored = live().get(write.key());
		byte[] seen = write.seen();
		boolean same = (seen == null) ? stored == null
				: stored != null && Arrays.equals(fixedHeader(stored.bytes()), fixedHeader(seen));
		long left = write.keptUntil() - millis();
		return same && (write.keptUntil() == 0 || left > 0)
				&& set(write.key(), write.entry(), (write.keptUntil() != 0) ? Duration.ofMillis(left) : null);
	}

	SweepReport sweep(Predicate<CacheKey> candidate, SweepRule rule) {
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
					makeDue(slot.getKey());
				}
			}
		}
		return new SweepReport(examined, removed);
	}

	/** Brings the time of refresh forward, unless somebody loads the value anew. */
	boolean makeDue(CacheKey key) {
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

	boolean set(CacheKey key, byte[] bytes, @Nullable Duration ttl) {
		this.slots.put(key, new Stored(bytes, this.nanoClock.getAsLong(), ttl));
		return true;
	}

	long millis() {
		return this.originMillis + Duration.ofNanos(this.nanoClock.getAsLong()).toMillis();
	}

	private Map<CacheKey, Stored> live() {
		long now = this.nanoClock.getAsLong();
		this.slots.values().removeIf((stored) -> stored.isOver(now));
		return this.slots;
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
