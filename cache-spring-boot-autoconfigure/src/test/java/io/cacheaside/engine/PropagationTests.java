package io.cacheaside.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.engine.log.FakeInvalidationLog;
import io.cacheaside.testing.FakeNode;

import static org.assertj.core.api.Assertions.assertThat;

/** How long invalidations take to a node, as its listeners hear it. */
class PropagationTests {

	private static final List<InvalidationTarget> TAG = List.of(new InvalidationTarget.Tag("tag"));

	private final List<String> heard = new ArrayList<>();

	private final EngineListener listener = new EngineListener() {

		@Override
		public void invalidationApplied(InvalidationOrigin origin, Duration duration) {
			PropagationTests.this.heard.add(origin.label() + " " + duration.toMillis());
		}

	};

	private final FakeNode node = new FakeNode();

	@Test
	void ownInvalidationIsTimedFromWhenItWasSent() {
		CacheEngine engine = this.node.start(this.listener);
		// So that it does not come by the log first.
		this.node.log.reachable(false);
		this.node.log.reachable(true);
		this.node.log.hold();
		engine.invalidate(Invalidation.of(new InvalidationTarget.Tag("tag")));
		this.node.time.stop(Duration.ofMillis(7));
		this.node.log.release();
		assertThat(this.heard).containsExactly("own 7");
		this.node.pass(Duration.ofSeconds(1));
		assertThat(this.heard).as("each once").hasSize(1);
	}

	@Test
	void invalidationOfAnotherNodeIsTimedByTheClockOfTheServer() {
		this.node.start(this.listener);
		FakeInvalidationLog other = this.node.log.anotherNode();
		other.append(TAG);
		assertThat(this.heard).containsExactly("other 0");
		this.node.log.reachable(false);
		other.append(TAG);
		other.append(TAG);
		this.node.pass(Duration.ofSeconds(3));
		this.node.log.reachable(true);
		this.node.pass(Duration.ofSeconds(3));
		assertThat(this.heard).hasSize(3);
		assertThat(this.heard.get(2)).matches("other [34]\\d{3}").isEqualTo(this.heard.get(1));
	}

	@Test
	void whatWasAppendedBeforeTheStartAndWhatInvalidatesNothingIsNotTimed() {
		FakeInvalidationLog other = this.node.log.anotherNode();
		other.open();
		other.append(TAG);
		this.node.start(this.listener);
		other.append(List.of());
		this.node.pass(Duration.ofSeconds(1));
		assertThat(this.heard).isEmpty();
	}

	@Test
	void whileTheClockOfTheServerIsNotKnownNothingIsTold() {
		this.node.start(this.listener);
		this.node.log.clockKnown(false);
		this.node.log.anotherNode().append(TAG);
		this.node.pass(Duration.ofSeconds(1));
		assertThat(this.heard).isEmpty();
	}

}
