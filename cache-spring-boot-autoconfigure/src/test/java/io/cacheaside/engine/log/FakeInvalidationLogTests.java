package io.cacheaside.engine.log;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.cacheaside.InvalidationTarget;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The fake keeps the contract, and its faults are what they say. */
class FakeInvalidationLogTests extends InvalidationLogContract {

	private static final List<InvalidationTarget> TAG = List.of(new InvalidationTarget.Tag("org:1"));

	private final FakeInvalidationLog log = new FakeInvalidationLog(() -> System.nanoTime() / 1_000_000);

	@Override
	protected InvalidationLog log() {
		return this.log;
	}

	@Test
	void heldAnswersComeWhenTheyAreReleased() {
		this.log.hold();
		CompletableFuture<Appended> answer = this.log.append(TAG).toCompletableFuture();
		assertThat(answer).isNotDone();
		assertThat(this.log.markers()).hasSize(1);
		this.log.release();
		assertThat(answer).isCompleted();
	}

	@Test
	void cutConnectionFailsThisNodeAndItsWaitsAndNoOther() {
		InvalidationLog other = this.log.anotherNode();
		LogCursor end = get(this.log.open()).end();
		CompletableFuture<List<LogEntry>> wait = this.log.await(end, Duration.ofMinutes(1)).toCompletableFuture();
		this.log.reachable(false);
		assertThat(wait).isCompletedExceptionally();
		assertThat(this.log.append(TAG).toCompletableFuture()).isCompletedExceptionally();
		assertThat(this.log.read(end).toCompletableFuture()).isCompletedExceptionally();
		assertThat(get(other.append(TAG)).previous()).isEqualTo(end);
		this.log.reachable(true);
		assertThat(get(this.log.read(end)).orElseThrow().entries()).hasSize(1);
	}

	@Test
	void failoverThatLosesEntriesLosesTheirMarkersToo() {
		Appended kept = get(this.log.append(List.of(new InvalidationTarget.Tag("kept"))));
		Appended lost = get(this.log.append(TAG));
		this.log.loseSuffix(1);
		assertThat(this.log.markers()).containsOnlyKeys(new InvalidationTarget.Tag("kept"));
		LogPage page = get(this.log.read(lost.cursor())).orElseThrow();
		assertThat(page.cursorKept()).isFalse();
		assertThat(page.state().end()).isEqualTo(kept.cursor());
	}

	@Test
	void trimmedAndFlushedLogsAreToldApart() {
		Appended first = get(this.log.append(TAG));
		Appended second = get(this.log.append(TAG));
		this.log.trimTo(second.cursor().position());
		assertThat(get(this.log.read(first.cursor())).orElseThrow().cursorKept()).isFalse();
		assertThat(get(this.log.read(second.cursor())).orElseThrow().cursorKept()).isTrue();
		this.log.dropMarkers();
		assertThat(get(this.log.read(second.cursor()))).isEmpty();
		long epoch = get(this.log.open()).epoch();
		assertThat(epoch).isNotEqualTo(second.cursor().position().epoch());
		this.log.flush();
		assertThat(get(this.log.read(second.cursor()))).isEmpty();
	}

	@Test
	void clockThatIsSetBackNeverTurnsTheOrderAround() {
		Appended first = get(this.log.append(TAG));
		this.log.skewMillis(-60_000);
		Appended second = get(this.log.append(TAG));
		assertThat(second.cursor().position().isNewerThan(first.cursor().position())).isTrue();
	}

	@Test
	void replicaAndFullServerRefuseWhatTheyDoInReality() {
		LogCursor end = get(this.log.open()).end();
		this.log.full(true);
		assertThat(this.log.append(TAG).toCompletableFuture()).isCompletedExceptionally();
		assertThat(this.log.read(end).toCompletableFuture()).isCompleted();
		this.log.replica(true);
		assertThat(this.log.read(end).toCompletableFuture()).isCompletedExceptionally();
		assertThat(this.log.markers((page) -> {
		}).toCompletableFuture()).isCompleted();
	}

	@Test
	void failureOfTheNextCallIsTheOneGiven() {
		IllegalStateException failure = new IllegalStateException("next");
		this.log.failNext(failure);
		assertThat(this.log.open().toCompletableFuture()).isCompletedExceptionally();
		assertThat(this.log.open().toCompletableFuture()).isCompleted();
		assertThat(this.log.calls()).containsExactly("open", "open");
	}

}
