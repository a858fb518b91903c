package io.cacheaside.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.cacheaside.engine.InspectedEntry.Held;
import io.cacheaside.engine.InspectedEntry.Unknown;

import static io.cacheaside.engine.EngineFixture.KEY;
import static io.cacheaside.engine.EngineFixture.STRINGS;
import static org.assertj.core.api.Assertions.assertThat;

/** Where a local tier is walked for people, and what they are told if it is not. */
@Timeout(60)
class CacheInspectionThreadTests {

	private final EngineFixture fixture = new EngineFixture();

	private final AtomicBoolean failing = new AtomicBoolean();

	@Test
	void localTierIsWalkedByTheExecutorAlsoWhenNobodyCanCatchUp() throws Throwable {
		AtomicBoolean executes = new AtomicBoolean();
		List<Boolean> walks = new ArrayList<>();
		CacheEngine node = node((task) -> {
			executes.set(true);
			task.run();
			executes.set(false);
		}, () -> walks.add(executes.get()));
		node.region("cache").getOrLoad(KEY, STRINGS, () -> "value");
		walks.clear();
		this.fixture.log.reachable(false);
		InspectedEntry entry = inspect(node);
		assertThat(entry.remote()).isInstanceOf(Held.class);
		assertThat(entry.local()).hasSize(1);
		assertThat(walks).containsExactly(true);
	}

	@Test
	void entryIsUnknownWhereTheExecutorTakesNothing() {
		assertUnknown(node((task) -> {
			fail();
			task.run();
		}, () -> {
		}));
	}

	@Test
	void entryIsUnknownWhereTheWalkFails() {
		assertUnknown(node(Runnable::run, this::fail));
	}

	private void assertUnknown(CacheEngine node) {
		this.failing.set(true);
		InspectedEntry entry = inspect(node);
		assertThat(entry.remote()).isInstanceOfSatisfying(Unknown.class,
				(unknown) -> assertThat(unknown.problem()).contains("full"));
		assertThat(entry.local()).isEmpty();
	}

	private void fail() {
		if (this.failing.get()) {
			throw new RejectedExecutionException("full");
		}
	}

	private static InspectedEntry inspect(CacheEngine node) {
		return node.inspection().entry(node.region("cache"), KEY).toCompletableFuture().join();
	}

	private CacheEngine node(Executor executor, Runnable walked) {
		return this.fixture.executor(executor).locals((cache) -> new FakeLocalTier() {

			@Override
			public void removeIf(Predicate<? super LocalEntry> removable) {
				walked.run();
				super.removeIf(removable);
			}

		}).node();
	}

}
