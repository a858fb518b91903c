package io.cacheaside.engine.queue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What holds for a queue of writes, wherever it stands. */
public abstract class WriteQueueContract {

	private static final int ROOM = 100;

	/** An empty queue. */
	protected abstract WriteQueue queue();

	/** Lets a time pass on the server. */
	protected abstract void pass(Duration time);

	@Test
	void keyWaitsOnceWithItsNewestValueWhereItBeganToWait() {
		long first = append("a", "1");
		long second = append("b", "2");
		long third = append("a", "3");
		assertThat(first).isPositive().isLessThan(second);
		assertThat(second).isLessThan(third);
		assertThat(take(10)).extracting(QueuedWrite::key).containsExactly("a", "b");
		assertThat(take(10)).extracting(QueuedWrite::token).containsExactly(third, second);
		assertThat(take(10)).extracting(WriteQueueContract::text).containsExactly("3", "2");
		assertThat(waiting("a")).isEqualTo("3");
		assertThat(waiting("c")).isNull();
	}

	@Test
	void whatIsWrittenNoLongerWaitsAndIsRemembered() {
		append("a", "1");
		append("b", "2");
		get(queue().acknowledge(take(1)));
		Waiting written = get(queue().waiting("a"));
		assertThat(written.value()).isNull();
		assertThat(written.writtenAgo()).isNotNull().isLessThan(Duration.ofSeconds(30));
		assertThat(get(queue().waiting("b")).writtenAgo()).isNull();
		assertThat(take(10)).extracting(QueuedWrite::key).containsExactly("b");
	}

	@Test
	void valueThatCameWhileAnotherOneWasWrittenWaitsOnAtTheEnd() {
		append("a", "1");
		List<QueuedWrite> taken = take(10);
		append("b", "2");
		append("a", "3");
		get(queue().acknowledge(taken));
		assertThat(waiting("a")).isEqualTo("3");
		assertThat(take(10)).extracting(WriteQueueContract::text).containsExactly("2", "3");
	}

	@Test
	void acknowledgementOfOneWhoWasReplacedRemovesNothingThatCameLater() {
		append("a", "1");
		List<QueuedWrite> ofTheReplaced = take(10);
		get(queue().acknowledge(take(10)));
		append("a", "2");
		get(queue().acknowledge(ofTheReplaced));
		get(queue().bury(ofTheReplaced.get(0), 1, "late"));
		assertThat(take(10)).extracting(WriteQueueContract::text).containsExactly("2");
		assertThat(get(queue().deadLetters(10))).isEmpty();
	}

	@Test
	void whatWasTakenAndNotAcknowledgedComesFirst() {
		append("a", "1");
		append("b", "2");
		assertThat(take(2)).hasSize(2);
		append("c", "3");
		assertThat(take(2)).extracting(QueuedWrite::key).containsExactly("a", "b");
		assertThat(take(3)).extracting(QueuedWrite::key).containsExactly("a", "b", "c");
	}

	@Test
	void fullQueueTakesNoKeyThatDoesNotWaitAlready() {
		append("a", "1");
		append("b", "2");
		assertThat(get(queue().append("c", bytes("3"), 2))).isEmpty();
		assertThat(get(queue().append("a", bytes("4"), 2))).isPresent();
		assertThat(take(10)).extracting(WriteQueueContract::text).containsExactly("4", "2");
	}

	@Test
	void buriedWriteIsADeadLetterUntilItIsDroppedOrRevivedOrReplaced() {
		long token = append("a", "1:\n2");
		append("b", "2");
		append("c", "3");
		take(10).forEach((write) -> get(queue().bury(write, 7, "no such row: ä")));
		assertThat(take(10)).isEmpty();
		assertThat(waiting("a")).isNull();
		assertThat(get(queue().deadLetters(10))).extracting(DeadLetter::key).containsExactlyInAnyOrder("a", "b", "c");
		DeadLetter letter = get(queue().deadLetters(10)).stream()
			.filter((each) -> each.key().equals("a"))
			.findFirst()
			.orElseThrow();
		assertThat(letter.token()).isEqualTo(token);
		assertThat(letter.attempts()).isEqualTo(7);
		assertThat(letter.error()).isEqualTo("no such row: ä");
		assertThat(get(queue().drop("b"))).isTrue();
		assertThat(get(queue().drop("b"))).isFalse();
		append("c", "4");
		assertThat(get(queue().revive("c"))).isFalse();
		assertThat(get(queue().revive("a"))).isTrue();
		assertThat(get(queue().revive("a"))).isFalse();
		assertThat(get(queue().deadLetters(10))).isEmpty();
		assertThat(take(10)).extracting(WriteQueueContract::text).containsExactly("4", "1:\n2");
		assertThat(take(10).get(1).token()).isEqualTo(token);
	}

