package io.cacheaside.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SharedFailureTests {

	@Test
	void exceptionWithoutStateOrCauseIsCopiedWithTheOriginalAsCause() {
		Throwable original = new IllegalStateException("gone");
		Throwable shared = SharedFailure.of(original);
		assertThat(shared).isNotSameAs(original)
			.isExactlyInstanceOf(IllegalStateException.class)
			.hasMessage("gone")
			.hasCause(original);
		assertThat(shared.getStackTrace()).anySatisfy(
				(frame) -> assertThat(frame.getMethodName()).startsWith("exceptionWithoutStateOrCauseIsCopied"));
	}

	@Test
	void checkedExceptionIsCopiedToo() {
		assertThat(SharedFailure.of(new IOException("gone"))).isExactlyInstanceOf(IOException.class).hasMessage("gone");
	}

	@Test
	void exceptionWithACauseIsSharedSinceHandlersLookAtIt() {
		Throwable original = new IllegalStateException("gone", new IOException("why"));
		assertThat(SharedFailure.of(original)).isSameAs(original);
	}

	@Test
	void exceptionThatACopyWouldImpoverishIsShared() {
		Throwable stateful = new SQLException("gone", "08001", 42);
		Throwable withoutConstructor = new NullPointerException("gone");
		Throwable wrapping = new UncheckedIOException(new IOException("why"));
		Throwable rephrasing = new RephrasingException("gone");
		assertThat(SharedFailure.of(stateful)).isSameAs(stateful);
		assertThat(SharedFailure.of(withoutConstructor)).isSameAs(withoutConstructor);
		assertThat(SharedFailure.of(wrapping)).isSameAs(wrapping);
		assertThat(SharedFailure.of(rephrasing)).isSameAs(rephrasing);
	}

	/** Whose constructor changes the message. */
	public static final class RephrasingException extends RuntimeException {

		RephrasingException(String message) {
			super(message);
		}

		public RephrasingException(String message, Throwable cause) {
			super("rephrased " + message, cause);
		}

	}

}
