package io.cacheaside.redis;

import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import io.lettuce.core.RedisBusyException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisLoadingException;
import io.lettuce.core.RedisReadOnlyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class RedisFailuresTests {

	static Stream<Throwable> refusals() {
		return Stream.of(new RedisCommandExecutionException("OOM command not allowed when used memory > 'maxmemory'."),
				new RedisReadOnlyException("READONLY You can't write against a read only replica."),
				new RedisCommandExecutionException("WRONGTYPE Operation against a key holding the wrong kind of value"),
				new RedisCommandExecutionException("NOPERM this user has no permissions"));
	}

	static Stream<Throwable> illnesses() {
		return Stream.of(new TimeoutException(), new RedisException("Connection closed"),
				new RedisConnectionException("reset"),
				new RedisLoadingException("LOADING Redis is loading the dataset in memory"),
				new RedisBusyException("BUSY Redis is busy running a script."),
				new RedisCommandExecutionException("CLUSTERDOWN The cluster is down"),
				new RedisCommandExecutionException("MASTERDOWN Link with MASTER is down"), new IllegalStateException());
	}

	@ParameterizedTest
	@MethodSource("refusals")
	void serverThatRefusesOneCallIsFitForOthers(Throwable failure) {
		assertThat(RedisFailures.isRefusal(failure)).isTrue();
		assertThat(RedisFailures.isUnsent(failure)).isFalse();
	}

	@ParameterizedTest
	@MethodSource("illnesses")
	void serverThatCanDoNothingIsNot(Throwable failure) {
		assertThat(RedisFailures.isRefusal(failure)).isFalse();
		assertThat(RedisFailures.isUnsent(failure)).isFalse();
	}

	@Test
	void callWithoutAConnectionTellsNothing() {
		assertThat(RedisFailures.isUnsent(new NotConnectedException())).isTrue();
		assertThat(RedisFailures.isRefusal(new NotConnectedException())).isFalse();
	}

}
