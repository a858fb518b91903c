package io.cacheaside.warmup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import io.cacheaside.engine.FakeCoordination;
import io.cacheaside.engine.log.FakeTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Warming by several nodes, on the thread of the test and in fake time. */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(30)
class ClusterWarmupTests {

	private static final int SIZE = 10;

	private final FakeTime time = new FakeTime();

	private final FakeCoordination.Server server = new FakeCoordination.Server(this.time);

	private final FakeTarget target = new FakeTarget();

	private final AtomicLong epoch = new AtomicLong(0xE0E0_0000_0000_0001L);

	private final List<String> asked = new ArrayList<>();

	@Test
	void oneNodeWarmsForAll(CapturedOutput output) {
		node("one").run(pages("one", 3));
		node("two").run(pages("two", 3));
		assertThat(this.asked).containsExactly("one 0", "one 1", "one 2", "one 3");
		assertThat(output).contains("'listings' is warm: another node has done 30 in")
			.contains("1 of 1 warmers complete");
	}

	@Test
	void withoutOncePerClusterEachNodeWarms() {
		CacheWarmer alone = CacheWarmer.pages("listings", String.class, source("one", 1));
		node("one").run(alone);
		node("two").run(alone);
		assertThat(this.asked).containsExactly("one 0", "one 1", "one 0", "one 1");
	}

	@Test
	void settingMakesEveryWarmerRunOncePerCluster() {
		CacheWarmer alone = CacheWarmer.pages("listings", String.class, source("one", 1));
		node("one").always().run(alone);
		node("two").always().run(alone);
		assertThat(this.asked).containsExactly("one 0", "one 1");
	}

	@Test
	void whatIsNoLongerFreshIsWarmedAgain() {
		node("one").run(pages("one", 1));
		this.time.pass(Duration.ofMinutes(10).plusMillis(1));
		node("two").run(pages("two", 1));
		assertThat(this.asked).containsExactly("one 0", "one 1", "two 0", "two 1");
	}

	@Test
	void anotherEpochIsColdAndWarmedAgain() {
		node("one").run(pages("one", 1));
		this.epoch.incrementAndGet();
		node("two").run(pages("two", 1));
		assertThat(this.asked).containsExactly("one 0", "one 1", "two 0", "two 1");
	}

	@Test
	void nodeThatIsNotElectedWaitsForTheOther(CapturedOutput output) {
		elect("one");
		write(new WarmupNote(this.epoch.get(), SIZE, 1, 10, false));
		long began = this.time.elapsedMillis();
		this.time.schedule(() -> write(new WarmupNote(this.epoch.get(), SIZE, 7, 70, true)), 8, TimeUnit.SECONDS);
		node("two").run(pages("two", 3));
		assertThat(this.asked).isEmpty();
		assertThat(this.time.elapsedMillis() - began).isBetween(8_000L, 9_000L);
		assertThat(output).contains("Warming 'listings' is done by another node: 10 in 5.0 s")
			.contains("'listings' is warm: another node has done 70 in");
	}

	@Test
	void waitingEndsWithTheTimeForWarming(CapturedOutput output) {
		for (int i = 0; i < 10; i++) {
			Runnable prolonged = () -> elect("one");
			this.time.schedule(prolonged, i * 9L, TimeUnit.SECONDS);
		}
		elect("one");
		node("two").run(pages("two", 3));
		assertThat(this.asked).isEmpty();
		assertThat(output).contains("Warming 'listings' ran out of cacheaside.warmup.timeout (1m)")
			.contains("0 of 1 warmers complete");
	}

	@Test
	void nodeGoesOnWhereADeadOneStopped(CapturedOutput output) {
		elect("one");
		write(new WarmupNote(this.epoch.get(), SIZE, 2, 20, false));
		node("two").run(pages("two", 4));
		assertThat(this.asked).containsExactly("two 2", "two 3", "two 4");
		assertThat(this.time.elapsedMillis()).as("the term of the dead one").isGreaterThanOrEqualTo(10_000);
		assertThat(output).contains("Warmed 'listings': 40 in");
	}

	@Test
	void elementsOfAStreamAreSkippedByANodeThatGoesOn() {
		write(new WarmupNote(this.epoch.get(), SIZE, 25, 25, false));
		node("two").run(CacheWarmer
			.entries("listings", String.class, () -> IntStream.range(0, 30).mapToObj((i) -> WarmupEntry.of(i, "v")))
			.oncePerCluster());
		assertThat(this.target.keys).containsExactlyInAnyOrder("listings:25", "listings:26", "listings:27",
				"listings:28", "listings:29");
	}

	@Test
	void placeByAnotherPageSizeMeansNothing() {
		write(new WarmupNote(this.epoch.get(), SIZE + 1, 2, 20, false));
		node("two").run(pages("two", 1));
		assertThat(this.asked).containsExactly("two 0", "two 1");
	}

