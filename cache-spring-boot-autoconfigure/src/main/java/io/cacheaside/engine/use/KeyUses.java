package io.cacheaside.engine.use;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.cacheaside.TimeToLive;
import io.cacheaside.codec.Entry;
import io.cacheaside.engine.use.KeyUse.Life;

/**
 * How the keys of one cache are used, by a sample of at most 2,048 of them. Costs nothing
 * until it is {@linkplain #watch() told to watch}. Safe for use by many threads; never
 * fails.
 * <ol>
 * <li>At first every key is in the sample, so that small caches are seen as a whole.</li>
 * <li>Whenever there are too many, the sample is halved by one more bit of the hash. A
 * key stays in it or out of it for good, however often it is asked for, so that what is
 * true of the sample is true of all keys, and not of the hot ones.</li>
 * <li>Only hashes are kept. Two keys with one hash count as one key; among so few that is
 * rare.</li>
 * </ol>
 */
public final class KeyUses {

	/** How many keys are remembered at most. */
	static final int REMEMBERED = 2_048;

	private final ConcurrentMap<Integer, KeyUse> keys = new ConcurrentHashMap<>();

	private final ReentrantLock thinning = new ReentrantLock();

	private final Distribution sizes = new Distribution();

	private final LifeCounts lives = new LifeCounts();

	private final PayloadSample payloads = new PayloadSample();

	private final LongSupplier nanoClock;

	private volatile boolean watching;

	/** The bits that are 0 in the hashes of the sample. */
	private volatile int mask;

	/**
	 * Creates what does not watch yet.
	 * @param nanoClock the engine's clock
	 */
	public KeyUses(LongSupplier nanoClock) {
		this.nanoClock = nanoClock;
	}

	/** Begins to watch; what was before is not known. */
	public void watch() {
		this.watching = true;
	}

	/**
	 * The use of a key.
	 * @param logicalKey the key
	 * @return it, {@code null} if the key is not in the sample
	 */
	public @Nullable KeyUse of(String logicalKey) {
		if (!this.watching) {
			return null;
		}
		int hash = spread(logicalKey.hashCode());
		if ((hash & this.mask) != 0) {
			return null;
		}
		KeyUse use = this.keys.get(hash);
		return (use != null) ? use : add(hash);
	}

	private KeyUse add(int hash) {
		KeyUse use = this.keys.computeIfAbsent(hash, (unknown) -> new KeyUse());
		if (this.keys.size() > REMEMBERED) {
			thin();
		}
		return use;
	}

	private void thin() {
		this.thinning.lock();
		try {
			while (this.keys.size() > REMEMBERED && this.mask != -1) {
				int halved = this.mask << 1 | 1;
				this.mask = halved;
				this.keys.keySet().removeIf((hash) -> (hash & halved) != 0);
			}
		}
		finally {
			this.thinning.unlock();
		}
	}

	/**
	 * Notes a hit.
	 * @param logicalKey the key
	 */
	public void hit(String logicalKey) {
		KeyUse use = of(logicalKey);
		if (use != null) {
			use.read(this.nanoClock.getAsLong());
		}
	}

	/**
	 * Notes a miss.
	 * @param logicalKey the key
	 * @param invalidated whether the value was invalidated
	 */
	public void missed(String logicalKey, boolean invalidated) {
		KeyUse use = of(logicalKey);
		if (use == null) {
			return;
		}
		use.called();
		long now = this.nanoClock.getAsLong();
		Life ended = use.end();
		if (ended == null) {
			return;
		}
		if (invalidated && !ended.expired()) {
			this.lives.invalidated.increment();
		}
		else if (ended.isOver(now)) {
			if (!ended.expired()) {
				this.lives.expired(use.usedNanos(ended));
			}
			this.lives.returned(now - ended.storedAtNanos());
			use.missed(ended);
		}
	}

