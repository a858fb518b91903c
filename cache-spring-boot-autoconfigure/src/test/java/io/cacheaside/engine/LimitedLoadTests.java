package io.cacheaside.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.cacheaside.LoadSettings;
import io.cacheaside.LoadTimeoutException;

import static io.cacheaside.engine.EngineFixture.KEY;
import static io.cacheaside.engine.EngineFixture.UNEXPECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** How long callers wait for loads. */
class LimitedLoadTests extends LimitedLoads {

	@Test
	void loaderOfACacheWithoutLimitsRunsOnItsCallersThread() throws Throwable {
		CacheEngine node = node(LoadSettings.UNLIMITED);
		AtomicReference<Thread> thread = new AtomicReference<>();
		load(node, KEY, () -> {
			thread.set(Thread.currentThread());
			return "value";
		});
		assertThat(thread).hasValue(Thread.currentThread());
	}

	@Test
	void loaderOfALimitedCacheRunsOnItsCallersThreadInATransaction() throws Throwable {
		CacheEngine node = node(LIMITED);
		this.fixture.transactions.begin(node.capture());
		AtomicReference<Thread> thread = new AtomicReference<>();
		load(node, KEY, () -> {
			thread.set(Thread.currentThread());
			return "value";
		});
		assertThat(thread).hasValue(Thread.currentThread());
		this.fixture.transactions.rollBack();
		this.fixture.transactions.beginReadOnly(node.capture());
		load(node, OTHER, () -> {
			thread.set(Thread.currentThread());
			return "value";
		});
		assertThat(thread).hasValue(Thread.currentThread());
	}

	@Test
	void loadInTimeIsStoredWhenItsCallerHasIt() throws Throwable {
		CacheEngine node = node(LIMITED);
		CacheEngine other = this.fixture.node();
		AtomicReference<Thread> thread = new AtomicReference<>();
		Object value = load(node, KEY, () -> {
			thread.set(Thread.currentThread());
			return "value";
		});
		assertThat(value).isEqualTo("value");
		assertThat(thread.get()).isNotSameAs(Thread.currentThread());
		assertThat(load(other, KEY, UNEXPECTED)).isEqualTo("value");
		int timers = this.fixture.time.scheduled();
		load(node, OTHER, () -> "other");
		assertThat(this.fixture.time.scheduled()).as("no timer stays but that of a lease")
			.isLessThanOrEqualTo(timers + 1);
	}

	@Test
	void callerLeavesAtTheHardLimitAndTheValueIsStoredWhenItComes() throws Throwable {
		CacheEngine node = node(LIMITED);
		Future<Object> caller = waiting(node, KEY, this.slow);
		this.fixture.time.pass(HARD.minusMillis(10));
		assertThat(caller).isNotDone();
		pass(Duration.ofMillis(10), caller);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(caller::get)
			.withCauseExactlyInstanceOf(LoadTimeoutException.class)
			.withMessageContaining("cache 'cache': 'cache:key' was not loaded within 500 ms")
			.withMessageContaining("cacheaside.load-timeout.hard");
		assertThat(node.region("cache").statistics().hardTimeouts()).isEqualTo(1);
		this.released.countDown();
		awaitHit(node);
		assertThat(this.loads).hasValue(1);
		assertThat(load(this.fixture.node(), KEY, UNEXPECTED)).isEqualTo("value");
	}

	@Test
	void loadWhoseContextCannotBeCapturedFailsAndKeepsNoPlace() throws Throwable {
		AtomicBoolean broken = new AtomicBoolean(true);
		this.fixture.loads(new LoadSettings(null, HARD, 1), new LoadThreads(this.threads, 1, (task) -> {
			if (broken.get()) {
				throw new IllegalStateException("no context");
			}
			return task;
		}));
		CacheEngine node = this.fixture.node();
		assertThatIllegalStateException().isThrownBy(() -> load(node, KEY, UNEXPECTED)).withMessage("no context");
		broken.set(false);
		Future<Object> next = call(node, KEY, () -> "value");
		assertThat(next).succeedsWithin(Duration.ofSeconds(20)).isEqualTo("value");
	}

	@Test
	void leaseOfALoadLeftBehindIsKept() throws Throwable {
		CacheEngine node = node(LIMITED);
		Future<Object> caller = waiting(node, KEY, this.slow);
		pass(HARD, caller);
		this.fixture.time.pass(Duration.ofSeconds(30));
		this.released.countDown();
		awaitHit(node);
		assertThat(load(this.fixture.node(), KEY, UNEXPECTED)).isEqualTo("value");
	}

