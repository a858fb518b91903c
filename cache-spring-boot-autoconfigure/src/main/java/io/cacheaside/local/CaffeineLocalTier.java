package io.cacheaside.local;

import java.util.List;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import org.jspecify.annotations.Nullable;

import io.cacheaside.LocalSettings;
import io.cacheaside.engine.LocalEntry;
import io.cacheaside.engine.LocalTier;

/**
 * A local tier on Caffeine, bounded by the number of entries or by their size, not by
 * time: reading the clock costs more than the lookup, and the engine reads it anyway. For
 * the same reason Caffeine counts nothing but what it dropped for want of room. Safe for
 * use by many threads.
 */
final class CaffeineLocalTier implements LocalTier {

	/** Caffeine itself, where {@code Cache} would be one step further. */
	private final ConcurrentMap<Object, LocalEntry> entries;

	private final Policy<Object, LocalEntry> policy;

	private final LongAdder evictions = new LongAdder();

	/** Changes when an entry comes or goes; a look-up pays nothing for it. */
	private final LongAdder bytes = new LongAdder();

	/**
	 * Creates an empty tier.
	 * @param settings how much it holds: {@link LocalSettings#maximumSizeBytes()} where
	 * that is set, else {@link LocalSettings#maximumEntries()}
	 * @param maintenance makes room
	 */
	CaffeineLocalTier(LocalSettings settings, Executor maintenance) {
		Caffeine<Object, LocalEntry> caffeine = Caffeine.newBuilder()
			.executor(maintenance)
			.evictionListener((key, entry, cause) -> this.evictions.increment())
			.removalListener((key, entry, cause) -> this.bytes.add(-weightOf(entry)));
		Cache<Object, LocalEntry> cache = ((settings.maximumSizeBytes() > 0)
				? caffeine.maximumWeight(settings.maximumSizeBytes())
					.weigher((Object key, LocalEntry entry) -> entry.weightBytes())
				: caffeine.maximumSize(settings.maximumEntries()))
			.build();
		this.entries = cache.asMap();
		this.policy = cache.policy();
	}

	@Override
	public @Nullable LocalEntry get(Object key) {
		return this.entries.get(key);
	}

	@Override
	public void put(Object key, LocalEntry entry) {
		this.bytes.add(entry.weightBytes());
		if (this.entries.put(key, entry) == entry) {
			// Nothing went, so nobody is told.
			this.bytes.add(-entry.weightBytes());
		}
	}

	@Override
	public void remove(Object key, LocalEntry entry) {
		// Entries have an identity, so this is the same entry or none.
		this.entries.remove(key, entry);
	}

	@Override
	public void removeIf(Predicate<? super LocalEntry> removable) {
		this.entries.values().removeIf(removable);
	}

	@Override
	public void clear() {
		this.entries.clear();
	}

	@Override
	public List<LocalEntry> hottest(int limit) {
		// Caffeine walks its queues by its own sketch of frequencies: hits pay nothing
		// for
		// it that they do not pay anyway.
		return this.policy.eviction()
			.map((eviction) -> List.copyOf(eviction.hottest(limit).values()))
			.orElseGet(List::of);
	}

	@Override
	public long size() {
		return this.entries.size();
	}

	@Override
	public long bytes() {
		return this.bytes.sum();
	}

	@Override
	public long evictions() {
		return this.evictions.sum();
	}

	private static long weightOf(@Nullable LocalEntry entry) {
		return (entry != null) ? entry.weightBytes() : 0;
	}

}
