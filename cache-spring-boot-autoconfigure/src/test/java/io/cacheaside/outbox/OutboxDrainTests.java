package io.cacheaside.outbox;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.cacheaside.engine.FakeCoordination;

import static io.cacheaside.outbox.OutboxFixture.tags;
import static org.assertj.core.api.Assertions.assertThat;

/** What is left in the table is carried out by one node, in fake time, on a database. */
@Timeout(60)
class OutboxDrainTests {

	private static final Duration OLD = Duration.ofMinutes(1);

	private static final Duration YOUNG = Duration.ZERO;

	private final OutboxFixture fixture = new OutboxFixture();

	private final JdbcOutbox outbox = this.fixture.outbox();

	private final OutboxDrain drain = this.fixture.drain(this.outbox, this.fixture.node("one"));

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void atTheStartWhatWasLeftIsCarriedOutHoweverYoung() {
		this.fixture.leave("a", OLD);
		this.fixture.leave("b", YOUNG);
		assertThat(this.drain.start().toCompletableFuture()).isCompleted();
		assertThat(this.fixture.asked).containsExactly(tags("a", "b"));
		assertThat(this.fixture.rows()).isZero();
		assertThat(this.outbox.statistics().drained()).isEqualTo(2);
	}

	@Test
	void laterRowsYoungerThanTheDelayBelongToTheirWriters() {
		this.drain.start();
		this.fixture.leave("young", YOUNG);
		this.fixture.leave("old", OLD);
		this.fixture.time.pass(OutboxFixture.INTERVAL);
		assertThat(this.fixture.asked).containsExactly(tags("old"));
		assertThat(this.fixture.rows()).isEqualTo(1);
	}

	@Test
	void rowsAreTakenInOrderOfTheirIdsAndTargetsOnce() {
		this.drain.start();
		this.fixture.leave("b", OLD);
		this.fixture.leave("a", OLD);
		this.fixture.leave("b", OLD);
		this.fixture.time.pass(OutboxFixture.INTERVAL);
		assertThat(this.fixture.asked).containsExactly(tags("b", "a"));
	}

	@Test
	void manyRowsAreTakenInBatchesAndCounted() {
		this.drain.start();
		this.fixture.acknowledging = false;
		for (int i = 0; i < OutboxDrain.BATCH + 1; i++) {
			this.fixture.leave("t" + i, OLD);
		}
		this.fixture.time.pass(OutboxFixture.INTERVAL);
		assertThat(this.fixture.asked).singleElement()
			.satisfies((first) -> assertThat(first.targets()).hasSize(OutboxDrain.BATCH));
		assertThat(this.outbox.statistics().waiting()).isEqualTo(OutboxDrain.BATCH + 1);
		this.fixture.acknowledging = true;
		this.fixture.unacknowledged.get(0).complete(null);
		assertThat(this.fixture.asked).hasSize(2);
		assertThat(this.fixture.asked.get(1)).isEqualTo(tags("t" + OutboxDrain.BATCH));
		assertThat(this.fixture.rows()).isZero();
		assertThat(this.outbox.statistics().waiting()).isZero();
	}

	@Test
	void rowStaysUntilRedisHasAcknowledgedItAndNothingMoreIsTakenMeanwhile() {
		this.drain.start();
		this.fixture.acknowledging = false;
		this.fixture.leave("a", OLD);
		this.fixture.time.pass(OutboxFixture.INTERVAL.multipliedBy(10));
		assertThat(this.fixture.asked).containsExactly(tags("a"));
		assertThat(this.fixture.rows()).isEqualTo(1);
		assertThat(this.outbox.statistics().drained()).isZero();
		this.fixture.unacknowledged.get(0).complete(null);
		assertThat(this.fixture.rows()).isZero();
		this.fixture.acknowledging = true;
		this.fixture.leave("b", OLD);
		this.fixture.time.pass(OutboxFixture.INTERVAL);
		assertThat(this.fixture.asked).containsExactly(tags("a"), tags("b"));
	}

	@Test
	void startDoesNotEndBeforeWhatWasLeftIsAcknowledged() {
		this.fixture.acknowledging = false;
		this.fixture.leave("a", YOUNG);
		CompletionStage<Void> started = this.drain.start();
		assertThat(started.toCompletableFuture()).isNotDone();
		this.fixture.unacknowledged.get(0).complete(null);
		assertThat(started.toCompletableFuture()).isCompleted();
	}

	@Test
	void onlyTheElectedNodeLooks() {
		JdbcOutbox other = this.fixture.outbox();
		OutboxDrain second = this.fixture.drain(other, this.fixture.node("two"));
		this.drain.start();
		second.start();
		this.fixture.time.pass(OutboxFixture.INTERVAL);
		this.fixture.acknowledging = false;
		this.fixture.leave("a", OLD);
		this.fixture.time.pass(OutboxFixture.INTERVAL);
		assertThat(this.fixture.asked).containsExactly(tags("a"));
		assertThat(this.outbox.statistics().waiting()).isEqualTo(1);
		assertThat(other.statistics().waiting()).isNegative();
	}

	@Test
	void anotherNodeIsElectedSoonAfterTheFirstOneDiedAndAtOnceIfItStopped() {
		FakeCoordination one = this.fixture.node("one");
		OutboxDrain first = this.fixture.drain(this.fixture.outbox(), one);
		OutboxDrain second = this.fixture.drain(this.fixture.outbox(), this.fixture.node("two"));
		first.start();
		second.start();
		this.fixture.time.pass(OutboxFixture.INTERVAL);
		one.reachable(false);
		this.fixture.leave("a", OLD);
		this.fixture.time.pass(OutboxFixture.INTERVAL.multipliedBy(3));
		assertThat(this.fixture.asked).containsExactly(tags("a"));
		one.reachable(true);
		second.stop();
		this.fixture.leave("b", OLD);
		this.fixture.time.pass(OutboxFixture.INTERVAL);
		assertThat(this.fixture.asked).containsExactly(tags("a"), tags("b"));
	}

	@Test
	void failingLookIsTriedAgain() {
		this.fixture.jdbc.execute("alter table cacheaside_outbox rename to elsewhere");
		assertThat(this.drain.start().toCompletableFuture()).isCompleted();
		this.fixture.time.pass(OutboxFixture.INTERVAL);
		this.fixture.jdbc.execute("alter table elsewhere rename to cacheaside_outbox");
		this.fixture.leave("a", OLD);
		this.fixture.time.pass(OutboxFixture.INTERVAL);
		assertThat(this.fixture.asked).containsExactly(tags("a"));
	}

	@Test
	void rowThatCannotBeReadInvalidatesEverythingAndHoldsNothingUp() {
		this.fixture.jdbc.update("insert into cacheaside_outbox (targets) values ('9 of a later version')");
		this.drain.start();
		assertThat(this.fixture.asked).singleElement()
			.satisfies((all) -> assertThat(all.targets()).containsExactly(OutboxText.EVERYTHING));
		assertThat(this.fixture.rows()).isZero();
	}

	@Test
	void stoppedDrainLooksNoMoreAndAStartedOneOnlyOnceAnInterval() {
		this.drain.start();
		this.drain.stop();
		this.fixture.leave("a", OLD);
		this.fixture.time.pass(OutboxFixture.INTERVAL);
		assertThat(this.fixture.asked).isEmpty();
		this.drain.start();
		this.drain.stop();
		this.drain.start();
		this.fixture.time.pass(OutboxFixture.INTERVAL.multipliedBy(2));
		assertThat(this.fixture.time.scheduled()).isEqualTo(1);
	}

}
