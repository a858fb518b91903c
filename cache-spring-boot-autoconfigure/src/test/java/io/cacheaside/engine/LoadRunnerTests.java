package io.cacheaside.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.cacheaside.CacheLayer;
import io.cacheaside.CacheSettings;
import io.cacheaside.FreshnessSettings;
import io.cacheaside.InvalidationTarget;
import io.cacheaside.LoadSettings;
import io.cacheaside.LoadTimeoutException;
import io.cacheaside.Position;
import io.cacheaside.engine.Flight.Landing;
import io.cacheaside.engine.PendingLoad.Loaded;
import io.cacheaside.engine.log.FakeTime;
import io.cacheaside.engine.marker.MarkerIndex;
import io.cacheaside.engine.marker.Subject;

import static io.cacheaside.engine.EngineFixture.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Loads for whose value an older one may stand in. */
@Timeout(60)
class LoadRunnerTests {

	private static final Duration SOFT = Duration.ofMillis(100);

	private static final Duration HARD = Duration.ofMillis(500);

	private static final Subject TAGGED = new Subject(KEY.logical(), List.of("tag"));

	private static final Landing OLD = new Landing("old", TAGGED, Lookup.MISS);

	private final FakeTime time = new FakeTime();

	private final MarkerIndex index = new MarkerIndex(100);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final CountDownLatch released = new CountDownLatch(1);

	private final CountDownLatch begun = new CountDownLatch(1);

	@AfterEach
	void end() {
		this.released.countDown();
		this.threads.shutdownNow();
	}

	@Test
	void olderValueStandsInAfterTheSoftLimitAndTheLoadGoesOn() throws Exception {
		FakeTask task = new FakeTask(parts(new LoadSettings(SOFT, HARD, 0)), Optional.of(OLD));
		Future<Landing> caller = run(task);
		this.begun.await();
		awaitTimers(2);
		this.time.pass(SOFT.minusMillis(1));
		assertThat(caller).isNotDone();
		pass(Duration.ofMillis(1), caller);
		assertThat(caller.get().value()).isEqualTo("old");
		assertThat(task.parts.observer().statistics.softTimeouts()).isEqualTo(1);
		this.released.countDown();
		assertThat(task.flight.landing().get().value()).isEqualTo("new");
	}

	@Test
	void softLimitWithoutAnOlderValueIsNone() throws Exception {
		FakeTask task = new FakeTask(parts(new LoadSettings(SOFT, null, 0)), Optional.empty());
		Future<Landing> caller = run(task);
		this.begun.await();
		assertThat(task.thread).isSameAs(task.callingThread);
		this.time.pass(Duration.ofHours(1));
		assertThat(caller).isNotDone();
		this.released.countDown();
		assertThat(caller.get().value()).isEqualTo("new");
	}

	@Test
	void olderValueThatWasInvalidatedMeanwhileDoesNotStandIn() throws Exception {
		FakeTask task = new FakeTask(parts(new LoadSettings(SOFT, HARD, 0)), Optional.of(OLD));
		Future<Landing> caller = run(task);
		this.begun.await();
		awaitTimers(2);
		this.index.raise(List.of(new InvalidationTarget.Tag("tag")));
		this.time.pass(SOFT);
		assertThat(caller).isNotDone();
		pass(HARD.minus(SOFT), caller);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(caller::get)
			.withCauseExactlyInstanceOf(LoadTimeoutException.class);
	}

	@Test
	void olderValueStandsInAtTheHardLimitIfThatIsTheOnlyOne() throws Exception {
		FakeTask task = new FakeTask(parts(new LoadSettings(null, HARD, 0)), Optional.of(OLD));
		Future<Landing> caller = run(task);
		this.begun.await();
		awaitTimers(1);
		pass(HARD, caller);
		assertThat(caller.get().value()).isEqualTo("old");
	}

	@Test
	void olderValueStandsInForAnInterruptedCaller() throws Exception {
		FakeTask task = new FakeTask(parts(new LoadSettings(SOFT, HARD, 0)), Optional.of(OLD));
		Future<Landing> caller = run(task);
		this.begun.await();
		task.callingThread.interrupt();
		assertThat(caller.get().value()).isEqualTo("old");
	}

	@Test
	void interruptedCallerWithoutAnOlderValueIsTold() throws Exception {
		FakeTask task = new FakeTask(parts(new LoadSettings(SOFT, HARD, 0)), Optional.empty());
		Future<Landing> caller = run(task);
		this.begun.await();
		task.callingThread.interrupt();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(caller::get)
			.withCauseExactlyInstanceOf(CancellationException.class);
		this.released.countDown();
		assertThat(task.flight.landing().get().value()).isEqualTo("new");
	}

