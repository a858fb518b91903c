package io.cacheaside.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import io.cacheaside.TimeToLive;
import io.cacheaside.codec.Entry;
import io.cacheaside.key.CacheKey;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The fake keeps the contract, and fails when told to. */
class FakeRemoteTierTests extends RemoteTierContract {

	private final FakeRemoteTier tier = new FakeRemoteTier();

	@Override
	protected RemoteTier tier() {
		return this.tier;
	}

	@Override
	protected void place(CacheKey key, byte[] bytes) {
		this.tier.place(key, bytes, TimeToLive.NONE);
	}

	@Test
	void nextCallFailsOnceAndWithoutEffect() {
		IllegalStateException failure = new IllegalStateException("as told");
		this.tier.failNext(failure);
		assertThat(this.tier.seize(lease(key("user", "1")))).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.withCause(failure);
		assertThat(get(this.tier.read(key("user", "1")))).isEmpty();
		assertThat(this.tier.calls(FakeRemoteTier.Operation.SEIZE)).isEqualTo(1);
		assertThat(this.tier.calls(FakeRemoteTier.Operation.READ)).isEqualTo(1);
		assertThat(this.tier.calls(FakeRemoteTier.Operation.STORE)).isZero();
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
		CompletableFuture<Void> seize = this.tier.seize(lease(key("user", "1"))).toCompletableFuture();
		CompletableFuture<Optional<byte[]>> read = this.tier.read(key("user", "1")).toCompletableFuture();
		assertThat(seize).isNotDone();
		assertThat(read).isNotDone();
		this.tier.release();
		assertThat(seize).isCompleted();
		assertThat(read.join()).isPresent();
	}

	@Test
	void clockOfTheTestExpiresEntriesAndStampsThem() {
		AtomicLong clock = new AtomicLong();
		FakeRemoteTier timed = new FakeRemoteTier(clock::get);
		Lease lease = lease(key("user", "1"));
		get(timed.seize(lease));
		clock.set(Duration.ofSeconds(5).toNanos());
		assertThat(get(timed.store(entry(lease, "value", TimeToLive.of(Duration.ofHours(1)))))).isTrue();
		Entry stored = Entry.parse(timed.content(lease.key()).orElseThrow()).orElseThrow();
		assertThat(stored.storedAt()).isEqualTo(FakeRemoteTier.ORIGIN_MILLIS + 5_000);
		assertThat(stored.expiresAt()).isEqualTo(FakeRemoteTier.ORIGIN_MILLIS + 3_605_000);
		assertThat(timed.serverMillis(lease.key())).hasValue(FakeRemoteTier.ORIGIN_MILLIS + 5_000);
		clock.addAndGet(Duration.ofHours(1).toNanos() - 1);
		assertThat(timed.keys()).containsExactly("user:1");
		clock.incrementAndGet();
		assertThat(timed.keys()).isEmpty();
	}

	@Test
	void leaseIsOverAfterItsTermUnlessExtended() {
		AtomicLong clock = new AtomicLong();
		FakeRemoteTier timed = new FakeRemoteTier(clock::get);
		Lease lease = lease(key("user", "1"));
		get(timed.seize(lease));
		clock.addAndGet(lease.term().toNanos() - 1);
		assertThat(get(timed.extend(lease))).isTrue();
		clock.addAndGet(lease.term().toNanos() - 1);
		assertThat(timed.keys()).containsExactly("user:1");
		clock.incrementAndGet();
		assertThat(get(timed.extend(lease))).isFalse();
	}

	@Test
	void unknownClockIsEmpty() {
		this.tier.clockKnown(false);
		assertThat(this.tier.serverMillis(key("user", "1"))).isEmpty();
	}

}
