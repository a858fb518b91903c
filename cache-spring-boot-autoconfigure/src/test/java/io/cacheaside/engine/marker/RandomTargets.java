package io.cacheaside.engine.marker;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.cacheaside.InvalidationTarget;

/** Targets and entries of a small world, in which they often meet. */
final class RandomTargets {

	private static final String[] CACHES = { "user", "users", "api:agents", "a" };

	private static final String[] GLOBS = { "*", "user:*", "user:1*", "user:1", "user:1:*", "us*", "api:agents:*",
			"api*", "*:2", "user:?", "u*r:[12]*", "a:\\*", "a:\\**", "a:*:1", "users:3:?", "[broken", "user\\:2",
			"a:1:", "?:2" };

	private final Random random;

	RandomTargets(Random random) {
		this.random = random;
	}

	List<InvalidationTarget> next() {
		List<InvalidationTarget> targets = new ArrayList<>();
		int count = (this.random.nextInt(3) == 0) ? 1 + this.random.nextInt(4) : 1;
		for (int i = 0; i < count; i++) {
			InvalidationTarget target = target();
			targets.add((this.random.nextInt(4) == 0) ? target.soft() : target);
		}
		return targets.stream().distinct().toList();
	}

	private InvalidationTarget target() {
		int dice = this.random.nextInt(100);
		if (dice < 55) {
			String cache = pick(CACHES);
			return new InvalidationTarget.Key(cache, key(cache));
		}
		if (dice < 80) {
			return new InvalidationTarget.Tag(tag());
		}
		if (dice < 86) {
			return new InvalidationTarget.WholeCache(pick(CACHES));
		}
		return new InvalidationTarget.Pattern(pick(GLOBS));
	}

	Subject subject() {
		List<String> tags = new ArrayList<>();
		for (int i = this.random.nextInt(4); i > 0; i--) {
			tags.add(tag());
		}
		if (this.random.nextInt(4) == 0) {
			tags.add(Subject.keyDependency(key(pick(CACHES))));
		}
		if (this.random.nextInt(6) == 0) {
			tags.add(Subject.cacheDependency(pick(CACHES)));
		}
		return new Subject(key(pick(CACHES)), tags);
	}

	private String key(String cache) {
		String[] parts = { "1", "2", "10", "1:x", "2:1", "*", "", "1:", "3:é" };
		return cache + ":" + (this.random.nextBoolean() ? pick(parts) : "" + this.random.nextInt(40));
	}

	private String tag() {
		return "tag" + this.random.nextInt(25);
	}

	private String pick(String[] from) {
		return from[this.random.nextInt(from.length)];
	}

}
