package io.cacheaside.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.cacheaside.engine.queue.Made;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

/** Writes that tell when they were made, on a connection that has only just opened. */
class LateWritesTests {

	private static final byte[] NAME = { 'q' };

	private static final byte[] VALUE = "value".getBytes(StandardCharsets.UTF_8);

	private final SingleMasterConnection connection = mock(SingleMasterConnection.class);

	@BeforeEach
	void open() {
		given(this.connection.isOpen()).willReturn(true);
		given(this.connection.reaches(any())).willReturn(true);
		given(this.connection.serverMillis(any())).willReturn(OptionalLong.of(1_700_000_000_000L));
	}

	@Test
	void nothingIsSentWhileTheClockOfTheServerIsAboutToBeKnownBetter() {
		given(this.connection.settledMillis(any())).willReturn(OptionalLong.empty());
		CompletionStage<Long> token = queue().appendLate("a", VALUE, new Made(Duration.ofSeconds(1), 0));
		assertThat(LogFixture.failureOf(token)).isInstanceOf(IllegalStateException.class).hasMessageContaining("clock");
		verify(this.connection, never()).commands();
	}

	private RedisWriteQueue queue() {
		ScheduledExecutorService scheduler = mock(ScheduledExecutorService.class);
		given(scheduler.schedule(any(Runnable.class), anyLong(), any())).will((call) -> {
			call.<Runnable>getArgument(0).run();
			return mock(ScheduledFuture.class);
		});
		Calls calls = new Calls(new RedisLink("tests", () -> this.connection, scheduler), LogFixture.LONG);
		return new RedisWriteQueue(calls, calls, new byte[][] { NAME }, LogFixture.LONG);
	}

}
