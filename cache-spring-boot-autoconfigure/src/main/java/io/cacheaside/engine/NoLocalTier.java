package io.cacheaside.engine;

import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/** A local tier that holds nothing: every read goes to the remote tier. */
public final class NoLocalTier implements LocalTier {

	@Override
	public @Nullable LocalEntry get(Object key) {
		return null;
	}

	@Override
	public void put(Object key, LocalEntry entry) {
		// Holds nothing.
	}

	@Override
	public void remove(Object key, LocalEntry entry) {
		// Holds nothing.
	}

	@Override
	public void removeIf(Predicate<? super LocalEntry> removable) {
		// Holds nothing.
	}

	@Override
	public void clear() {
		// Holds nothing.
	}

	@Override
	public List<LocalEntry> hottest(int limit) {
		return List.of();
	}

	@Override
	public long size() {
		return 0;
	}

	@Override
	public long bytes() {
		return 0;
	}

	@Override
	public long evictions() {
		return 0;
	}

}
