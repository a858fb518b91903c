package io.cacheaside.engine;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import io.cacheaside.engine.marker.Subject;

/**
 * Which cached values the loaders under way on each thread have used, since what is built
 * from them becomes stale with them. A call on any other thread pays one volatile read
 * while nobody loads. Safe for use by many threads.
 */
final class LoadFrames {

	/** Past this many keys, a value depends on whole caches. */
	static final int MAXIMUM_KEYS = 64;

	/** Past this many tags, nobody can tell what a value depends on. */
	static final int MAXIMUM_TAGS = 256;

	/** A reserved tag that makes a value stale at once, so that it is not kept. */
	private static final Set<String> TOO_MANY = Set.of("\u0000*");

	private final ThreadLocal<@Nullable Frame> current = new ThreadLocal<>();

	private final AtomicInteger open = new AtomicInteger();

	/** How many leases the loads of this thread hold. */
	private final ThreadLocal<@Nullable Integer> held = new ThreadLocal<>();

	/**
	 * Begins a load on this thread.
	 */
	Frame begin() {
		Frame frame = new Frame(this.current.get());
		this.current.set(frame);
		this.open.incrementAndGet();
		return frame;
	}

	/**
	 * Reads a source on this thread within a load that nobody counts or keeps.
	 */
	<T> @Nullable T within(Source<T> source) throws Throwable {
		Frame frame = begin();
		try {
			return source.read();
		}
		finally {
			frame.close();
		}
	}

	/**
	 * Whether this thread is in a loader.
	 */
	boolean isLoading() {
		return this.open.get() != 0 && this.current.get() != null;
	}

	/**
	 * Notes that this thread holds a lease, or may hold one, until {@link #letGo()}.
	 */
	void hold() {
		Integer before = this.held.get();
		this.held.set((before != null) ? before + 1 : 1);
	}

	/**
	 * Ends what {@link #hold()} began, on the same thread.
	 */
	void letGo() {
		Integer before = this.held.get();
		if (before == null || before == 1) {
			this.held.remove();
		}
		else {
			this.held.set(before - 1);
		}
	}

	/**
	 * Whether this thread may wait for a load of somebody else: not within a loader and
	 * not while it holds a lease, since that load may wait for this one.
	 */
	boolean mayWait() {
		return !isLoading() && this.held.get() == null;
	}

	/**
	 * Notes that the loader of this thread, if there is one, got a value from a cache.
	 */
	void used(String cacheName, Subject subject) {
		if (this.open.get() == 0) {
			return;
		}
		Frame frame = this.current.get();
		if (frame != null) {
			frame.add(cacheName, subject);
		}
	}

	/**
	 * Notes the same of an entry in this process.
	 */
	void used(String cacheName, LocalEntry entry) {
		if (this.open.get() != 0) {
			used(cacheName, entry.subject());
		}
	}

	/**
	 * What a load reads.
	 *
	 * @param <T> what it gives
	 */
	@FunctionalInterface
	interface Source<T> {

		@Nullable T read() throws Throwable;

	}

	/** One load on one thread. */
	final class Frame implements AutoCloseable {

		private final @Nullable Frame outer;

		private final Set<String> keys = new LinkedHashSet<>();

		private final Set<String> caches = new LinkedHashSet<>();

		private final Set<String> tags = new LinkedHashSet<>();

		/** A value that comes later may be stored while its thread goes on. */
		private final ReentrantLock lock = new ReentrantLock();

		Frame(@Nullable Frame outer) {
			this.outer = outer;
		}

		private void add(String cacheName, Subject subject) {
			this.lock.lock();
			try {
				if (this.tags.size() <= MAXIMUM_TAGS) {
					this.tags.addAll(subject.tags());
				}
				this.caches.add(Subject.cacheDependency(cacheName));
				if (this.keys.size() <= MAXIMUM_KEYS) {
					this.keys.add(Subject.keyDependency(subject.logicalKey()));
				}
			}
			finally {
				this.lock.unlock();
			}
		}

		/**
		 * What the value depends on so far, as tags; for any thread.
		 */
		Set<String> dependencies() {
			this.lock.lock();
			try {
				return noted();
			}
			finally {
				this.lock.unlock();
			}
		}

		private Set<String> noted() {
			if (this.caches.isEmpty()) {
				return Set.of();
			}
			if (this.tags.size() > MAXIMUM_TAGS) {
				return TOO_MANY;
			}
			Set<String> all = new LinkedHashSet<>(this.tags);
			all.addAll((this.keys.size() > MAXIMUM_KEYS) ? this.caches : this.keys);
			return all;
		}

		@Override
		public void close() {
			LoadFrames.this.open.decrementAndGet();
			if (this.outer != null) {
				LoadFrames.this.current.set(this.outer);
			}
			else {
				LoadFrames.this.current.remove();
			}
		}

	}

}
