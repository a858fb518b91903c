package io.cacheaside.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * The clock of one server, told by a monotonic clock of this node and the distance
 * between the two. The distance is taken from an answer to {@code TIME} and the moment
 * when the question was sent, so it is never too small, but for what two clocks drift
 * apart, and too large by that round trip at most. Of the answers of half a minute, that
 * of the smallest distance counts, unless a later one shows that the server's clock was
 * set. After a minute without another it is forgotten. Safe for use by many threads.
 */
final class ServerClock {

	private static final long LIFE_NANOS = Duration.ofSeconds(60).toNanos();

	/** As long as it takes where nobody has to wait for a processor. */
	private static final long SHORT_NANOS = Duration.ofMillis(5).toNanos();

	/** A clock that is being set right differs by up to that part. */
	private static final int DRIFT = 2_000;

	/** So often the round trip may be long by chance. */
	private static final int QUESTIONS = 4;

	private final LongSupplier nanoClock;

	private final AtomicInteger answers = new AtomicInteger();

	private final AtomicReference<@Nullable Reading> reading = new AtomicReference<>();

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
		Reading reading = this.reading.get();
		if (reading == null) {
			return OptionalLong.empty();
		}
		long elapsed = this.nanoClock.getAsLong() - reading.askedAt();
		return (elapsed < LIFE_NANOS) ? OptionalLong.of((reading.serverMicros() + elapsed / 1_000 + 999) / 1_000)
				: OptionalLong.empty();
	}

	/**
	 * The server's time, if it is known as well as it will be.
	 * @return as {@link #millis()}; empty while {@link #isVague()}
	 */
	OptionalLong settledMillis() {
		return isVague() ? OptionalLong.empty() : millis();
	}

	/**
	 * Whether another question may tell the time better.
	 * @return whether no round trip was short yet, and there were few
	 */
	boolean isVague() {
		Reading reading = this.reading.get();
		return (reading == null || reading.roundTrip() > SHORT_NANOS) && this.answers.get() < QUESTIONS;
	}

	/**
	 * Takes the distance anew when a question is answered, unless the one there is is
	 * better. A question that fails leaves it as it is.
	 * @param question a {@code TIME} that is sent after this call
	 * @param again asks once more; run after an answer that left this vague
	 */
	void learnFrom(CompletionStage<List<byte[]>> question, Runnable again) {
		long askedAt = this.nanoClock.getAsLong();
		question.thenAccept((time) -> {
			long roundTrip = this.nanoClock.getAsLong() - askedAt;
			if (roundTrip <= Duration.ofSeconds(1).toNanos()) {
				learn(new Reading(micros(time), askedAt, roundTrip));
			}
			this.answers.incrementAndGet();
			if (isVague()) {
				again.run();
			}
		});
	}

	private void learn(Reading later) {
		Reading known = this.reading.getAndAccumulate(later,
				(before, after) -> (before == null || after.isBetterThan(before)) ? after : before);
		if (known != null && later.isLongAfter(known)) {
			// What was known well is no longer: it may be worth to ask again.
			this.answers.set(0);
		}
	}

	private static long micros(List<byte[]> time) {
		return TimeUnit.SECONDS.toMicros(number(time.get(0))) + number(time.get(1));
	}

	private static long number(byte[] digits) {
		return Long.parseLong(new String(digits, StandardCharsets.US_ASCII));
	}

	private record Reading(long serverMicros, long askedAt, long roundTrip) {

		boolean isLongAfter(Reading earlier) {
			return this.askedAt - earlier.askedAt >= LIFE_NANOS / 2;
		}

		boolean isBetterThan(Reading earlier) {
			long elapsed = this.askedAt - earlier.askedAt;
			// How much larger the distance is now.
			long apart = (this.serverMicros - earlier.serverMicros) * 1_000 - elapsed;
			long drift = elapsed / DRIFT;
			return apart <= drift || apart - this.roundTrip > drift || isLongAfter(earlier);
		}

	}

}
