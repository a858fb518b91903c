package io.cacheaside.promise.history;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.cacheaside.promise.history.Event.Load;

/**
 * The source of truth of all nodes: rows whose versions grow. Some loads are slow: they
 * read, and then wait until somebody has invalidated something. Safe for use by many
 * threads.
 */
final class RowSource {

	static final List<String> CACHES = List.of("row", "plain", "spring");

	static final List<String> ORGS = List.of("a", "b", "c");

	static final int ROWS_OF_AN_ORG = 3;

	private final History history;

	private final Duration slowest;

	private final ThreadLocal<Random> random;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition invalidated = this.lock.newCondition();

	private final Map<String, Long> versions = new TreeMap<>();

	private final Map<String, ReentrantLock> turns = new HashMap<>();

	private long invalidations;

	private long origins;

	RowSource(History history, Duration slowest, long seed) {
		this.history = history;
		this.slowest = slowest;
		this.random = ThreadLocal.withInitial(() -> new Random(seed + Thread.currentThread().getId()));
		for (String cache : CACHES) {
			for (String org : ORGS) {
				for (int i = 0; i < ROWS_OF_AN_ORG; i++) {
					this.versions.put(cache + ":" + org + "-" + i, 0L);
					this.turns.put(cache + ":" + org + "-" + i, new ReentrantLock());
				}
			}
		}
	}

	/** The names of all rows, which are their logical keys. */
	List<String> names() {
		return List.copyOf(this.turns.keySet().stream().sorted().toList());
	}

	static String cacheOf(String name) {
		return name.substring(0, name.indexOf(':'));
	}

	static String idOf(String name) {
		return name.substring(name.indexOf(':') + 1);
	}

	static String orgOf(String name) {
		return idOf(name).substring(0, 1);
	}

	/** What a loader of a node does. */
	Row load(int node, String name) {
		long from = System.nanoTime();
		Row row = read(name);
		if (this.random.get().nextInt(12) == 0) {
			awaitInvalidation(this.random.get().nextInt(10) == 0 ? this.slowest : this.slowest.dividedBy(10));
		}
		this.history.add(new Load(node, name, row.version(), row.origin(), from, System.nanoTime()));
		return row;
	}

	private Row read(String name) {
		this.lock.lock();
		try {
			return new Row(idOf(name), orgOf(name), this.versions.get(name), ++this.origins);
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Writes a row; its version is committed when this returns. */
	Row write(String name) {
		this.lock.lock();
		try {
			this.versions.merge(name, 1L, Long::sum);
			return read(name);
		}
		finally {
			this.lock.unlock();
		}
	}

	/** The versions that are committed now. */
	Map<String, Long> versions(Collection<String> names) {
		this.lock.lock();
		try {
			Map<String, Long> snapshot = new TreeMap<>(this.versions);
			snapshot.keySet().retainAll(names);
			return snapshot;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Held by those who write a row one after the other. */
	ReentrantLock turn(String name) {
		return this.turns.get(name);
	}

	/** Tells slow loads that something was invalidated. */
	void noteInvalidation() {
		this.lock.lock();
		try {
			this.invalidations++;
			this.invalidated.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void awaitInvalidation(Duration limit) {
		this.lock.lock();
		try {
			long enough = this.invalidations + 1 + this.random.get().nextInt(4);
			long remaining = limit.toNanos();
			while (this.invalidations < enough && remaining > 0) {
				remaining = this.invalidated.awaitNanos(remaining);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.lock.unlock();
		}
	}

}