	@Test
	void placeOfAFailedRunIsWhereItsEntriesAreKnownToBe() {
		node("one").run(CacheWarmer.pages("listings", String.class, (number, size) -> {
			if (number == 3) {
				throw new IllegalStateException("source is broken");
			}
			return source("one", 9).page(number, size);
		}).oncePerCluster());
		node("two").run(pages("two", 4));
		assertThat(this.asked).containsExactly("one 0", "one 1", "one 2", "two 3", "two 4");
	}

	@Test
	void nodeThatIsReplacedStopsAndWaits() {
		node("one").run(CacheWarmer.pages("listings", String.class, (number, size) -> {
			if (number == 1) {
				// A pause: its term is over, and another node is elected.
				this.time.skip(Election.TERM.plusMillis(1));
				elect("two");
				this.time.pass(Duration.ZERO);
				write(new WarmupNote(this.epoch.get(), SIZE, 9, 90, true));
			}
			return source("one", 9).page(number, size);
		}).oncePerCluster());
		assertThat(this.asked).containsExactly("one 0", "one 1");
	}

	@Test
	void electionIsProlongedWhileASourceIsSlow() {
		boolean[] elected = new boolean[1];
		node("one").run(CacheWarmer.pages("listings", String.class, (number, size) -> {
			this.time.pass(Duration.ofSeconds(25));
			elected[0] |= elect("two");
			return source("one", 1).page(number, size);
		}).oncePerCluster());
		assertThat(elected[0]).isFalse();
		assertThat(elect("two")).as("it has resigned").isTrue();
	}

	@Test
	void warmerFailsWithoutCoordination(CapturedOutput output) {
		Node node = node("one");
		node.coordination.reachable(false);
		node.run(pages("one", 1));
		assertThat(this.asked).isEmpty();
		assertThat(output).contains("Cache warmer 'listings' failed after 0").contains("unreachable");
	}

	@Test
	void warmerFailsWhereElectionsAreRefused(CapturedOutput output) {
		Node node = node("one");
		node.coordination.readOnly(true);
		node.run(pages("one", 1));
		assertThat(this.asked).isEmpty();
		assertThat(output).contains("Cache warmer 'listings' failed after 0").contains("read-only");
	}

	@Test
	void noteThatCannotBeReadIsNone() {
		assertThat(WarmupNote.parse("2 0 1 1 1 true".getBytes())).isEmpty();
		assertThat(WarmupNote.parse("1 0 x 1 1 true".getBytes())).isEmpty();
		assertThat(WarmupNote.parse(new byte[0])).isEmpty();
		WarmupNote note = new WarmupNote(-1, 500, 7, 3_500, true);
		assertThat(WarmupNote.parse(note.toBytes())).contains(note);
	}

	private CacheWarmer pages(String node, int pages) {
		return CacheWarmer.pages("listings", String.class, source(node, pages)).oncePerCluster();
	}

	private PageSource<WarmupEntry<String>> source(String node, int pages) {
		return (number, size) -> {
			this.asked.add(node + " " + number);
			return (number < pages)
					? IntStream.range(0, size).mapToObj((i) -> WarmupEntry.of(number * size + i, "value")).toList()
					: List.of();
		};
	}

	private boolean elect(String node) {
		return get(new FakeCoordination(this.server, node).elect("warmup:listings", Election.TERM));
	}

	private void write(WarmupNote note) {
		new FakeCoordination(this.server, "any").write("warmup:listings", note.toBytes(), Duration.ofMinutes(10));
	}

	private static <T> T get(CompletionStage<T> stage) {
		try {
			return stage.toCompletableFuture().get();
		}
		catch (InterruptedException | ExecutionException ex) {
			throw new AssertionError(ex);
		}
	}

	private Node node(String name) {
		return new Node(new FakeCoordination(this.server, name));
	}

	private final class Node {

		final FakeCoordination coordination;

		private boolean always;

		Node(FakeCoordination coordination) {
			this.coordination = coordination;
		}

		Node always() {
			this.always = true;
			return this;
		}

		void run(CacheWarmer... warmers) {
			FakeTime time = ClusterWarmupTests.this.time;
			WarmupSettings settings = new WarmupSettings(true, 1, Duration.ofMinutes(1), SIZE, false, false,
					Duration.ofSeconds(5), 0, new WarmupSettings.Once(this.always, Duration.ofMinutes(10)));
			WarmupRuntime runtime = new WarmupRuntime(Runnable::run, time, (stopped, longest) -> time.pass(longest));
			new WarmupRunner(List.of(warmers), ClusterWarmupTests.this.target, settings, runtime,
					new WarmupCluster(this.coordination, time, ClusterWarmupTests.this.epoch::get))
				.run(new DefaultApplicationArguments());
		}

	}

}
