package io.cacheaside.warmup;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A runner of warmers in fake time, whose entries go nowhere. */
abstract class WarmupRunnerFixture {

	static final Executor THREADS = (task) -> {
		Thread thread = new Thread(task, "warmup-test");
		thread.setDaemon(true);
		thread.start();
	};

	final FakeTarget target = new FakeTarget();

	final FakeClock clock = new FakeClock();

	static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	WarmupRunner runner(WarmupSettings settings, CacheWarmer... warmers) {
		return new WarmupRunner(List.of(warmers), this.target, settings, runtime(), null);
	}

	WarmupRuntime runtime() {
		return new WarmupRuntime(THREADS, this.clock, (stopped, longest) -> this.clock.advance(longest));
	}

	static WarmupSettings settings(int parallelism, int batchSize) {
		return new WarmupSettings(true, parallelism, Duration.ofMinutes(1), batchSize, false, false,
				Duration.ofSeconds(5));
	}

	static Stream<WarmupEntry<String>> entries(int count) {
		return IntStream.range(0, count).mapToObj((i) -> WarmupEntry.of(i, "value " + i));
	}

	static Consumer<Integer> failing() {
		return (id) -> {
			throw new IllegalArgumentException("source is broken");
		};
	}

}
