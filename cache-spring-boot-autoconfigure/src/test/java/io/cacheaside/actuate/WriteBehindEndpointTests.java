package io.cacheaside.actuate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.engine.log.FakeTime;
import io.cacheaside.engine.queue.FakeWriteQueue;
import io.cacheaside.engine.queue.QueuedWrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Dead letters as the endpoint shows and moves them. */
class WriteBehindEndpointTests {

	private static final String KEY = "profile:u1";

	private final FakeWriteQueue queue = new FakeWriteQueue(new FakeTime());

	private final List<InvalidationTarget> evicted = new ArrayList<>();

	private final WriteBehindEndpoint endpoint = new WriteBehindEndpoint(() -> Map.of("profile", this.queue),
			(invalidation) -> {
				this.evicted.addAll(invalidation.targets());
				return CompletableFuture.completedFuture(null);
			});

	@BeforeEach
	void bury() {
		this.queue.append(KEY, "secret".getBytes(StandardCharsets.UTF_8), 10);
		this.queue.bury(taken().get(0), 9, "no such row");
	}

	@Test
	void lettersAreListedWithoutTheirValues() {
		assertThat(this.endpoint.letters()).containsOnlyKeys("profile");
		List<WriteBehindEndpoint.Letter> letters = Objects.requireNonNull(this.endpoint.lettersOf("profile"));
		assertThat(letters).singleElement().satisfies((letter) -> {
			assertThat(letter.key()).isEqualTo(KEY);
			assertThat(letter.attempts()).isEqualTo(9);
			assertThat(letter.error()).isEqualTo("no such row");
			assertThat(letter.token()).containsOnlyDigits();
			assertThat(letter.toString()).doesNotContain("secret");
		});
	}

	@Test
	void replayedLetterWaitsAgainAndItsKeyIsEvicted() {
		assertThat(this.endpoint.replay("profile", KEY)).isEqualTo(new WriteBehindEndpoint.Outcome(KEY, true));
		assertThat(taken()).extracting(QueuedWrite::key).containsExactly(KEY);
		assertThat(this.evicted).containsExactly(new InvalidationTarget.Key("profile", KEY));
		assertThat(this.endpoint.replay("profile", KEY)).isEqualTo(new WriteBehindEndpoint.Outcome(KEY, false));
	}

	@Test
	void droppedLetterIsGone() {
		assertThat(this.endpoint.drop("profile", KEY)).isEqualTo(new WriteBehindEndpoint.Outcome(KEY, true));
		assertThat(taken()).isEmpty();
		assertThat(this.endpoint.lettersOf("profile")).isEmpty();
		assertThat(this.evicted).isEmpty();
	}

	@Test
	void cacheThatIsNotWrittenBehindIsNotFoundAndNotChanged() {
		assertThat(this.endpoint.lettersOf("user")).isNull();
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.replay("user", KEY))
			.withMessageContaining("'user'");
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.drop("user", KEY))
			.withMessageContaining("'user'");
	}

	private List<QueuedWrite> taken() {
		return this.queue.take(10).toCompletableFuture().join().writes();
	}

}
