package io.cacheaside.engine;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.cacheaside.CacheLayer;
import io.cacheaside.CacheOutcome;
import io.cacheaside.CacheOutcomes;
import io.cacheaside.key.CacheKey;

import static org.assertj.core.api.Assertions.assertThat;

class OutcomeRecorderTests {

	private static final CacheKey KEY = new CacheKey("user", "user:1");

	private static final CacheOutcome HIT = new CacheOutcome("user", "user:1", CacheOutcome.Status.HIT,
			CacheLayer.LOCAL);

	private static final CacheOutcome MISS = new CacheOutcome("user", "user:1", CacheOutcome.Status.MISS, null);

	private final OutcomeRecorder recorder = new OutcomeRecorder();

	@Test
	void recordsOnlyWhileOpen() {
		this.recorder.hit("user", "user:1", CacheLayer.LOCAL);
		CacheOutcomes.Recording recording = this.recorder.record();
		this.recorder.miss(KEY, CacheOutcome.Status.MISS);
		recording.close();
		this.recorder.hit("user", "user:1", CacheLayer.LOCAL);
		assertThat(recording.outcomes()).containsExactly(MISS);
	}

	@Test
	void outerRecordingGoesOnRecording() {
		try (CacheOutcomes.Recording outer = this.recorder.record()) {
			try (CacheOutcomes.Recording inner = this.recorder.record()) {
				this.recorder.hit("user", "user:1", CacheLayer.LOCAL);
				assertThat(inner.outcomes()).containsExactly(HIT);
			}
			this.recorder.miss(KEY, CacheOutcome.Status.MISS);
			assertThat(outer.outcomes()).containsExactly(HIT, MISS);
		}
	}

	@Test
	void otherThreadsAreNotRecorded() {
		try (CacheOutcomes.Recording recording = this.recorder.record()) {
			CompletableFuture.runAsync(() -> this.recorder.hit("user", "user:1", CacheLayer.LOCAL)).join();
			assertThat(recording.outcomes()).isEqualTo(List.of());
		}
	}

	@Test
	void closingTwiceIsHarmless() {
		CacheOutcomes.Recording first = this.recorder.record();
		first.close();
		CacheOutcomes.Recording second = this.recorder.record();
		first.close();
		this.recorder.hit("user", "user:1", CacheLayer.LOCAL);
		assertThat(second.outcomes()).containsExactly(HIT);
		second.close();
	}

}
