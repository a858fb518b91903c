package io.cacheaside.breaker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

import io.cacheaside.engine.BreakerState.Phase;
import io.cacheaside.engine.FakeRemoteTier;
import io.cacheaside.engine.FakeRemoteTier.Operation;
import io.cacheaside.engine.RemoteTierDisconnectedException;
import io.cacheaside.engine.RemoteTierFixture;
import io.cacheaside.engine.log.FakeTime;
import io.cacheaside.key.CacheKey;

import static org.assertj.core.api.Assertions.assertThat;

/** A breaker in front of a tier in memory, in fake time. */
final class BreakerFixture {

	static final BreakerSettings SETTINGS = new BreakerSettings(50, 10, Duration.ofSeconds(10), Duration.ofMillis(250),
			Duration.ofSeconds(1));

	static final FailureKinds KINDS = new FailureKinds(Refusal.class::isInstance, Unsent.class::isInstance);

	static final CacheKey KEY = RemoteTierFixture.key("user", "1");

	final FakeTime time = new FakeTime();

	private final long origin = this.time.getAsLong();

	final FakeRemoteTier redis = new FakeRemoteTier(() -> this.time.getAsLong() - this.origin);

	final List<Phase> heard = new ArrayList<>();

	/** What happens to whoever is told of a change. */
	Runnable toldAs = () -> {
	};

	final BreakingRemoteTier tier = new BreakingRemoteTier(this.redis, SETTINGS, KINDS,
			new BreakerSurroundings(this.time, this.time, (phase) -> {
				this.heard.add(phase);
				this.toldAs.run();
			}));

	/** Reads that Redis answers. */
	void answered(int times) {
		for (int i = 0; i < times; i++) {
			assertThat(this.tier.read(KEY).toCompletableFuture()).isCompleted();
		}
	}

	/** Reads that Redis leaves unanswered. */
	void unanswered(int times) {
		for (int i = 0; i < times; i++) {
			failing(new Timeout(), this.tier::read);
		}
	}

	/** Reads that Redis answers late. */
	void late(int times, Duration delay) {
		this.redis.hold();
		for (int i = 0; i < times; i++) {
			this.tier.read(KEY);
		}
		this.time.pass(delay);
		this.redis.release();
	}

	void failing(RuntimeException failure, Call call) {
		this.redis.failNext(failure);
		assertThat(call.on(KEY).toCompletableFuture()).isCompletedExceptionally();
	}

	void assertClosed() {
		int before = this.redis.calls(Operation.READ);
		assertThat(this.tier.isConnected()).isTrue();
		this.tier.read(KEY);
		assertThat(this.redis.calls(Operation.READ)).as("reads that reach Redis").isEqualTo(before + 1);
	}

	void assertNotClosed() {
		int before = this.redis.calls(Operation.READ);
		assertThat(this.tier.isConnected()).isFalse();
		assertThat(this.tier.read(KEY)).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.withCauseInstanceOf(RemoteTierDisconnectedException.class);
		assertThat(this.redis.calls(Operation.READ)).as("reads that reach Redis").isEqualTo(before);
	}

	interface Call {

		CompletionStage<?> on(CacheKey key);

	}

	/** As an answer that did not come. */
	@SuppressWarnings("serial")
	static final class Timeout extends RuntimeException {

		Timeout() {
			super(new TimeoutException());
		}

	}

	/** As an error that the server answers. */
	@SuppressWarnings("serial")
	static final class Refusal extends RuntimeException {

	}

	/** As a call without a connection. */
	@SuppressWarnings("serial")
	static final class Unsent extends RuntimeException {

	}

}
