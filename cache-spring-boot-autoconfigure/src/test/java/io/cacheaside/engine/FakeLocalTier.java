package io.cacheaside.engine;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/** A local tier that never runs out of room. */
public class FakeLocalTier implements LocalTier {

	private final Map<Object, LocalEntry> entries = new ConcurrentHashMap<>();

	@Override
	public @Nullable LocalEntry get(Object key) {
		return this.entries.get(key);
	}

	@Override
	public void put(Object key, LocalEntry entry) {
		this.entries.put(key, entry);
	}

	@Override
	public void remove(Object key, LocalEntry entry) {
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

	/** In no order. */
	@Override
	public List<LocalEntry> hottest(int limit) {
		return this.entries.values().stream().limit(limit).toList();
	}

	@Override
	public long size() {
		return this.entries.size();
	}

	@Override
	public long bytes() {
		return this.entries.values().stream().mapToLong(LocalEntry::weightBytes).sum();
	}

	@Override
	public long evictions() {
		return 0;
	}

}
