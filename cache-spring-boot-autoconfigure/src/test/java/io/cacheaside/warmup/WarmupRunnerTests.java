package io.cacheaside.warmup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.cacheaside.CacheConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

@ExtendWith(OutputCaptureExtension.class)
@Timeout(30)
class WarmupRunnerTests extends WarmupRunnerFixture {

	@Test
	void entriesAreWrittenInBatches(CapturedOutput output) {
		run(settings(2, 3), CacheWarmer.entries("user", String.class, () -> entries(7)));
		assertThat(this.target.batches).extracting(List::size).containsExactly(3, 3, 1);
		assertThat(this.target.keys).hasSize(7).contains("user:0", "user:6");
		assertThat(this.target.types).containsExactly("java.lang.String");
		assertThat(output).contains("Warmed 'user': 7 in").contains("1 of 1 warmers complete, 7 elements");
	}

	@Test
	void genericValueTypeReachesTheTarget() {
		CacheWarmer warmer = CacheWarmer.entries("user", new ParameterizedTypeReference<List<String>>() {
		}, () -> Stream.of(WarmupEntry.of(1, List.of("a"))));
		run(settings(1, 10), warmer);
		assertThat(this.target.types).containsExactly("java.util.List<java.lang.String>");
	}

	@Test
	void onlyWhatWasAbsentIsReportedAsWritten(CapturedOutput output) {
		this.target.keys.add("user:0");
		run(settings(1, 10), CacheWarmer.entries("user", String.class, () -> entries(1_200)));
		assertThat(output).contains("1,199 of them were absent");
	}

	@Test
	void pagesAreReadUntilOneIsEmpty() {
		List<String> asked = new ArrayList<>();
		run(settings(1, 2), CacheWarmer.pages("user", String.class, (number, size) -> {
			asked.add(number + "x" + size);
			return switch (number) {
				case 0 -> entries(2).toList();
				case 1 -> entries(1).toList();
				case 2 -> entries(2).toList();
				default -> List.of();
			};
		}));
		assertThat(asked).containsExactly("0x2", "1x2", "2x2", "3x2");
		assertThat(this.target.batches.stream().mapToInt(List::size).sum()).isEqualTo(5);
	}

	@Test
	void methodIsCalledForEachArgument() {
		List<Integer> called = new CopyOnWriteArrayList<>();
		run(settings(1, 2), CacheWarmer.calls("user", () -> Stream.of(1, 2, 3), called::add),
				CacheWarmer
					.callPages("user", (number, size) -> (number < 2) ? List.of(number * 10) : List.of(), called::add)
					.named("user pages"));
		assertThat(called).containsExactly(1, 2, 3, 0, 10);
		assertThat(this.target.batches).isEmpty();
	}

	@Test
	void streamIsClosedAlsoIfTheWarmerFails() {
		AtomicInteger closed = new AtomicInteger();
		run(settings(1, 2), CacheWarmer.entries("a", String.class, () -> entries(3).onClose(closed::incrementAndGet)),
				CacheWarmer.calls("b", () -> Stream.of(1).onClose(closed::incrementAndGet), failing()));
		assertThat(closed).hasValue(2);
	}

	@Test
	void noMoreThanFourBatchesAreReadAheadOfTheTarget() {
		AtomicInteger read = new AtomicInteger();
		CompletableFuture<Long> firstBatch = new CompletableFuture<>();
		WarmupTarget slow = (cacheName, valueType) -> (batch) -> firstBatch;
		WarmupSettings background = new WarmupSettings(true, 1, Duration.ofHours(1), 10, false, true,
				Duration.ofSeconds(5));
		WarmupRunner runner = new WarmupRunner(
				List.of(CacheWarmer.entries("ahead", String.class,
						() -> entries(1_000_000).peek((entry) -> read.incrementAndGet()))),
				slow, background, runtime(), null);
		runner.run(new DefaultApplicationArguments());
		await().until(() -> read.get() >= 40);
		await().during(Duration.ofMillis(200)).until(() -> read.get() == 40);
		this.clock.advance(Duration.ofHours(2));
		firstBatch.complete(10L);
	}

	@Test
	void failingWarmerIsReportedAndHidesNoOther(CapturedOutput output) {
		run(settings(1, 2), CacheWarmer.calls("bad", () -> Stream.of(1, 2), failing()),
				CacheWarmer.entries("good", String.class, () -> entries(1)));
		assertThat(this.target.keys).containsExactly("good:0");
		assertThat(output).contains("ERROR")
			.contains("Cache warmer 'bad' failed after 0")
			.contains("source is broken")
			.contains("1 of 2 warmers complete, 1 elements; not complete: bad");
	}