	@Test
	void valueThatCameWhileAnotherOneWasGivenUpWaitsOn() {
		append("a", "1");
		List<QueuedWrite> taken = take(10);
		append("a", "2");
		get(queue().bury(taken.get(0), 1, "bad"));
		assertThat(get(queue().deadLetters(10))).isEmpty();
		assertThat(take(10)).extracting(WriteQueueContract::text).containsExactly("2");
	}

	@Test
	void lateWriteIsQueuedWithATokenOfWhenItWasMade() {
		long before = append("a", "1");
		pass(Duration.ofMillis(400));
		long meanwhile = append("b", "2");
		long late = get(queue().appendLate("a", bytes("3"), new Made(Duration.ofMillis(200), before)));
		long old = get(queue().appendLate("c", bytes("4"), new Made(Duration.ofMinutes(1), 0)));
		assertThat(late).isGreaterThan(before);
		assertThat(take(10)).extracting(WriteQueueContract::text).containsExactly("3", "2", "4");
		assertThat(take(10).get(0).token()).isEqualTo(late);
		long next = append("d", "5");
		assertThat(next).isGreaterThan(meanwhile);
		// In microseconds, by a clock that is a round trip late at most.
		assertThat(old).isBetween(meanwhile - 60_000_000, next - 58_000_000);
	}

	@Test
	void lateWriteGivesWayToALaterOneWhereverThatIs() {
		Made before = new Made(Duration.ofSeconds(10), 0);
		long waits = append("a", "new");
		assertThat(get(queue().appendLate("a", bytes("old"), before))).isEqualTo(waits);
		assertThat(take(10)).extracting(WriteQueueContract::text).containsExactly("new");
		get(queue().acknowledge(take(10)));
		assertThat(get(queue().appendLate("a", bytes("old"), before))).as("written").isEqualTo(waits);
		assertThat(take(10)).isEmpty();
		long buried = append("b", "new");
		get(queue().bury(take(10).get(0), 1, "bad"));
		assertThat(get(queue().appendLate("b", bytes("old"), before))).as("given up").isEqualTo(buried);
		assertThat(take(10)).isEmpty();
		assertThat(get(queue().deadLetters(10))).hasSize(1);
		get(queue().appendLate("b", bytes("newer"), new Made(Duration.ZERO, buried)));
		assertThat(get(queue().deadLetters(10))).isEmpty();
	}

	@Test
	void lateWriteIsKnownWhenItIsWrittenHoweverOldItIs() {
		long written = get(queue().appendLate("a", bytes("new"), new Made(WriteQueue.REMEMBERED.multipliedBy(2), 0)));
		get(queue().acknowledge(take(10)));
		Made older = new Made(WriteQueue.REMEMBERED.multipliedBy(3), 0);
		assertThat(get(queue().appendLate("a", bytes("old"), older))).isEqualTo(written);
		assertThat(take(10)).isEmpty();
	}

	@Test
	void lateWriteComesAfterWhatIsOlderForSureWhateverTheClockSays() {
		long known = append("a", "1");
		long late = get(queue().appendLate("a", bytes("2"), new Made(Duration.ofMinutes(1), known)));
		assertThat(late).as("its own time is before that").isEqualTo(known + 1);
		assertThat(take(10)).extracting(WriteQueueContract::text).containsExactly("2");
		assertThat(append("a", "3")).isGreaterThan(late);
	}

	@Test
	void queueTellsHowItStands() {
		append("a", "1");
		append("b", "2");
		pass(Duration.ofMillis(50));
		get(queue().bury(take(1).get(0), 1, "bad"));
		Taken taken = get(queue().take(1));
		assertThat(taken.length()).isEqualTo(1);
		assertThat(taken.deadLetters()).isEqualTo(1);
		assertThat(taken.oldest()).isBetween(Duration.ofMillis(50), Duration.ofSeconds(30));
	}

	@Test
	void keysAndValuesAreAnyText() {
		String key = "a:\"ü\" {x} %s \n\0";
		byte[] value = { 0, 58, 10, -1, 37 };
		get(queue().append(key, value, ROOM));
		assertThat(get(queue().waiting(key)).value()).isEqualTo(value);
		assertThat(take(10)).extracting(QueuedWrite::key).containsExactly(key);
		get(queue().bury(take(10).get(0), 1, ""));
		assertThat(get(queue().revive(key))).isTrue();
		assertThat(take(10).get(0).value()).isEqualTo(value);
	}

	private long append(String key, String value) {
		return get(queue().append(key, bytes(value), ROOM)).orElseThrow();
	}

	private List<QueuedWrite> take(int maximum) {
		return get(queue().take(maximum)).writes();
	}

	private String waiting(String key) {
		byte[] value = get(queue().waiting(key)).value();
		return (value != null) ? new String(value, StandardCharsets.UTF_8) : null;
	}

	private static String text(QueuedWrite write) {
		return new String(write.value(), StandardCharsets.UTF_8);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static <T> T get(CompletionStage<T> stage) {
		return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
	}

}
