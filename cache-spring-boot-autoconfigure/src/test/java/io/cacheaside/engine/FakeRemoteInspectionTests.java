package io.cacheaside.engine;

import java.time.Duration;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.cacheaside.key.CacheKey;

import static org.assertj.core.api.Assertions.assertThat;

class FakeRemoteInspectionTests extends RemoteInspectionContract {

	private final FakeRemoteInspection inspection = new FakeRemoteInspection();

	@Override
	protected RemoteInspection inspection() {
		return this.inspection;
	}

	@Override
	protected void place(CacheKey key, byte[] bytes) {
		this.inspection.place("shop:" + key.storageName(), key.cacheName(), bytes.length);
	}

	@Override
	protected void placeOfAnother(String name) {
		this.inspection.place("fish:" + name, "", 1);
	}

	@Test
	void nothingIsAskedWhileTheTierCannotBeCalled() {
		FakeRemoteTier tier = new FakeRemoteTier();
		RemoteInspection guarded = new GuardedInspection(this.inspection, tier);
		assertThat(get(guarded.sample(1, Set.of())).looked()).isZero();
		assertThat(get(guarded.memory()).usedBytes()).isPositive();
		tier.reachable(false);
		assertThat(guarded.sample(1, Set.of()).toCompletableFuture()).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.withCauseInstanceOf(RemoteTierDisconnectedException.class);
		assertThat(guarded.memory().toCompletableFuture()).isCompletedExceptionally();
		assertThat(this.inspection.samples()).isEqualTo(1);
		assertThat(this.inspection.questions()).isEqualTo(1);
	}

}