	@Test
	void failingTargetFailsTheWarmer(CapturedOutput output) {
		this.target.failure = new IllegalStateException("no connection");
		run(settings(1, 2), CacheWarmer.entries("user", String.class, () -> entries(5)));
		assertThat(output).contains("Cache warmer 'user' failed after 0").contains("no connection");
	}

	@Test
	void failFastFailsTheStartAndStopsTheOthers() {
		WarmupSettings failFast = new WarmupSettings(true, 1, Duration.ofMinutes(1), 2, true, false,
				Duration.ofSeconds(5));
		assertThatIllegalStateException()
			.isThrownBy(() -> run(failFast, CacheWarmer.calls("bad", () -> Stream.of(1), failing()),
					CacheWarmer.entries("good", String.class, () -> entries(1))))
			.withMessageStartingWith("Cache warmer 'bad' failed after 0")
			.withStackTraceContaining("source is broken");
		assertThat(this.target.keys).isEmpty();
	}

	@Test
	void warmingEndsWhenItsTimeIsOver(CapturedOutput output) {
		run(settings(1, 10),
				CacheWarmer
					.calls("user", () -> IntStream.iterate(0, (i) -> i + 1).boxed(),
							(id) -> this.clock.advance(Duration.ofSeconds(1)))
					.total(() -> 600),
				CacheWarmer.entries("later", String.class, () -> entries(1)));
		assertThat(output).contains("Warming 'user' ran out of cacheaside.warmup.timeout (1m) after 60 of 600 (10 %)")
			.contains("0 of 2 warmers complete, 60 elements; not complete: later, user");
		assertThat(this.target.keys).isEmpty();
	}

	@Test
	void startDoesNotWaitForAWarmerThatHangsInItsSource(CapturedOutput output) {
		CountDownLatch hanging = new CountDownLatch(1);
		WarmupSettings brief = new WarmupSettings(true, 1, Duration.ofMillis(50), 2, false, false,
				Duration.ofSeconds(5));
		AtomicBoolean interrupted = new AtomicBoolean();
		run(brief, CacheWarmer.calls("user", () -> Stream.of(1), (id) -> {
			try {
				hanging.await();
			}
			catch (InterruptedException ex) {
				interrupted.set(true);
			}
		}));
		assertThat(output).contains("not waiting for warmers that hang in their source: [user]");
		assertThat(interrupted).isFalse();
		hanging.countDown();
		await().untilAsserted(() -> assertThat(output).contains("Warming took"));
	}

