package io.cacheaside.warmup;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

@ExtendWith(OutputCaptureExtension.class)
@Timeout(30)
class WarmupOnRequestTests extends WarmupRunnerFixture {

	@Test
	void warmerIsRunOnRequestWhereNothingIsWarmedAtTheStart(CapturedOutput output) {
		WarmupSettings off = new WarmupSettings(false, 1, Duration.ofMinutes(1), 10, true, false,
				Duration.ofSeconds(5));
		WarmupRunner runner = runner(off, CacheWarmer.entries("user", String.class, () -> entries(7)),
				CacheWarmer.calls("plan", () -> Stream.of(1), failing()));
		assertThat(runner.names()).containsExactly("user", "plan");
		assertThat(runner.run("nobody")).isFalse();
		assertThat(runner.run("user")).isTrue();
		await().untilAsserted(() -> assertThat(this.target.keys).hasSize(7));
		await().untilAsserted(() -> assertThat(runner.run("plan")).isTrue());
		await().untilAsserted(() -> assertThat(output).contains("Cache warmer 'plan' failed"));
	}

	@Test
	void warmerThatFoundNoThreadCanBeRunLater() {
		Queue<Executor> executors = new ArrayDeque<>(List.of((task) -> {
			throw new RejectedExecutionException("full");
		}));
		WarmupRuntime runtime = new WarmupRuntime(
				(task) -> Objects.requireNonNullElse(executors.poll(), THREADS).execute(task), this.clock,
				(stopped, longest) -> this.clock.advance(longest));
		WarmupRunner runner = new WarmupRunner(List.of(CacheWarmer.entries("user", String.class, () -> entries(2))),
				this.target, settings(1, 1), runtime, null);
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> runner.run("user"));
		assertThat(runner.run("user")).isTrue();
		await().untilAsserted(() -> assertThat(this.target.keys).hasSize(2));
	}

	@Test
	void warmerIsNotRunTwiceAtOnceAndStopsWithTheApplication(CapturedOutput output) {
		CountDownLatch going = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		WarmupRunner runner = runner(settings(1, 1), CacheWarmer.calls("user", () -> Stream.of(1, 2, 3), (id) -> {
			this.target.keys.add("user:" + id);
			going.countDown();
			awaitUninterruptibly(goOn);
		}));
		assertThat(runner.run("user")).isTrue();
		awaitUninterruptibly(going);
		assertThat(runner.run("user")).isFalse();
		CompletableFuture<Void> closing = CompletableFuture.runAsync(runner::close, THREADS);
		closing.orTimeout(20, TimeUnit.SECONDS).join();
		goOn.countDown();
		await().untilAsserted(() -> assertThat(output).contains("Warming 'user' was stopped after 1 "));
		assertThat(this.target.keys).containsExactly("user:1");
		await().untilAsserted(() -> assertThat(runner.run("user")).isTrue());
	}

}
