package io.cacheaside.engine.log;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** With the longest staleness of 1 s, ticks come each 100 ms, and 500 ms are silence. */
class CurrencyTests {

	private long now = Long.MAX_VALUE - Duration.ofMillis(700).toNanos();

	private final Currency currency = currency(Duration.ofSeconds(30));

	@Test
	void nothingIsTrustedBeforeTheFirstProof() {
		assertTrust(false, false);
	}

	@Test
	void proofCountsFromWhenItsRequestWasSent() {
		long sentAt = this.now;
		pass(400);
		this.currency.proved(sentAt);
		pass(599);
		assertTrust(true, true);
		pass(1);
		assertTrust(false, false);
	}

	@Test
	void laterProofOfAnEarlierRequestTakesNothingAway() {
		long earlier = this.now;
		pass(200);
		this.currency.proved(this.now);
		this.currency.proved(earlier);
		pass(900);
		assertTrust(true, true);
	}

	@Test
	void distrustIsSeenByThoseWhoTookTheTimeBefore() {
		this.currency.proved(this.now);
		long before = this.now;
		pass(1);
		this.currency.distrust(this.now);
		assertThat(this.currency.trustsLocal(before)).isFalse();
		assertThat(this.currency.trustsRemote(before)).isFalse();
	}

	@Test
	void localTierGoesOnWhileRedisIsKnownToBeOutOfReach() {
		this.currency.proved(this.now);
		this.currency.asked(this.now);
		tickFor(29_900);
		assertTrust(true, false);
		assertThat(this.currency.outageAge(this.now)).isPositive();
		tickFor(200);
		assertTrust(false, false);
	}

	@Test
	void outageThatIsSeenInTimeLeavesNoPauseInWhichTheLocalTierIsBypassed() {
		this.currency.proved(this.now);
		this.currency.awaiting(this.now + Duration.ofMillis(300).toNanos());
		for (int i = 0; i < 50; i++) {
			tickFor(100);
			assertThat(this.currency.trustsLocal(this.now)).isTrue();
		}
	}

	@Test
	void zeroOutageStalenessKeepsTheStrictBound() {
		Currency strict = currency(Duration.ZERO);
		strict.proved(this.now);
		strict.asked(this.now);
		for (int i = 0; i < 10; i++) {
			pass(100);
			strict.tick(this.now);
		}
		assertThat(strict.trustsLocal(this.now)).isFalse();
	}

	@Test
	void noProofInThisEpochMeansNoGrantInAnOutage() {
		this.currency.proved(this.now);
		this.currency.distrust(this.now);
		this.currency.asked(this.now);
		tickFor(5_000);
		assertTrust(false, false);
	}

	@Test
	void nodeThatIsNotCurrentThoughRedisAnswersBypassesItsLocalTier() {
		this.currency.proved(this.now);
		for (int i = 0; i < 30; i++) {
			this.currency.asked(this.now);
			tickFor(100);
			this.currency.answered(this.now);
		}
		assertTrust(false, false);
		assertThat(this.currency.outageAge(this.now)).isEqualTo(-1);
	}

	@Test
	void answerToAnythingElseShowsThatRedisIsInReachThoughAWaitHangs() {
		this.currency.proved(this.now);
		this.currency.awaiting(this.now);
		for (int i = 0; i < 30; i++) {
			tickFor(100);
			this.currency.answered(this.now);
		}
		assertTrust(false, false);
	}

	@Test
	void answerEndsTheOutageAtOnce() {
		this.currency.proved(this.now);
		this.currency.asked(this.now);
		tickFor(5_000);
		assertTrust(true, false);
		this.currency.answered(this.now);
		assertTrust(false, false);
	}

	@Test
	void processThatWasStoppedDoesNotTakeItsOwnAbsenceForAnOutage() {
		this.currency.proved(this.now);
		this.currency.asked(this.now);
		tickFor(100);
		pass(3_000);
		for (int i = 0; i < 5; i++) {
			this.currency.tick(this.now);
			assertTrust(false, false);
			pass(100);
		}
		tickFor(100);
		assertTrust(true, false);
	}

	@Test
	void processThatIsStoppedInAnOutageTrustsNothingUntilThereIsFreshEvidence() {
		this.currency.proved(this.now);
		this.currency.asked(this.now);
		tickFor(2_000);
		assertTrust(true, false);
		pass(5_000);
		assertTrust(false, false);
		this.currency.tick(this.now);
		assertTrust(false, false);
		tickFor(500);
		assertTrust(true, false);
	}

	@Test
	void idleNodeThatAskedNothingKnowsOfNoOutage() {
		this.currency.proved(this.now);
		tickFor(5_000);
		assertTrust(false, false);
	}

	private Currency currency(Duration outageStaleness) {
		return new Currency(Duration.ofSeconds(1), outageStaleness, this.now);
	}

	private void pass(long millis) {
		this.now += Duration.ofMillis(millis).toNanos();
	}

	private void tickFor(long millis) {
		for (long passed = 0; passed < millis; passed += 100) {
			pass(100);
			this.currency.tick(this.now);
		}
	}

	private void assertTrust(boolean local, boolean remote) {
		assertThat(this.currency.trustsLocal(this.now)).as("local").isEqualTo(local);
		assertThat(this.currency.trustsRemote(this.now)).as("remote").isEqualTo(remote);
	}

}