	@Test
	void valueOfALoadLeftBehindIsNotKeptIfItWasEvictedMeanwhile() throws Throwable {
		CacheEngine node = node(LIMITED);
		Future<Object> caller = waiting(node, KEY, this.slow);
		pass(HARD, caller);
		Await.await(node.region("cache").evict(KEY));
		Future<Object> later = call(node, KEY, () -> "new");
		pass(Duration.ZERO, later);
		assertThat(later.get()).isEqualTo("new");
		this.released.countDown();
		Awaitility.await().until(() -> node.region("cache").statistics().loads() == 2);
		assertThat(load(node, KEY, UNEXPECTED)).isEqualTo("new");
		assertThat(load(this.fixture.node(), KEY, UNEXPECTED)).isEqualTo("new");
	}

	@Test
	void threadThatLeftALoadJoinsItWhenItCallsAgain() throws Throwable {
		CacheEngine node = node(LIMITED);
		ExecutorService one = Executors.newSingleThreadExecutor();
		try {
			Future<Object> first = withTimers(2, () -> one.submit(() -> attempt(node, KEY, this.slow)));
			awaitLoads(1);
			pass(HARD, first);
			Future<Object> second = withTimers(1, () -> one.submit(() -> attempt(node, KEY, this.slow)));
			this.released.countDown();
			assertThat(second.get()).isEqualTo("value");
			assertThat(this.loads).hasValue(1);
		}
		finally {
			one.shutdownNow();
		}
	}

	@Test
	void joinerWaitsAsLongAsItsOwnLimitAllows() throws Throwable {
		CacheEngine node = node(LIMITED);
		Future<Object> first = waiting(node, KEY, this.slow);
		this.fixture.time.pass(HARD.dividedBy(2));
		Future<Object> second = joining(node, KEY, this.slow);
		pass(HARD.dividedBy(2), first);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(first::get);
		assertThat(second).isNotDone();
		this.released.countDown();
		assertThat(second.get()).isEqualTo("value");
		assertThat(this.loads).hasValue(1);
		CacheStatistics statistics = node.region("cache").statistics();
		assertThat(statistics.misses()).as("calls").isEqualTo(2);
	}

	@Test
	void joinerThatLeavesAtItsLimitCountsAsAMiss() throws Throwable {
		CacheEngine node = node(LIMITED);
		Future<Object> first = waiting(node, KEY, this.slow);
		Future<Object> second = joining(node, KEY, this.slow);
		pass(HARD, first);
		pass(HARD, second);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(second::get)
			.withCauseExactlyInstanceOf(LoadTimeoutException.class);
		assertThat(node.region("cache").statistics().misses()).isEqualTo(2);
	}

	@Test
	void interruptOfTheCallerNeitherEndsTheLoadNorTheWaitOfOthers() throws Throwable {
		CacheEngine node = node(LIMITED);
		AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
		AtomicReference<@Nullable Boolean> flag = new AtomicReference<>();
		Future<Object> first = withTimers(2, () -> this.threads.submit(() -> {
			thread.set(Thread.currentThread());
			try {
				return attempt(node, KEY, this.slow);
			}
			finally {
				flag.set(Thread.interrupted());
			}
		}));
		awaitLoads(1);
		Future<Object> second = joining(node, KEY, this.slow);
		interrupt(thread);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(first::get)
			.withCauseExactlyInstanceOf(CancellationException.class)
			.withMessageContaining("Interrupted while waiting for the load of 'cache:key'");
		assertThat(flag).hasValue(true);
		this.released.countDown();
		assertThat(second.get()).isEqualTo("value");
		assertThat(this.loads).hasValue(1);
	}

	@Test
	void failureReachesEveryWaiterWithItsOwnStackAndTheLoadersExceptionAsCause() throws Throwable {
		CacheEngine node = node(LIMITED);
		IllegalStateException original = new IllegalStateException("gone");
		Loader failing = () -> {
			this.slow.load();
			throw original;
		};
		Future<Object> first = waiting(node, KEY, failing);
		Future<Object> second = joining(node, KEY, failing);
		this.released.countDown();
		for (Future<Object> each : List.of(first, second)) {
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(each::get).satisfies((thrown) -> {
				assertThat(thrown.getCause()).isExactlyInstanceOf(IllegalStateException.class).hasMessage("gone");
				assertThat(thrown.getCause().getCause()).isSameAs(original);
				assertThat(thrown.getCause().getStackTrace())
					.anySatisfy((frame) -> assertThat(frame.getMethodName()).isEqualTo("attempt"));
			});
		}
		Future<Object> next = call(node, KEY, () -> "next");
		assertThat(next.get()).isEqualTo("next");
	}

}
