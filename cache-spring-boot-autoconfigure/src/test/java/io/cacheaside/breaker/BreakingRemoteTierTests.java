package io.cacheaside.breaker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;

import io.cacheaside.TimeToLive;
import io.cacheaside.engine.FakeRemoteTier;
import io.cacheaside.engine.FakeRemoteTier.Operation;
import io.cacheaside.engine.Lease;
import io.cacheaside.engine.RemoteTier;
import io.cacheaside.engine.SweepRule;
import io.cacheaside.engine.RemoteTierContract;
import io.cacheaside.engine.RemoteTierFixture;
import io.cacheaside.key.CacheKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A tier behind a closed breaker is that tier, and which of its calls count. */
class BreakingRemoteTierTests extends RemoteTierContract {

	private final FakeRemoteTier redis = new FakeRemoteTier();

	private final BreakerFixture fixture = new BreakerFixture();

	private final BreakingRemoteTier tier = new BreakingRemoteTier(this.redis, BreakerFixture.SETTINGS,
			BreakerFixture.KINDS, new BreakerSurroundings(this.fixture.time, this.fixture.time, (phase) -> {
			}));

	@Override
	protected RemoteTier tier() {
		return this.tier;
	}

	@Override
	protected void place(CacheKey key, byte[] bytes) {
		this.redis.place(key, bytes, TimeToLive.NONE);
	}

	static Stream<Function<RemoteTier, CompletionStage<?>>> singleCalls() {
		return Stream.of((tier) -> tier.read(BreakerFixture.KEY), (tier) -> tier.readAll(List.of(BreakerFixture.KEY)),
				(tier) -> tier.lease(lease(), null), (tier) -> tier.claim(lease(), new byte[64]),
				(tier) -> tier.seize(lease()), (tier) -> tier.extend(lease()), (tier) -> tier.release(lease()),
				(tier) -> tier.store(RemoteTierFixture.entry(lease(), "value", TimeToLive.NONE)),
				(tier) -> tier.delete(List.of(BreakerFixture.KEY)));
	}

	static Stream<Function<RemoteTier, CompletionStage<?>>> batches() {
		return Stream.of((tier) -> tier.leaseAll(List.of(lease())),
				(tier) -> tier.storeAll(List.of(RemoteTierFixture.entry(lease(), "value", TimeToLive.NONE))),
				(tier) -> tier.sweep(List.of(BreakerFixture.KEY), SweepRule.removing((entry) -> true)),
				(tier) -> tier.sweep(SweepRule.removing((entry) -> true)));
	}

	@ParameterizedTest
	@MethodSource("singleCalls")
	void failuresOfASingleCallOpenIt(Function<RemoteTier, CompletionStage<?>> call) {
		for (int i = 0; i < 10; i++) {
			assertThat(this.fixture.tier.isConnected()).isTrue();
			this.fixture.failing(new BreakerFixture.Timeout(), (key) -> call.apply(this.fixture.tier));
		}
		this.fixture.assertNotClosed();
	}

	@ParameterizedTest
	@MethodSource("batches")
	void failuresOfABatchDoNotCount(Function<RemoteTier, CompletionStage<?>> call) {
		for (int i = 0; i < 100; i++) {
			this.fixture.failing(new BreakerFixture.Timeout(), (key) -> call.apply(this.fixture.tier));
		}
		this.fixture.assertClosed();
	}

	@Test
	void nothingReachesRedisWhileItIsOpen() {
		this.fixture.unanswered(10);
		int before = calls();
		Stream.concat(singleCalls(), batches())
			.forEach((call) -> assertThat(call.apply(this.fixture.tier).toCompletableFuture())
				.isCompletedExceptionally());
		assertThat(calls()).isEqualTo(before);
	}

	@Test
	void whatHasToComeBeforeACallCountsAsOne() {
		for (int i = 0; i < 10; i++) {
			this.fixture.tier.preceded(() -> CompletableFuture.failedFuture(new BreakerFixture.Timeout()));
		}
		this.fixture.assertNotClosed();
		assertThat(this.fixture.tier.preceded(() -> {
			throw new AssertionError("not to be called");
		}).toCompletableFuture()).isCompletedExceptionally();
	}

	@Test
	void callsThatNameManyKeysAreNeverSlow() {
		this.fixture.redis.hold();
		for (int i = 0; i < 50; i++) {
			this.fixture.tier.readAll(List.of(BreakerFixture.KEY));
			this.fixture.tier.delete(List.of(BreakerFixture.KEY));
		}
		this.fixture.time.pass(Duration.ofMillis(400));
		this.fixture.redis.release();
		this.fixture.assertClosed();
	}

	@Test
	void failureOfAnOpenBreakerHasNoStackAndTheServersClockIsStillKnown() {
		this.fixture.unanswered(10);
		CompletableFuture<?> failed = this.fixture.tier.read(BreakerFixture.KEY).toCompletableFuture();
		assertThat(failed.handle((value, failure) -> failure.getStackTrace()).join()).isEmpty();
		assertThat(this.fixture.tier.serverMillis(BreakerFixture.KEY)).isPresent();
	}

	private int calls() {
		return Stream.of(Operation.values()).mapToInt(this.fixture.redis::calls).sum();
	}

	private static Lease lease() {
		return RemoteTierFixture.lease(BreakerFixture.KEY);
	}

}
