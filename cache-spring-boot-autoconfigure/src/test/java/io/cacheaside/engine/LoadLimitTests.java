package io.cacheaside.engine;

import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LoadLimitTests {

	private final LoadLimit limit = new LoadLimit(1);

	@Test
	void placesAreGivenInTheOrderOfArrival() {
		assertThat(this.limit.enter()).isDone();
		CompletableFuture<Void> second = this.limit.enter();
		CompletableFuture<Void> third = this.limit.enter();
		assertThat(this.limit.waiting()).isEqualTo(2);
		this.limit.leave();
		assertThat(second).isDone();
		assertThat(third).isNotDone();
		this.limit.leave();
		assertThat(third).isDone();
		this.limit.leave();
		assertThat(this.limit.enter()).isDone();
	}

	@Test
	void whoWithdrawsLeavesThePlaceToTheNext() {
		this.limit.enter();
		CompletableFuture<Void> second = this.limit.enter();
		CompletableFuture<Void> third = this.limit.enter();
		this.limit.withdraw(second);
		assertThat(this.limit.waiting()).isEqualTo(1);
		this.limit.leave();
		assertThat(third).isCompleted();
	}

	@Test
	void placeThatWasHadMeanwhileIsGivenBackByWithdrawing() {
		this.limit.enter();
		CompletableFuture<Void> second = this.limit.enter();
		this.limit.leave();
		this.limit.withdraw(second);
		assertThat(this.limit.tryEnter()).isTrue();
		assertThat(this.limit.tryEnter()).isFalse();
		assertThat(this.limit.waiting()).isZero();
	}

	@Test
	void withoutALimitNobodyWaits() {
		LoadLimit none = new LoadLimit(0);
		assertThat(none.enter()).isDone();
		assertThat(none.tryEnter()).isTrue();
		none.leave();
		assertThat(none.enter()).isDone();
	}

}
