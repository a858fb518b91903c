package io.cacheaside.breaker;

import java.time.Duration;

import io.cacheaside.engine.BreakerState;
import io.cacheaside.engine.BreakerState.Phase;
import io.cacheaside.engine.FakeRemoteTier.Operation;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RemoteBreakerTests {

	private static final Duration OPEN_FOR = BreakerFixture.SETTINGS.openFor();

	private final BreakerFixture fixture = new BreakerFixture();

	@Test
	void failuresInARowOpenItHoweverMuchWasAnsweredBefore() {
		this.fixture.answered(100_000);
		this.fixture.unanswered(9);
		this.fixture.assertClosed();
		this.fixture.unanswered(10);
		this.fixture.assertNotClosed();
	}

	@Test
	void halfOfTheCallsFailingOpensIt() {
		for (int i = 0; i < 4; i++) {
			this.fixture.unanswered(1);
			this.fixture.answered(1);
		}
		this.fixture.answered(1);
		this.fixture.assertClosed();
		this.fixture.unanswered(1);
		this.fixture.assertClosed();
		this.fixture.unanswered(1);
		assertThat(this.fixture.tier.isConnected()).isTrue();
		this.fixture.unanswered(1);
		this.fixture.assertNotClosed();
	}

	@Test
	void fewerThanHalfDoNot() {
		for (int i = 0; i < 100; i++) {
			this.fixture.answered(2);
			this.fixture.unanswered(1);
		}
		this.fixture.assertClosed();
	}

	@Test
	void callsBeforeTheWindowDoNotCount() {
		for (int i = 0; i < 4; i++) {
			this.fixture.unanswered(1);
			this.fixture.answered(1);
		}
		this.fixture.time.pass(Duration.ofSeconds(11));
		this.fixture.unanswered(1);
		this.fixture.answered(1);
		this.fixture.unanswered(1);
		this.fixture.assertClosed();
	}

	@Test
	void slowAnswersOpenIt() {
		this.fixture.late(100, Duration.ofMillis(250));
		this.fixture.assertClosed();
		this.fixture.time.pass(Duration.ofSeconds(11));
		this.fixture.late(9, Duration.ofMillis(251));
		assertThat(this.fixture.tier.isConnected()).isTrue();
		this.fixture.late(1, Duration.ofMillis(251));
		this.fixture.assertNotClosed();
	}

	@Test
	void refusalsOfAServerThatIsWellDoNotCount() {
		for (int i = 0; i < 100; i++) {
			this.fixture.failing(new BreakerFixture.Refusal(), this.fixture.tier::read);
		}
		this.fixture.assertClosed();
	}

	@Test
	void whatWasNeverSentDoesNotCount() {
		for (int i = 0; i < 100; i++) {
			this.fixture.failing(new BreakerFixture.Unsent(), this.fixture.tier::read);
		}
		this.fixture.unanswered(9);
		this.fixture.assertClosed();
	}

	@Test
	void itIsProbedAfterItsTimeAndClosesWithoutAnyTraffic() {
		this.fixture.unanswered(10);
		int before = this.fixture.redis.calls(Operation.READ);
		this.fixture.time.pass(OPEN_FOR.minusNanos(1));
		assertThat(this.fixture.redis.calls(Operation.READ)).isEqualTo(before);
		assertThat(this.fixture.tier.isConnected()).isFalse();
		this.fixture.time.pass(Duration.ofNanos(1));
		assertThat(this.fixture.redis.calls(Operation.READ)).isEqualTo(before + RemoteBreaker.PROBES);
		this.fixture.assertClosed();
	}

	@Test
	void noCallIsLetThroughWhileProbesAreUnderWay() {
		this.fixture.unanswered(10);
		this.fixture.redis.hold();
		this.fixture.time.pass(OPEN_FOR);
		assertThat(this.fixture.tier.breaker().phase()).isEqualTo(Phase.HALF_OPEN);
		this.fixture.assertNotClosed();
		this.fixture.redis.release();
		this.fixture.assertClosed();
	}

	@Test
	void probesThatFailOpenItAgainForItsTime() {
		this.fixture.unanswered(10);
		failProbes();
		this.fixture.time.pass(OPEN_FOR);
		this.fixture.assertNotClosed();
		this.fixture.time.pass(OPEN_FOR.minusNanos(1));
		this.fixture.assertNotClosed();
		this.fixture.time.pass(Duration.ofNanos(1));
		this.fixture.assertClosed();
	}

	@Test
	void slowProbesOpenItAgain() {
		this.fixture.unanswered(10);
		this.fixture.redis.hold();
		this.fixture.time.pass(OPEN_FOR.plusMillis(300));
		this.fixture.redis.release();
		this.fixture.assertNotClosed();
		this.fixture.time.pass(OPEN_FOR);
		this.fixture.assertClosed();
	}

	@Test
	void itWaitsForAConnectionBeforeItProbesAndThenClosesSoon() {
		this.fixture.unanswered(10);
		int before = this.fixture.redis.calls(Operation.READ);
		this.fixture.redis.reachable(false);
		this.fixture.time.pass(Duration.ofMinutes(1));
		assertThat(this.fixture.redis.calls(Operation.READ)).isEqualTo(before);
		this.fixture.redis.reachable(true);
		this.fixture.time.pass(RemoteBreaker.CONNECTION_CHECKED_EVERY);
		this.fixture.assertClosed();
	}

	@Test
	void afterItClosedItBeginsAnew() {
		this.fixture.unanswered(10);
		this.fixture.time.pass(OPEN_FOR);
		this.fixture.unanswered(9);
		this.fixture.assertClosed();
		this.fixture.unanswered(10);
		this.fixture.assertNotClosed();
	}

	@Test
	void endsOfCallsFromBeforeItOpenedDoNotCountAmongTheProbes() {
		this.fixture.redis.hold();
		for (int i = 0; i < 20; i++) {
			this.fixture.tier.read(BreakerFixture.KEY);
		}
		this.fixture.redis.reachable(false);
		for (int i = 0; i < 10; i++) {
			this.fixture.tier.read(BreakerFixture.KEY);
		}
		this.fixture.redis.reachable(true);
		assertThat(this.fixture.tier.breaker().phase()).isEqualTo(Phase.OPEN);
		this.fixture.time.pass(OPEN_FOR);
		this.fixture.redis.release();
		this.fixture.assertClosed();
	}

	@Test
	void changesAreCountedAndToldInOrder() {
		this.fixture.unanswered(10);
		failProbes();
		this.fixture.time.pass(OPEN_FOR.multipliedBy(2));
		assertThat(this.fixture.heard).containsExactly(Phase.OPEN, Phase.HALF_OPEN, Phase.OPEN, Phase.HALF_OPEN,
				Phase.CLOSED);
		assertThat(this.fixture.tier.breaker()).isEqualTo(new BreakerState(Phase.CLOSED, 2, 2, 1));
	}

	@Test
	void listenerThatFailsKeepsNobodyFromProbing() {
		this.fixture.toldAs = () -> {
			throw new NoClassDefFoundError("a listener");
		};
		this.fixture.unanswered(10);
		this.fixture.assertNotClosed();
		this.fixture.time.pass(BreakerFixture.SETTINGS.openFor());
		this.fixture.assertClosed();
		assertThat(this.fixture.heard).containsExactly(Phase.OPEN, Phase.HALF_OPEN, Phase.CLOSED);
	}

	@Test
	void nothingIsScheduledWhileItIsClosed() {
		this.fixture.answered(100);
		this.fixture.unanswered(9);
		this.fixture.answered(1);
		assertThat(this.fixture.time.scheduled()).isZero();
		this.fixture.unanswered(10);
		this.fixture.time.pass(OPEN_FOR);
		assertThat(this.fixture.time.scheduled()).isZero();
	}

	private void failProbes() {
		for (int i = 0; i < RemoteBreaker.PROBES; i++) {
			this.fixture.redis.failNext(new BreakerFixture.Timeout());
		}
	}

}
