package io.cacheaside.engine;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What holds for the coordination of two nodes, wherever it stands. */
public abstract class CoordinationContract {

	private static final Duration LONG = Duration.ofMinutes(1);

	/** Two nodes of one application. */
	protected abstract Coordination node();

	protected abstract Coordination otherNode();

	/** Lets a time pass on the server. */
	protected abstract void pass(Duration time);

	@Test
	void oneNodeIsElectedForATaskUntilItsTermIsOver() {
		assertThat(get(node().elect("sweep", LONG))).isTrue();
		assertThat(get(otherNode().elect("sweep", LONG))).isFalse();
		assertThat(get(otherNode().elect("warm", Duration.ofMillis(300)))).as("another task").isTrue();
		assertThat(get(node().elect("sweep", Duration.ofMillis(300)))).isTrue();
		pass(Duration.ofMillis(301));
		assertThat(get(otherNode().elect("sweep", LONG))).isTrue();
		assertThat(get(node().elect("sweep", LONG))).isFalse();
		assertThat(get(node().elect("warm", LONG))).isTrue();
	}

	@Test
	void electedNodeProlongsItsElection() {
		assertThat(get(node().elect("sweep", Duration.ofMillis(300)))).isTrue();
		assertThat(get(node().elect("sweep", LONG))).isTrue();
		pass(Duration.ofMillis(301));
		assertThat(get(otherNode().elect("sweep", LONG))).isFalse();
	}

	@Test
	void whoResignsMakesRoomAndNobodyResignsForAnother() {
		assertThat(get(node().elect("sweep", LONG))).isTrue();
		assertThat(get(otherNode().resign("sweep"))).isFalse();
		assertThat(get(otherNode().elect("sweep", LONG))).isFalse();
		assertThat(get(node().resign("sweep"))).isTrue();
		assertThat(get(otherNode().elect("sweep", LONG))).isTrue();
		assertThat(get(node().resign("sweep"))).isFalse();
	}

	@Test
	void noteIsReadByAllNodesUntilItsTimeIsOver() {
		assertThat(get(node().note("progress"))).isEmpty();
		get(node().write("progress", bytes("1"), LONG));
		get(otherNode().write("progress", bytes("2"), LONG));
		assertThat(get(node().note("progress"))).hasValueSatisfying((text) -> assertThat(text).isEqualTo(bytes("2")));
		assertThat(get(node().note("other"))).isEmpty();
		get(node().write("progress", bytes("3"), Duration.ofMillis(300)));
		pass(Duration.ofMillis(301));
		assertThat(get(node().note("progress"))).isEmpty();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static <T> T get(CompletionStage<T> stage) {
		return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
	}

}