	/**
	 * Notes a call that tells nothing of the value: nobody could answer it, or the answer
	 * to another one answered it.
	 * @param logicalKey the key
	 */
	public void called(String logicalKey) {
		KeyUse use = of(logicalKey);
		if (use != null) {
			use.called();
		}
	}

	/**
	 * Notes that this node has invalidated a key.
	 * @param logicalKey the key
	 */
	public void invalidated(String logicalKey) {
		KeyUse use = of(logicalKey);
		Life ended = (use != null) ? use.end() : null;
		if (ended != null && !ended.isOver(this.nanoClock.getAsLong())) {
			this.lives.invalidated.increment();
		}
	}

	/**
	 * Notes a value that is about to be stored. A {@code null} begins no life.
	 * @param logicalKey the key
	 * @param entry the encoded entry
	 * @param ttl its time to live
	 */
	public void stored(String logicalKey, byte[] entry, TimeToLive ttl) {
		if (!this.watching) {
			return;
		}
		this.sizes.add(entry.length);
		this.payloads.offer(entry);
		KeyUse use = of(logicalKey);
		if (use == null) {
			return;
		}
		long now = this.nanoClock.getAsLong();
		expire(use, now);
		Optional<Entry> parsed = Entry.parse(entry);
		if (parsed.filter(Entry::isNullValue).isPresent()) {
			// Has a time to live of its own, of which nothing is told.
			use.end();
			if (use.predecessor() != null) {
				this.lives.compared(false);
			}
			return;
		}
		Duration time = ttl.duration();
		if (time != null) {
			this.lives.ttlMillis.add(time.toMillis());
		}
		int hash = parsed.map(KeyUses::hash).orElse(0);
		use.begin(new Life(now, (time != null) ? now + nanos(time) : 0, time != null, hash, false));
		Life predecessor = use.predecessor();
		if (predecessor != null) {
			this.lives.compared(predecessor.hash() == hash);
		}
	}

	private static long nanos(Duration time) {
		// Half of what the clock can count, so that sums do not overflow.
		return (time.compareTo(Duration.ofNanos(Long.MAX_VALUE / 2)) < 0) ? time.toNanos() : Long.MAX_VALUE / 2;
	}

	/**
	 * What was seen so far.
	 * @return how the sampled keys are used
	 */
	public UsedKeys seen() {
		Collection<KeyUse> sample = List.copyOf(this.keys.values());
		long now = this.nanoClock.getAsLong();
		sample.forEach((use) -> expire(use, now));
		long called = sample.stream().filter((use) -> use.calls() > 0).count();
		long once = sample.stream().filter((use) -> use.calls() == 1).count();
		return new UsedKeys(called, Integer.toUnsignedLong(this.mask) + 1, once, this.lives.seen(),
				this.sizes.summary());
	}

	private void expire(KeyUse use, long nowNanos) {
		Life ended = use.expire(nowNanos);
		if (ended != null) {
			this.lives.expired(use.usedNanos(ended));
		}
	}

	/**
	 * The beginnings of a few entries that were stored.
	 * @return at most 8, of at most 16 kB each
	 */
	public List<byte[]> payloads() {
		return this.payloads.samples();
	}

	/**
	 * Of the payload alone, since the header of each store differs: of its length and its
	 * beginning, since the caller waits for it.
	 */
	private static int hash(Entry entry) {
		int hash = entry.payloadLength();
		int end = entry.payloadOffset() + Math.min(entry.payloadLength(), PayloadSample.MAXIMUM_BYTES);
		for (int i = entry.payloadOffset(); i < end; i++) {
			hash = 31 * hash + entry.bytes()[i];
		}
		return hash;
	}

	/**
	 * The finalizer of MurmurHash3, since texts that differ little have hashes that do.
	 */
	private static int spread(int hash) {
		int mixed = (hash ^ (hash >>> 16)) * 0x85ebca6b;
		mixed = (mixed ^ (mixed >>> 13)) * 0xc2b2ae35;
		return mixed ^ (mixed >>> 16);
	}

}
