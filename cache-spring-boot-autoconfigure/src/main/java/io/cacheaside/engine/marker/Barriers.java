package io.cacheaside.engine.marker;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The barriers of one kind that stand; one that names nothing does not. While there are
 * none, a check is one volatile read; while there are many, keys and tags are looked up,
 * and only what names more is tried. Readers never wait, writers must hold a lock of
 * their caller.
 */
final class Barriers {

	private final Map<Targets, Integer> standing = new HashMap<>();

	private final Map<String, Integer> keys = new ConcurrentHashMap<>();

	private final Map<String, Integer> caches = new ConcurrentHashMap<>();

	private final Map<String, Integer> tags = new ConcurrentHashMap<>();

	private final List<Targets> coarse = new CopyOnWriteArrayList<>();

	private volatile int count;

	void raise(Targets targets) {
		if (targets.size() == 0) {
			return;
		}
		if (this.standing.merge(targets, 1, Integer::sum) == 1) {
			if (targets.isExact()) {
				raise(this.keys, targets.texts());
				raise(this.caches, targets.caches());
				raise(this.tags, targets.tags());
			}
			else {
				this.coarse.add(targets);
			}
		}
		this.count++;
	}

	private static void raise(Map<String, Integer> counts, Set<String> names) {
		for (String name : names) {
			counts.merge(name, 1, Integer::sum);
		}
	}

	void lower(Targets targets) {
		if (targets.size() == 0) {
			return;
		}
		if (leave(this.standing, targets)) {
			if (targets.isExact()) {
				lower(this.keys, targets.texts());
				lower(this.caches, targets.caches());
				lower(this.tags, targets.tags());
			}
			else {
				this.coarse.remove(targets);
			}
		}
		this.count--;
	}

	private static void lower(Map<String, Integer> counts, Set<String> names) {
		for (String name : names) {
			leave(counts, name);
		}
	}

	private static <K> boolean leave(Map<K, Integer> counts, K name) {
		return counts.computeIfPresent(name, (key, count) -> (count == 1) ? null : count - 1) == null;
	}

	boolean stands(Targets targets) {
		return targets.size() == 0 || this.standing.containsKey(targets);
	}

	boolean match(Subject subject) {
		if (this.count == 0) {
			return false;
		}
		if (this.keys.containsKey(subject.logicalKey())) {
			return true;
		}
		for (String tag : subject.tags()) {
			if (this.tags.containsKey(tag) || matchDependency(tag)) {
				return true;
			}
		}
		for (Targets targets : this.coarse) {
			if (targets.matches(subject)) {
				return true;
			}
		}
		return false;
	}

	private boolean matchDependency(String tag) {
		return switch (Dependency.of(tag)) {
			case NONE -> false;
			case KEY -> this.keys.containsKey(Dependency.name(tag));
			case CACHE -> this.caches.containsKey(Dependency.name(tag));
			case UNKNOWN -> true;
		};
	}

	int count() {
		return this.count;
	}

}
