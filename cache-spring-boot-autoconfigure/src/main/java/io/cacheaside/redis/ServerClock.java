package io.cacheaside.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * The clock of one server, told by a monotonic clock of this node and the distance
 * between the two. The distance is taken from an answer to {@code TIME} and the moment
 * when the question was sent, so the clock is never early, and late by that round trip at
 * most. A distance that has not been taken anew for a minute is forgotten. Safe for use
 * by many threads.
 */
final class ServerClock {

	private static final long LIFE_NANOS = Duration.ofSeconds(60).toNanos();

	private final LongSupplier nanoClock;

	private volatile @Nullable Reading reading;

	/**
	 * Creates a clock that knows nothing yet.
	 * @param nanoClock the monotonic clock, in nanoseconds
	 */
	ServerClock(LongSupplier nanoClock) {
		this.nanoClock = nanoClock;
	}

	/**
	 * The server's time.
	 * @return milliseconds since 1970 by the server's clock, or empty if it is not known
	 */
	OptionalLong millis() {
		Reading reading = this.reading;
		if (reading == null) {
			return OptionalLong.empty();
		}
		long elapsed = this.nanoClock.getAsLong() - reading.askedAt();
		return (elapsed < LIFE_NANOS) ? OptionalLong.of((reading.serverMicros() + elapsed / 1_000 + 999) / 1_000)
				: OptionalLong.empty();
	}

	/**
	 * Takes the distance anew when a question is answered. A question that fails leaves
	 * it as it is.
	 * @param question a {@code TIME} that is sent after this call
	 */
	void learnFrom(CompletionStage<List<byte[]>> question) {
		long askedAt = this.nanoClock.getAsLong();
		question.thenAccept((time) -> {
			if (this.nanoClock.getAsLong() - askedAt <= Duration.ofSeconds(1).toNanos()) {
				this.reading = new Reading(micros(time), askedAt);
			}
		});
	}

	private static long micros(List<byte[]> time) {
		return TimeUnit.SECONDS.toMicros(number(time.get(0))) + number(time.get(1));
	}

	private static long number(byte[] digits) {
		return Long.parseLong(new String(digits, StandardCharsets.US_ASCII));
	}

	private record Reading(long serverMicros, long askedAt) {
	}

}
