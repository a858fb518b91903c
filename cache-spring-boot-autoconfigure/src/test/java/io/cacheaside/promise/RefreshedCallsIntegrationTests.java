package io.cacheaside.promise;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.engine.CacheStatistics;
import io.cacheaside.testing.TestNode;
import io.cacheaside.testing.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Calls and refreshes of methods that use other cached methods, or thread-locals. */
@Timeout(120)
class RefreshedCallsIntegrationTests extends RedisOfItsOwn {

	private static final String ID = "1";

	private static final Duration A_WHILE = Duration.ofMillis(3_500);

	@AfterEach
	void forgetTheTenant() {
		RefreshedCalls.TENANT.remove();
	}

	static Stream<Call> later() {
		return Stream.of(new Call("future", (calls) -> calls.future(ID).join()),
				new Call("mono", (calls) -> calls.mono(ID).toFuture().join()));
	}

	static Stream<Call> wholes() {
		return Stream.of(new Call("future", (calls) -> calls.whole(ID).join()),
				new Call("mono", (calls) -> calls.wholeAsMono(ID).toFuture().join()));
	}

	static Stream<Call> parts() {
		return Stream.of(new Call("future", (calls) -> calls.partLater(ID).join()),
				new Call("future in sync", (calls) -> calls.partLaterInSync(ID).join()),
				new Call("mono", (calls) -> calls.partAsMono(ID).toFuture().join()),
				new Call("future by @CacheAside", (calls) -> calls.partLaterByCacheAside(ID).join()));
	}

	static Stream<Call> tenants() {
		return Stream.of(new Call("plain", (calls) -> calls.byTenant(ID)),
				new Call("future", (calls) -> calls.laterByTenant(ID).join()));
	}

	@ParameterizedTest
	@MethodSource("later")
	void refreshThatAsksTheSameCacheDoesNotWaitForItself(Call call) {
		withNode((node, calls) -> {
			call.on(calls);
			await().atMost(LIMIT).until(() -> {
				call.on(calls);
				return calls.calls() > 1;
			});
			CompletableFuture<String> other = CompletableFuture.supplyAsync(() -> calls.part("other"));
			assertThat(other).succeedsWithin(LIMIT);
			await().atMost(LIMIT).until(() -> node.engine().region("part").statistics().refreshes() > 0);
		}, "cacheaside.refresh-after=300ms", "cacheaside.maximum-concurrent-loads=1");
	}

	@ParameterizedTest
	@MethodSource("wholes")
	void whatARefreshBuiltIsInvalidatedWithItsParts(Call call) {
		withNode((node, calls) -> {
			assertThat(call.on(calls)).isEqualTo("of old");
			invalidate(node, new InvalidationTarget.WholeCache("whole").soft());
			await().atMost(LIMIT).until(() -> {
				call.on(calls);
				return node.engine().region("whole").statistics().refreshes() > 0;
			});
			calls.source("new");
			invalidate(node, new InvalidationTarget.WholeCache("part"));
			assertThat(call.on(calls)).isEqualTo("of new");
		});
	}

	@ParameterizedTest
	@MethodSource("parts")
	void loaderIsNotGivenWhatIsSoftlyDue(Call call) {
		withNode((node, calls) -> {
			call.on(calls);
			calls.source("new");
			invalidate(node, new InvalidationTarget.WholeCache("part").soft());
			assertThat(built(node, () -> "built of " + call.on(calls))).isEqualTo("built of new");
		}, "cacheaside.local.enabled=false");
	}

	@ParameterizedTest
	@MethodSource("parts")
	void whatALoaderBuiltIsInvalidatedWithIt(Call call) {
		withNode((node, calls) -> {
			built(node, () -> "built of " + call.on(calls));
			calls.source("new");
			invalidate(node, new InvalidationTarget.WholeCache("part"));
			assertThat(built(node, () -> "built of " + call.on(calls))).isEqualTo("built of new");
			node.operations().cache("built", String.class).evict("k");
			built(node, () -> "built of " + call.on(calls));
			calls.source("newer");
			invalidate(node, new InvalidationTarget.WholeCache("part"));
			assertThat(built(node, () -> "built of " + call.on(calls))).isEqualTo("built of newer");
		}, "cacheaside.local.enabled=false");
	}

	@Test
	void methodIsNotCalledWhereItsConditionDoesNotHoldInTheBackground() {
		withNode((node, calls) -> assertRefreshedByNobody(node, calls, new Call("", (own) -> own.conditional(ID)),
				"conditional"), "cacheaside.refresh-after=300ms");
	}

	@ParameterizedTest
	@MethodSource("tenants")
	void nothingIsLoadedWhereTheKeyIsAnotherOneInTheBackground(Call call) {
		withNode((node, calls) -> assertRefreshedByNobody(node, calls, call, "tenant"),
				"cacheaside.refresh-after=300ms");
	}

	@Test
	void methodThatCannotBeRepeatedLoadsWhatIsSoftlyDue() {
		withNode((node, calls) -> {
			assertThat(calls.mixed(ID)).isEqualTo("old");
			calls.source("new");
			invalidate(node, new InvalidationTarget.WholeCache("mixed").soft());
			assertHit(node.operations().cache("mixed", String.class), ID, "old");
			assertThat(calls.mixed(ID)).isEqualTo("new");
		});
	}

	private static void assertRefreshedByNobody(TestNode node, RefreshedCalls calls, Call call, String cacheName) {
		RefreshedCalls.TENANT.set("a");
		long end = System.nanoTime() + A_WHILE.toNanos();
		while (System.nanoTime() < end) {
			assertThat(call.on(calls)).isEqualTo("of a");
		}
		CacheStatistics statistics = node.engine().region(cacheName).statistics();
		assertThat(calls.callsWithoutTenant()).isZero();
		assertThat(calls.calls()).isEqualTo(1);
		assertThat(statistics.refreshes()).isZero();
		assertThat(statistics.puts()).isEqualTo(1);
	}

	private static String built(TestNode node, Supplier<String> loader) {
		try {
			return node.operations().cache("built", String.class).getOrLoad("k", loader::get);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void invalidate(TestNode node, InvalidationTarget target) {
		node.operations().invalidate(target).join();
	}

	private void withNode(Scenario scenario, String... properties) {
		Consumer<List<TestNode>> run = (nodes) -> scenario.run(nodes.get(0), nodes.get(0).bean(RefreshedCalls.class));
		TestNodes.run(this.redis, 1,
				(runner) -> runner.withBean(RefreshedCalls.class)
					.withPropertyValues("cacheaside.ttl=10m")
					.withPropertyValues(properties),
				run);
	}

	private interface Scenario {

		void run(TestNode node, RefreshedCalls calls);

	}

	record Call(String name, Function<RefreshedCalls, String> calling) {

		String on(RefreshedCalls calls) {
			return this.calling.apply(calls);
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
