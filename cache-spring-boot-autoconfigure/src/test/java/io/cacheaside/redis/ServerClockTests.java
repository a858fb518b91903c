package io.cacheaside.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ServerClockTests {

	private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

	private final AtomicInteger questions = new AtomicInteger();

	private final ServerClock clock = new ServerClock(this.nanos::get);

	@Test
	void isUnknownUntilAnswered() {
		CompletableFuture<List<byte[]>> question = new CompletableFuture<>();
		this.clock.learnFrom(question, this.questions::incrementAndGet);
		assertThat(this.clock.millis()).isEmpty();
		question.complete(time("1700000000", "5000"));
		assertThat(this.clock.millis()).hasValue(1_700_000_000_005L);
	}

	@Test
	void countsFromTheMomentOfTheQuestion() {
		CompletableFuture<List<byte[]>> question = new CompletableFuture<>();
		this.clock.learnFrom(question, this.questions::incrementAndGet);
		pass(Duration.ofMillis(30));
		question.complete(time("1700000000", "0"));
		assertThat(this.clock.millis()).hasValue(1_700_000_000_030L);
		pass(Duration.ofSeconds(7));
		assertThat(this.clock.millis()).hasValue(1_700_000_007_030L);
	}

	@Test
	void isRoundedUp() {
		this.clock.learnFrom(CompletableFuture.completedFuture(time("1", "1")), this.questions::incrementAndGet);
		assertThat(this.clock.millis()).hasValue(1_001);
	}

	@Test
	void isForgottenAfterAMinute() {
		this.clock.learnFrom(CompletableFuture.completedFuture(time("1", "0")), this.questions::incrementAndGet);
		pass(Duration.ofSeconds(60).minusNanos(1));
		assertThat(this.clock.millis()).isPresent();
		pass(Duration.ofNanos(1));
		assertThat(this.clock.millis()).isEmpty();
	}

	@Test
	void slowAnswerTellsNothing() {
		CompletableFuture<List<byte[]>> question = new CompletableFuture<>();
		this.clock.learnFrom(question, this.questions::incrementAndGet);
		pass(Duration.ofMillis(1_001));
		question.complete(time("1", "0"));
		assertThat(this.clock.millis()).isEmpty();
	}

	@Test
	void longerRoundTripDoesNotReplaceAShorterOneBeforeClocksMayHaveDrifted() {
		ask(Duration.ofMillis(2), time("1", "0"));
		assertThat(this.clock.millis()).hasValue(1_002);
		ask(Duration.ofMillis(300), time("1", "302000"));
		assertThat(this.clock.millis()).as("what was told at the end of a long way is no better").hasValue(1_302);
		pass(Duration.ofSeconds(10));
		ask(Duration.ofMillis(6), time("11", "304000"));
		assertThat(this.clock.millis()).as("the clocks may have drifted").hasValue(11_310);
	}

	@ParameterizedTest
	@ValueSource(strings = { "9", "2" })
	void clockThatWasSetIsNoticedByTheNextAnswer(String seconds) {
		pass(Duration.ofSeconds(2));
		ask(Duration.ofMillis(2), time("5", "0"));
		ask(Duration.ofMillis(900), time(seconds, "0"));
		assertThat(this.clock.millis()).hasValue(Long.parseLong(seconds) * 1_000 + 900);
	}

	@Test
	void shorterRoundTripReplacesALongerOne() {
		ask(Duration.ofMillis(300), time("1", "0"));
		assertThat(this.clock.millis()).hasValue(1_300);
		ask(Duration.ofMillis(2), time("1", "10000"));
		assertThat(this.clock.millis()).hasValue(1_012);
	}

	@Test
	void isVagueUntilARoundTripWasShort() {
		assertThat(this.clock.isVague()).isTrue();
		ask(Duration.ofMillis(300), time("1", "0"));
		assertThat(this.clock.isVague()).isTrue();
		ask(Duration.ofMillis(1_001), time("1", "0"));
		assertThat(this.clock.isVague()).isTrue();
		ask(Duration.ofMillis(5), time("3", "0"));
		assertThat(this.clock.isVague()).isFalse();
	}

	@Test
	void isVagueAgainWhenWhatWasKnownWellIsOld() {
		ask(Duration.ofMillis(2), time("1", "0"));
		for (int i = 0; i < 4; i++) {
			ask(Duration.ofMillis(300), time("1", "100000"));
		}
		assertThat(this.clock.isVague()).isFalse();
		pass(Duration.ofSeconds(31));
		ask(Duration.ofMillis(300), time("33", "502000"));
		assertThat(this.clock.isVague()).isTrue();
		ask(Duration.ofMillis(5), time("33", "502000"));
		assertThat(this.clock.isVague()).isFalse();
	}

	@Test
	void isAsGoodAsItGetsWhereNoRoundTripIsShort() {
		for (int i = 0; i < 4; i++) {
			assertThat(this.clock.isVague()).isTrue();
			assertThat(this.clock.settledMillis()).isEmpty();
			assertThat(this.questions).hasValue(i);
			ask(Duration.ofMillis(200), time("1", "0"));
		}
		assertThat(this.clock.isVague()).isFalse();
		assertThat(this.clock.settledMillis()).isEqualTo(this.clock.millis()).isPresent();
		assertThat(this.questions).as("the fourth answer asks no more").hasValue(3);
	}

	@Test
	void failedQuestionChangesNothing() {
		this.clock.learnFrom(CompletableFuture.completedFuture(time("1", "0")), this.questions::incrementAndGet);
		this.clock.learnFrom(CompletableFuture.failedFuture(new IllegalStateException("as told")),
				this.questions::incrementAndGet);
		assertThat(this.clock.millis()).hasValue(1_000);
	}

	private void ask(Duration roundTrip, List<byte[]> answer) {
		CompletableFuture<List<byte[]>> question = new CompletableFuture<>();
		this.clock.learnFrom(question, this.questions::incrementAndGet);
		pass(roundTrip);
		question.complete(answer);
	}

	private void pass(Duration duration) {
		this.nanos.addAndGet(duration.toNanos());
	}

	private static List<byte[]> time(String seconds, String micros) {
		return List.of(seconds.getBytes(StandardCharsets.US_ASCII), micros.getBytes(StandardCharsets.US_ASCII));
	}

}
