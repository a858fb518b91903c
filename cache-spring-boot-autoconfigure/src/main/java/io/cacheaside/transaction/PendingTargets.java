package io.cacheaside.transaction;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.engine.Invalidation;
import io.cacheaside.engine.marker.Subject;
import io.cacheaside.key.GlobPattern;

/**
 * What a transaction will invalidate, in order, each target once, and what that matches,
 * be it named softly. Used by one thread at a time.
 */
final class PendingTargets {

	private final Set<InvalidationTarget> targets = new LinkedHashSet<>();

	private final Set<String> keys = new HashSet<>();

	private final Set<String> tags = new HashSet<>();

	private final List<String> prefixes = new ArrayList<>();

	private final List<GlobPattern> globs = new ArrayList<>();

	/**
	 * Adds targets.
	 * @throws IllegalArgumentException if a pattern is none; nothing is added then
	 */
	void add(Invalidation invalidation) {
		List<GlobPattern> parsed = new ArrayList<>();
		for (InvalidationTarget target : invalidation.targets()) {
			if (target.named() instanceof InvalidationTarget.Pattern pattern && !this.targets.contains(target)) {
				parsed.add(GlobPattern.parse(pattern.glob()));
			}
		}
		this.globs.addAll(parsed);
		for (InvalidationTarget target : invalidation.targets()) {
			if (this.targets.add(target)) {
				prepare(target.named());
			}
		}
	}

	private void prepare(InvalidationTarget target) {
		if (target instanceof InvalidationTarget.Key key) {
			this.keys.add(key.logicalKey());
		}
		else if (target instanceof InvalidationTarget.Tag tag) {
			this.tags.add(tag.tag());
		}
		else if (target instanceof InvalidationTarget.WholeCache whole) {
			this.prefixes.add(whole.cacheName() + ":");
		}
	}

	boolean isEmpty() {
		return this.targets.isEmpty();
	}

	/**
	 * What was built from other entries is not told apart from what it was built from.
	 */
	boolean match(Subject subject) {
		return subject.hasDependencies() || matchesKey(subject.logicalKey())
				|| subject.tags().stream().anyMatch(this.tags::contains);
	}

	private boolean matchesKey(String key) {
		return this.keys.contains(key) || this.prefixes.stream().anyMatch(key::startsWith)
				|| this.globs.stream().anyMatch((glob) -> glob.matches(key));
	}

	Invalidation toInvalidation() {
		return Invalidation.of(this.targets);
	}

}
