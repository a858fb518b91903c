package io.cacheaside.warmup;

import java.io.BufferedReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import io.cacheaside.CacheOperations;
import io.cacheaside.CacheResult;
import io.cacheaside.engine.Coordination;
import io.cacheaside.testing.RedisContextRunner;
import io.cacheaside.testing.TestRedis;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Warming and refreshing by two contexts on one Redis. */
@Timeout(120)
class ClusterWarmupIntegrationTests {

	private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();

	private int pages = 3;

	private final AtomicReference<String> value = new AtomicReference<>("old");

	@BeforeEach
	void begin() {
		TestRedis.shared().flushAll();
	}

	@Test
	void oneNodeWarmsAndTheOtherOneWaitsForIt() {
		CountDownLatch firstPage = new CountDownLatch(1);
		CountDownLatch mayGoOn = new CountDownLatch(1);
		node("one", mayGoOn, firstPage).run((one) -> node("two", mayGoOn, firstPage).run((two) -> {
			Thread warmingOne = warm(one);
			assertThat(firstPage.await(30, TimeUnit.SECONDS)).isTrue();
			Thread warmingTwo = warm(two);
			await().during(Duration.ofMillis(300)).until(warmingTwo::isAlive);
			mayGoOn.countDown();
			warmingOne.join();
			warmingTwo.join();
			assertThat(this.asked).containsExactly("one 0", "one 1", "one 2", "one 3");
			assertThat(valueOn(two, 29)).isEqualTo("old");
		}));
	}

	@Test
	void refreshReplacesValuesOnBothNodesAndRunsOnOne() {
		CountDownLatch open = new CountDownLatch(0);
		ApplicationContextRunner one = node("one", open, open)
			.withPropertyValues("cacheaside.refresh.listings.every=1s");
		ApplicationContextRunner two = node("two", open, open)
			.withPropertyValues("cacheaside.refresh.listings.every=1s");
		one.run((first) -> two.run((second) -> {
			warm(first).join();
			assertThat(valueOn(first, 7)).isEqualTo("old");
			assertThat(valueOn(second, 7)).isEqualTo("old");
			this.value.set("new");
			await().atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(List.of(valueOn(first, 7), valueOn(second, 7))).containsOnly("new"));
		}));
	}

	@Test
	void nodeGoesOnWhereAKilledOneStopped() throws Exception {
		Process killed = WarmingProcess.start(TestRedis.shared());
		CountDownLatch open = new CountDownLatch(0);
		node("two", open, open).run((two) -> {
			Coordination coordination = two.getBean(Coordination.class);
			try (PrintStream answers = new PrintStream(killed.getOutputStream(), true, StandardCharsets.UTF_8)) {
				BufferedReader pages = killed.inputReader(StandardCharsets.UTF_8);
				for (String line = pages.readLine(); place(coordination) == 0; line = pages.readLine()) {
					assertThat(line).isNotNull();
					if (line.startsWith("page ")) {
						answers.println();
					}
				}
			}
			finally {
				killed.destroyForcibly().waitFor();
			}
			long place = place(coordination);
			this.pages = (int) place + 2;
			warm(two).join();
			assertThat(this.asked).containsExactly("two " + place, "two " + (place + 1), "two " + (place + 2));
		});
	}

	private static long place(Coordination coordination) {
		return coordination.note("warmup:listings")
			.toCompletableFuture()
			.join()
			.flatMap(WarmupNote::parse)
			.map(WarmupNote::place)
			.orElse(0L);
	}

	private ApplicationContextRunner node(String name, CountDownLatch mayGoOn, CountDownLatch firstPage) {
		return RedisContextRunner.on(TestRedis.shared().host(), TestRedis.shared().port())
			.withPropertyValues("cacheaside.warmup.batch-size=10", RedisContextRunner.PATIENT)
			.withBean(CacheWarmer.class, () -> CacheWarmer.pages("listings", String.class, (number, size) -> {
				this.asked.add(name + " " + number);
				firstPage.countDown();
				try {
					mayGoOn.await();
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
				return (number < this.pages) ? IntStream.range(number * size, (number + 1) * size)
					.mapToObj((i) -> WarmupEntry.of(i, this.value.get()))
					.toList() : List.of();
			}).oncePerCluster());
	}

	private static Thread warm(ApplicationContext node) {
		Thread thread = new Thread(() -> node.getBean(WarmupRunner.class).run(new DefaultApplicationArguments()));
		thread.start();
		return thread;
	}

	private static String valueOn(ApplicationContext node, int key) {
		CacheResult<String> result = node.getBean(CacheOperations.class).cache("listings", String.class).get(key);
		return (result instanceof CacheResult.Hit<String> hit) ? String.valueOf(hit.value()) : "nothing";
	}

}
