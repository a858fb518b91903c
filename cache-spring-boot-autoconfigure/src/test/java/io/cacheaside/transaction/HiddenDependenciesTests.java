package io.cacheaside.transaction;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.engine.Invalidation;
import io.cacheaside.engine.marker.Subject;

import static org.assertj.core.api.Assertions.assertThat;

/** A transaction hides what was built from what it evicted. */
class HiddenDependenciesTests {

	@Test
	void valueBuiltFromAnEvictedKeyIsHidden() {
		PendingTargets targets = new PendingTargets();
		targets.add(Invalidation.of(new InvalidationTarget.Key("user", "user:1")));
		assertThat(targets.match(new Subject("page:1", List.of(Subject.keyDependency("user:1"))))).isTrue();
	}

	@Test
	void valueBuiltFromAnEvictedCacheIsHidden() {
		PendingTargets targets = new PendingTargets();
		targets.add(Invalidation.of(new InvalidationTarget.WholeCache("user")));
		assertThat(targets.match(new Subject("page:1", List.of(Subject.cacheDependency("user"))))).isTrue();
	}

}
