package io.cacheaside.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.lettuce.core.RedisConnectionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.eq;

/** When attempts to connect are made, told by a scheduler that runs them when asked. */
class RedisLinkTests {

	private final ScheduledExecutorService scheduler = Mockito.mock(ScheduledExecutorService.class);

	private final List<Runnable> attempts = new ArrayList<>();

	private final List<Long> delays = new ArrayList<>();

	@BeforeEach
	void record() {
		Mockito.when(this.scheduler.schedule(any(Runnable.class), anyLong(), eq(TimeUnit.MILLISECONDS)))
			.then((call) -> {
				this.attempts.add(call.getArgument(0));
				this.delays.add(call.getArgument(1));
				return Mockito.mock(ScheduledFuture.class);
			});
	}

	@Test
	void delayDoublesUpToASecond() {
		RedisLink link = unreachable();
		IntStream.range(0, 9).forEach((i) -> this.attempts.get(i).run());
		assertThat(link.connection()).isNull();
		assertThat(this.delays).containsExactly(0L, 40L, 80L, 160L, 320L, 640L, 1_000L, 1_000L, 1_000L, 1_000L);
	}

	@Test
	void callsDoNotCauseFurtherAttempts() {
		RedisLink link = unreachable();
		IntStream.range(0, 100).forEach((i) -> assertThat(link.connection()).isNull());
		assertThat(this.attempts).hasSize(1);
		this.attempts.get(0).run();
		IntStream.range(0, 100).forEach((i) -> assertThat(link.connection()).isNull());
		assertThat(this.attempts).hasSize(2);
	}

	@Test
	void closedLinkDoesNotTryAgain() {
		RedisLink link = unreachable();
		link.close();
		this.attempts.get(0).run();
		assertThat(this.attempts).hasSize(1);
		assertThat(link.firstOpened()).isCompleted();
	}

	@Test
	void stoppedSchedulerIsNoError() {
		Mockito.when(this.scheduler.schedule(any(Runnable.class), anyLong(), any()))
			.thenThrow(new RejectedExecutionException("stopped"));
		RedisLink link = unreachable();
		assertThat(link.connection()).isNull();
		assertThat(link.firstOpened()).isNotCompleted();
	}

	private RedisLink unreachable() {
		return new RedisLink("tests", () -> {
			throw new RedisConnectionException("refused");
		}, this.scheduler);
	}

}
