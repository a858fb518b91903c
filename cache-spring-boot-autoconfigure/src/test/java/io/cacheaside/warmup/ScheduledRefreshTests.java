package io.cacheaside.warmup;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.cacheaside.CacheConfigurationException;
import io.cacheaside.engine.FakeCoordination;
import io.cacheaside.engine.log.FakeTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Scheduled refreshes of several nodes, in fake time. */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(30)
class ScheduledRefreshTests {

	private static final Duration EVERY = Duration.ofMinutes(15);

	private final FakeTime time = new FakeTime();

	private final FakeCoordination.Server server = new FakeCoordination.Server(this.time);

	private final List<String> runs = new ArrayList<>();

	private final Deque<Runnable> work = new ArrayDeque<>();

	private Runnable during = () -> {
	};

	@Test
	void oneOfTheNodesRefreshesInEachInterval(CapturedOutput output) {
		node("one").start();
		node("two").start();
		pass(EVERY.minusSeconds(1));
		assertThat(this.runs).as("caches have just been warmed").isEmpty();
		pass(Duration.ofSeconds(6));
		assertThat(this.runs).hasSize(1);
		pass(EVERY.multipliedBy(4));
		assertThat(this.runs).hasSize(5);
		assertThat(output).contains("Refreshed 'listings': 1 in");
	}

	@Test
	void nodeThatStartsInAnIntervalDoesNotBeginAnother() {
		node("one").start();
		pass(EVERY.dividedBy(2));
		node("two").start();
		pass(EVERY.dividedBy(2).plusSeconds(6));
		assertThat(this.runs).hasSize(1);
	}

	@Test
	void otherNodeRefreshesWhenOneIsGone() {
		RefreshSchedule one = node("one");
		one.start();
		pass(EVERY.plusSeconds(6));
		assertThat(this.runs).containsExactly("one");
		one.stop();
		node("two").start();
		pass(EVERY);
		assertThat(this.runs).containsExactly("one", "two");
	}

	@Test
	void runsDoNotOverlapAndMissedOnesAreNotMadeUpFor(CapturedOutput output) {
		List<Integer> runsMeanwhile = new ArrayList<>();
		this.during = () -> {
			this.during = () -> {
			};
			// The other node goes on meanwhile, on this thread.
			pass(EVERY.multipliedBy(3));
			runsMeanwhile.add(this.runs.size());
		};
		node("one").start();
		node("two").start();
		pass(EVERY.plusSeconds(6));
		assertThat(runsMeanwhile).containsExactly(1);
		pass(EVERY.minusSeconds(20));
		assertThat(this.runs).as("one that is due at once, and none for each that was missed").hasSize(2);
		assertThat(output.getOut().lines().filter((line) -> line.contains("WARN") && line.contains("'listings'")))
			.singleElement()
			.asString()
			.contains("took 45m, longer than cacheaside.refresh.listings.every (15m)");
	}

	@Test
	void failedRunIsReportedAndTriedAgainInTheNextInterval(CapturedOutput output) {
		this.during = () -> {
			throw new IllegalStateException("source is broken");
		};
		node("one").start();
		pass(EVERY.plusSeconds(6));
		assertThat(output).contains("Refreshing 'listings' failed after 0")
			.contains("it is tried again in 15m")
			.contains("source is broken");
		this.during = () -> {
		};
		pass(EVERY);
		assertThat(this.runs).hasSize(2);
	}

	@Test
	void stoppedScheduleRunsNothing() {
		RefreshSchedule one = node("one");
		one.start();
		one.stop();
		pass(EVERY.multipliedBy(3));
		assertThat(this.runs).isEmpty();
		assertThat(this.time.scheduled()).isZero();
	}

	@Test
	void refreshThatCannotBeIsRefused() {
		refused("cacheaside.refresh.other names no cache warmer", "[listings]", "other", EVERY, listings("one"));
		refused("calls a cached method", "refresh-after", "calls", EVERY,
				CacheWarmer.calls("calls", Stream::empty, (argument) -> {
				}));
		refused("every must be positive", "every: 15m", "listings", Duration.ZERO, listings("one"));
		refused("every must be positive", "every: 15m", "listings", Duration.ofSeconds(-1), listings("one"));
	}

	/** In steps, so that what is begun in a step runs in it. */
	private void pass(Duration duration) {
		for (long second = 0; second < duration.toSeconds(); second++) {
			this.time.pass(Duration.ofSeconds(1));
			while (!this.work.isEmpty()) {
				this.work.remove().run();
			}
		}
	}

	private void refused(String problem, String action, String name, Duration every, CacheWarmer warmer) {
		assertThatExceptionOfType(CacheConfigurationException.class)
			.isThrownBy(() -> new RefreshSchedule(List.of(warmer), Map.of(name, every), surroundings("one")))
			.withMessageContaining(problem)
			.satisfies((ex) -> assertThat(ex.getAction()).contains(action));
	}

	private RefreshSchedule node(String name) {
		return new RefreshSchedule(List.of(listings(name)), Map.of("listings", EVERY), surroundings(name));
	}

	private WarmupSurroundings surroundings(String name) {
		WarmupRuntime runtime = new WarmupRuntime(this.work::add, this.time,
				(stopped, longest) -> this.time.pass(longest));
		return new WarmupSurroundings(new FakeTarget(), WarmupSettings.DEFAULTS, runtime,
				new WarmupCluster(new FakeCoordination(this.server, name), this.time, () -> 1));
	}

	private CacheWarmer listings(String node) {
		Consumer<String> run = (name) -> {
			this.runs.add(name);
			this.during.run();
		};
		return CacheWarmer.entries("listings", String.class, () -> {
			run.accept(node);
			return Stream.of(WarmupEntry.of(1, "value"));
		});
	}

}