	@Test
	void olderValueStandsInForACallerThatWaitsForAPlace() throws Exception {
		RegionParts parts = parts(new LoadSettings(SOFT, HARD, 1));
		LoadRunner runner = new LoadRunner(parts, new LoadFrames(), new BackgroundLoads(parts.ports()));
		FakeTask first = new FakeTask(parts, Optional.empty());
		Future<Landing> running = run(runner, first);
		this.begun.await();
		FakeTask second = new FakeTask(parts, Optional.of(OLD));
		Future<Landing> waiting = run(runner, second);
		awaitTimers(3);
		assertThat(parts.observer().statistics.waitingLoads()).isEqualTo(1);
		pass(SOFT, waiting);
		assertThat(waiting.get().value()).isEqualTo("old");
		assertThat(second.flight.landing()).as("withdrawn").isCompletedExceptionally();
		assertThat(second.thread).isNull();
		this.released.countDown();
		assertThat(running.get().value()).isEqualTo("new");
	}

	@Test
	void loaderRunsInTheContextOfItsCaller() throws Exception {
		ThreadLocal<String> context = new ThreadLocal<>();
		LoadContext copying = (task) -> {
			String captured = context.get();
			return () -> {
				context.set(captured);
				task.run();
				context.remove();
			};
		};
		RegionParts parts = parts(new LoadSettings(null, HARD, 0), new LoadThreads(this.threads, 0, copying));
		context.set("caller");
		LoadRunner runner = new LoadRunner(parts, new LoadFrames(), new BackgroundLoads(parts.ports()));
		FakeTask own = new FakeTask(parts, Optional.empty());
		own.loader = context::get;
		assertThat(result(runner, own).value()).isEqualTo("caller");
		assertThat(own.thread).isNotNull().isNotSameAs(Thread.currentThread());
	}

	private static Landing result(LoadRunner runner, FakeTask task) throws Exception {
		try {
			return runner.run(task);
		}
		catch (Exception | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Future<Landing> run(FakeTask task) {
		return run(new LoadRunner(task.parts, new LoadFrames(), new BackgroundLoads(task.parts.ports())), task);
	}

	private Future<Landing> run(LoadRunner runner, FakeTask task) {
		return this.threads.submit(() -> {
			task.callingThread = Thread.currentThread();
			return result(runner, task);
		});
	}

	/** A limit that is counted while time passes would end later. */
	private void awaitTimers(int count) {
		Awaitility.await().until(() -> this.time.scheduled() == count);
	}

	private void pass(Duration duration, Future<Landing> call) {
		this.time.pass(duration);
		Awaitility.await().until(() -> {
			this.time.pass(Duration.ZERO);
			return call.isDone();
		});
	}

	private RegionParts parts(LoadSettings loads) {
		return parts(loads, LoadThreads.of(this.threads));
	}

	@SuppressWarnings("NullAway")
	private RegionParts parts(LoadSettings loads, LoadThreads loadThreads) {
		CacheSettings all = new EngineFixture.Shape(true, Duration.ofMinutes(1), 0, Set.of(), true, false)
			.settings("cache", FreshnessSettings.OFF);
		CacheSettings settings = new CacheSettings(all.name(), true, all.ttl(), all.nullTtl(), all.maxTtl(), 0,
				all.tags(), false, 1_000, all.local(), FreshnessSettings.OFF, loads);
		EnginePorts ports = new EnginePorts(LocalTiers.NONE, new NoRemoteTier(), null, TransactionScope.NONE, this.time,
				this.threads, this.time, new Random(1), loadThreads);
		Coherence coherence = new Coherence(this.index, null, null, TransactionScope.NONE, CoherenceSettings.DEFAULTS,
				this.time);
		return new RegionParts(
				settings, null, ports, coherence, new RegionObserver(settings, EngineListener.NONE,
						new OutcomeRecorder(), new RemoteOperations(EngineListener.NONE, this.time)),
				new NoLocalTier(), new ExpiredKeys());
	}

	private final class FakeTask implements LoadRunner.Task {

		private final RegionParts parts;

		private final Flight flight;

		private final LoadWait wait;

		private volatile Loader loader = () -> {
			LoadRunnerTests.this.begun.countDown();
			LoadRunnerTests.this.released.await();
			return "new";
		};

		private volatile Thread callingThread = Thread.currentThread();

		private volatile @Nullable Thread thread;

		FakeTask(RegionParts parts, Optional<Landing> standIn) {
			this.parts = parts;
			this.flight = Flight.of(String.class, new LoadStart(Position.NONE, parts.coherence().index().version(),
					parts.coherence().index().drops(), 0));
			this.flight.standIn().complete(standIn);
			this.wait = new LoadWait(parts, KEY, () -> true);
		}

		@Override
		public Flight flight() {
			return this.flight;
		}

		@Override
		public LoadWait caller() {
			return this.wait;
		}

		@Override
		public Loader loader() {
			return () -> {
				this.thread = Thread.currentThread();
				return this.loader.load();
			};
		}

		@Override
		public Landing complete(Loaded loaded) {
			Landing landing = new Landing(loaded.value(), TAGGED, Lookup.MISS);
			this.flight.landing().complete(landing);
			return landing;
		}

		@Override
		public Landing recover(Throwable failure) throws Throwable {
			fail(failure);
			throw failure;
		}

		@Override
		public CompletionStage<Void> fail(Throwable failure) {
			this.flight.landing().completeExceptionally(failure);
			return CompletableFuture.completedFuture(null);
		}

	}

}
