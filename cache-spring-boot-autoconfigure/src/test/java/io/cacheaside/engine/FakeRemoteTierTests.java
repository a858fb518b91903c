package io.cacheaside.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.time.Duration;
import java.util.Optional;

import io.cacheaside.TimeToLive;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The fake keeps the contract, and fails when told to. */
class FakeRemoteTierTests extends RemoteTierContract {

	private final FakeRemoteTier tier = new FakeRemoteTier();

	@Override
	protected RemoteTier tier() {
		return this.tier;
	}

	@Test
	void nextCallFailsOnce() {
		IllegalStateException failure = new IllegalStateException("as told");
		this.tier.failNext(failure);
		assertThat(this.tier.read(key("user", "1"))).failsWithin(Duration.ZERO).withThrowableThat().withCause(failure);
		assertThat(get(this.tier.read(key("user", "1")))).isEmpty();
		assertThat(this.tier.calls(FakeRemoteTier.Operation.READ)).isEqualTo(2);
		assertThat(this.tier.calls(FakeRemoteTier.Operation.WRITE)).isZero();
	}

	@Test
	void unreachableTierFailsEveryCall() {
		write(key("user", "1"), "value");
		this.tier.reachable(false);
		assertThat(this.tier.isConnected()).isFalse();
		assertThat(this.tier.read(key("user", "1")).toCompletableFuture()).isCompletedExceptionally();
		this.tier.reachable(true);
		assertThat(text(key("user", "1"))).contains("value");
	}

	@Test
	void heldAnswersComeWhenReleased() {
		this.tier.hold();
		CompletableFuture<Void> write = this.tier.write(entry(key("user", "1"), "value", TimeToLive.NONE))
			.toCompletableFuture();
		CompletableFuture<Optional<byte[]>> read = this.tier.read(key("user", "1")).toCompletableFuture();
		assertThat(write).isNotDone();
		assertThat(read).isNotDone();
		this.tier.release();
		assertThat(write).isCompleted();
		assertThat(read.join()).isPresent();
	}

	@Test
	void clockOfTheTestExpiresEntries() {
		AtomicLong clock = new AtomicLong();
		FakeRemoteTier timed = new FakeRemoteTier(clock::get);
		get(timed.write(entry(key("user", "1"), "value", TimeToLive.of(Duration.ofHours(1)))));
		clock.set(Duration.ofHours(1).toNanos() - 1);
		assertThat(timed.keys()).containsExactly("user:1");
		clock.incrementAndGet();
		assertThat(timed.keys()).isEmpty();
	}

}