	@Test
	void noMoreWarmersThanAllowedRunTogether() {
		AtomicInteger running = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		CountDownLatch twoAreRunning = new CountDownLatch(2);
		Consumer<Integer> call = (id) -> {
			most.accumulateAndGet(running.incrementAndGet(), Math::max);
			twoAreRunning.countDown();
			try {
				assertThat(twoAreRunning.await(10, TimeUnit.SECONDS)).isTrue();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			running.decrementAndGet();
		};
		run(settings(2, 10),
				IntStream.range(0, 6)
					.mapToObj((i) -> CacheWarmer.calls("cache" + i, () -> Stream.of(1, 2, 3), call))
					.toArray(CacheWarmer[]::new));
		assertThat(most).hasValue(2);
	}

	@Test
	void progressIsLoggedEveryInterval(CapturedOutput output) {
		run(settings(1, 10),
				CacheWarmer
					.calls("user", () -> IntStream.range(0, 12).boxed(),
							(id) -> this.clock.advance(Duration.ofSeconds(1)))
					.total(() -> 12));
		assertThat(output.getOut().lines().filter((line) -> line.contains("Warming 'user':"))).hasSize(2)
			.first()
			.asString()
			.endsWith("Warming 'user': 5 of 12 (41 %) in 5.0 s, 1/s");
		assertThat(output).contains("Warmed 'user': 12 of 12 (100 %) in 12.0 s, 1/s");
	}

	@Test
	void standingOfEachWarmerIsKnownBeforeWhileAndAfterItRuns() {
		List<WarmupStanding> seen = new ArrayList<>();
		List<WarmupRunner> own = new ArrayList<>();
		WarmupRunner runner = runner(settings(1, 10),
				CacheWarmer.calls("user", () -> Stream.of(1, 2, 3), (id) -> seen.add(own.get(0).standing("user")))
					.total(() -> 12),
				CacheWarmer.entries("page", String.class, () -> entries(2)));
		own.add(runner);
		assertThat(runner.names()).containsExactly("user", "page");
		assertThat(runner.standing("user")).isEqualTo(new WarmupStanding(0, -1, false));
		runner.run(new DefaultApplicationArguments());
		assertThat(seen).containsExactly(new WarmupStanding(0, 12, true), new WarmupStanding(1, 12, true),
				new WarmupStanding(2, 12, true));
		assertThat(runner.standing("user")).isEqualTo(new WarmupStanding(3, 12, false));
		assertThat(runner.standing("page")).isEqualTo(new WarmupStanding(2, -1, false));
		assertThat(runner.standing("nobody")).isEqualTo(new WarmupStanding(0, -1, false));
	}

	@Test
	void backgroundDoesNotDelayTheStart() {
		CountDownLatch mayGoOn = new CountDownLatch(1);
		AtomicBoolean done = new AtomicBoolean();
		WarmupSettings background = new WarmupSettings(true, 1, Duration.ofMinutes(1), 2, false, true,
				Duration.ofSeconds(5));
		run(background, CacheWarmer.calls("user", () -> Stream.of(1), (id) -> {
			try {
				mayGoOn.await();
				done.set(true);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}));
		assertThat(done).isFalse();
		mayGoOn.countDown();
		await().untilTrue(done);
	}

	@Test
	void closingStopsWarming() {
		AtomicInteger calls = new AtomicInteger();
		WarmupSettings background = new WarmupSettings(true, 1, Duration.ofHours(1), 2, false, true,
				Duration.ofSeconds(5));
		Thread[] worker = new Thread[1];
		WarmupRunner runner = new WarmupRunner(
				List.of(CacheWarmer.calls("user", () -> IntStream.iterate(0, (i) -> i + 1).boxed(), (id) -> {
					worker[0] = Thread.currentThread();
					calls.incrementAndGet();
				})), this.target, background);
		runner.run(new DefaultApplicationArguments());
		await().until(() -> calls.get() > 10);
		assertThat(worker[0].isDaemon()).isTrue();
		runner.close();
		await().until(() -> !worker[0].isAlive());
	}

	@Test
	void interruptOfTheStartStopsWarmingAndStaysSet() {
		AtomicInteger calls = new AtomicInteger();
		Thread starting = Thread.currentThread();
		run(settings(1, 10), CacheWarmer.calls("user", () -> IntStream.iterate(0, (i) -> i + 1).boxed(), (id) -> {
			if (calls.incrementAndGet() == 5) {
				starting.interrupt();
			}
		}));
		assertThat(Thread.interrupted()).isTrue();
		int seen = calls.get();
		assertThat(seen).isGreaterThanOrEqualTo(5);
	}

	@Test
	void entriesPerSecondAreNotExceeded() {
		List<Long> seconds = new ArrayList<>();
		long began = this.clock.getAsLong();
		WarmupSettings slow = new WarmupSettings(true, 1, Duration.ofMinutes(1), 10, false, false,
				Duration.ofSeconds(5), 20, WarmupSettings.Once.DEFAULTS);
		run(slow,
				CacheWarmer.entries("user", String.class, () -> entries(50).onClose(() -> seconds.add(elapsed(began)))),
				CacheWarmer.calls("calls", () -> IntStream.range(0, 50).boxed(), (id) -> seconds.add(elapsed(began))));
		// The first ten at once, and two calls in a tenth of a second.
		assertThat(seconds.get(0)).isEqualTo(2_000);
		assertThat(seconds.subList(1, 4)).containsExactly(2_000L, 2_050L, 2_100L);
		assertThat(seconds.get(50)).isEqualTo(4_450);
	}

	@Test
	void slowSourceIsNotFollowedByABurst() throws InterruptedException {
		WarmupRuntime runtime = runtime();
		WarmupStop stop = new WarmupStop(runtime, Duration.ofMinutes(1));
		WarmupPace pace = new WarmupPace(this.clock, 10);
		long began = this.clock.getAsLong();
		this.clock.advance(Duration.ofSeconds(10));
		pace.await(10, stop);
		pace.await(10, stop);
		assertThat(elapsed(began)).isEqualTo(11_000);
	}

	private long elapsed(long began) {
		return Duration.ofNanos(this.clock.getAsLong() - began).toMillis();
	}

	@Test
	void nothingRunsWhenSwitchedOff() {
		WarmupSettings off = new WarmupSettings(false, 1, Duration.ofMinutes(1), 2, false, false,
				Duration.ofSeconds(5));
		run(off, CacheWarmer.entries("user", String.class, () -> {
			throw new AssertionError("opened");
		}));
		assertThat(this.target.batches).isEmpty();
	}

	@Test
	void twoWarmersOfOneNameAreRefused() {
		CacheWarmer warmer = CacheWarmer.entries("user", String.class, Stream::empty);
		assertThatExceptionOfType(CacheConfigurationException.class)
			.isThrownBy(() -> runner(WarmupSettings.DEFAULTS, warmer, warmer))
			.withMessageContaining("'user'")
			.satisfies((ex) -> assertThat(ex.getAction()).contains("named("));
		assertThat(runner(WarmupSettings.DEFAULTS, warmer, warmer.named("other"))).isNotNull();
	}

	private void run(WarmupSettings settings, CacheWarmer... warmers) {
		runner(settings, warmers).run(new DefaultApplicationArguments());
	}

}
