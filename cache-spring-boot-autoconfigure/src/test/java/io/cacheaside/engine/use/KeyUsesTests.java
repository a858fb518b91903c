package io.cacheaside.engine.use;

import java.time.Duration;
import java.util.Objects;

import io.cacheaside.Position;
import io.cacheaside.TimeToLive;
import io.cacheaside.codec.EncodedValue;
import io.cacheaside.codec.EntryBuilder;
import io.cacheaside.engine.log.FakeTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** A sample of keys, and how the lives of their values end. */
class KeyUsesTests {

	private static final TimeToLive MINUTE = TimeToLive.of(Duration.ofMinutes(1));

	private final FakeTime time = new FakeTime();

	private final KeyUses uses = new KeyUses(this.time);

	@BeforeEach
	void watch() {
		this.uses.watch();
	}

	@Test
	void nothingIsRememberedUntilItIsToldToWatch() {
		KeyUses idle = new KeyUses(this.time);
		idle.missed("key", false);
		idle.stored("key", entry("value"), MINUTE);
		idle.hit("key");
		assertThat(idle.of("key")).isNull();
		assertThat(idle.seen()).isEqualTo(UsedKeys.NONE);
		assertThat(idle.payloads()).isEmpty();
	}

	@Test
	void smallCacheIsSeenAsAWhole() {
		for (int i = 0; i < 1_000; i++) {
			this.uses.missed("key:" + i, false);
		}
		assertThat(this.uses.seen()).extracting(UsedKeys::keys, UsedKeys::oneIn, UsedKeys::once)
			.containsExactly(1_000L, 1L, 1_000L);
	}

	@Test
	void sampleIsBoundedAndSpeaksForAllKeys() {
		int keys = 100_000;
		for (int i = 0; i < keys; i++) {
			this.uses.missed("key:" + i, false);
			if (i % 4 == 0) {
				this.uses.hit("key:" + i);
			}
		}
		UsedKeys seen = this.uses.seen();
		assertThat(seen.keys()).isLessThanOrEqualTo(KeyUses.REMEMBERED);
		assertThat((double) seen.keys() * seen.oneIn()).isCloseTo(keys, within(0.1 * keys));
		assertThat((double) seen.once() / seen.keys()).isCloseTo(0.75, within(0.05));
	}

	@Test
	void localHitIsNotedOnceInASecond() {
		store("value");
		KeyUse use = Objects.requireNonNull(this.uses.of("key"));
		for (int i = 0; i < 100; i++) {
			use.hit(this.time.getAsLong());
		}
		assertThat(use.calls()).isEqualTo(1);
		this.time.pass(Duration.ofSeconds(2));
		use.hit(this.time.getAsLong());
		assertThat(use.calls()).isEqualTo(2);
	}

	@Test
	void expiredValueThatNobodyAsksForHasEndedOnce() {
		store("value");
		this.time.pass(Duration.ofSeconds(10));
		this.uses.hit("key");
		this.time.pass(Duration.ofSeconds(49));
		assertThat(this.uses.seen().lives().expired()).isZero();
		this.time.pass(Duration.ofSeconds(1));
		assertThat(this.uses.seen().lives().expired()).isEqualTo(1);
		Lives lives = this.uses.seen().lives();
		assertThat(lives).extracting(Lives::expired, Lives::unread, Lives::returned).containsExactly(1L, 0L, 0L);
		assertThat(lives.usedMillis().largest()).isEqualTo(10_000);
		assertThat(lives.ttlMillis().mean()).isEqualTo(60_000);
	}

	@Test
	void expiredValueThatNobodyReadIsUnread() {
		store("value");
		this.time.pass(Duration.ofMinutes(2));
		assertThat(this.uses.seen().lives()).extracting(Lives::expired, Lives::unread).containsExactly(1L, 1L);
	}

	@Test
	void expiredValueThatComesAgainIsComparedWithItsSuccessor() {
		store("value");
		this.time.pass(Duration.ofSeconds(90));
		this.uses.missed("key", false);
		store("value");
		this.time.pass(Duration.ofSeconds(90));
		this.uses.seen();
		this.uses.missed("key", false);
		store("another");
		Lives lives = this.uses.seen().lives();
		assertThat(lives)
			.extracting(Lives::expired, Lives::returned, Lives::compared, Lives::unchanged, Lives::invalidated)
			.containsExactly(2L, 2L, 2L, 1L, 0L);
		assertThat(lives.returnedMillis().largest()).isEqualTo(90_000);
	}

	@Test
	void invalidatedValueHasNotExpired() {
		store("value");
		this.uses.missed("key", true);
		store("value");
		this.uses.invalidated("key");
		this.uses.missed("key", true);
		this.time.pass(Duration.ofMinutes(2));
		assertThat(this.uses.seen().lives()).extracting(Lives::invalidated, Lives::expired, Lives::compared)
			.containsExactly(2L, 0L, 0L);
	}

	@Test
	void valueThatWasLostBeforeItsTimeCountsForNothing() {
		store("value");
		this.uses.missed("key", false);
		this.time.pass(Duration.ofMinutes(2));
		assertThat(this.uses.seen().lives()).extracting(Lives::invalidated, Lives::expired, Lives::returned)
			.containsExactly(0L, 0L, 0L);
	}

	@Test
	void expiredValuesThatStoresReplaceHaveEnded() {
		for (int i = 0; i < 20; i++) {
			store("value " + i);
			this.time.pass(Duration.ofSeconds(66));
		}
		assertThat(this.uses.seen().lives()).extracting(Lives::expired, Lives::unread).containsExactly(20L, 20L);
	}

	@Test
	void expiredValueThatAStoreReplacesWasOfUseUntilItsLastHit() {
		store("value");
		this.time.pass(Duration.ofSeconds(10));
		this.uses.hit("key");
		this.time.pass(Duration.ofSeconds(56));
		store("another");
		Lives lives = this.uses.seen().lives();
		assertThat(lives).extracting(Lives::expired, Lives::unread).containsExactly(1L, 0L);
		assertThat(lives.usedMillis().largest()).isEqualTo(10_000);
	}

	@Test
	void valueThatIsReplacedInItsTimeHasNotExpired() {
		store("value");
		this.time.pass(Duration.ofSeconds(59));
		store("another");
		this.time.pass(Duration.ofSeconds(59));
		assertThat(this.uses.seen().lives().expired()).isZero();
	}

	@Test
	void callThatTellsNothingOfTheValueDoesNotEndItsLife() {
		store("value");
		this.uses.called("key");
		assertThat(this.uses.seen().keys()).isEqualTo(1);
		this.time.pass(Duration.ofMinutes(2));
		assertThat(this.uses.seen().lives()).extracting(Lives::expired, Lives::unread).containsExactly(1L, 1L);
	}

	@Test
	void ofALargePayloadLengthAndBeginningAreCompared() {
		String large = "x".repeat(PayloadSample.MAXIMUM_BYTES);
		assertThat(unchanged(large + "one", large + "two")).as("an end that is not looked at").isEqualTo(1);
		assertThat(unchanged(large + "one", large + "three")).isZero();
		assertThat(unchanged("one" + large, "two" + large)).isZero();
	}

	@Test
	void nullBeginsNoLifeAndEndsTheOneBefore() {
		this.uses.stored("key", nothing(), MINUTE);
		this.time.pass(Duration.ofMinutes(2));
		this.uses.missed("key", false);
		assertThat(this.uses.seen().lives()).isEqualTo(Lives.NONE);
		store("value");
		this.uses.stored("key", nothing(), MINUTE);
		this.time.pass(Duration.ofMinutes(2));
		this.uses.missed("key", false);
		store("value");
		assertThat(this.uses.seen().lives()).extracting(Lives::expired, Lives::returned, Lives::compared)
			.containsExactly(0L, 0L, 0L);
	}

	@Test
	void valueThatWasLoadedAgainAsNullHasChanged() {
		store("value");
		this.time.pass(Duration.ofMinutes(2));
		this.uses.missed("key", false);
		this.uses.stored("key", nothing(), MINUTE);
		store("value");
		assertThat(this.uses.seen().lives()).extracting(Lives::returned, Lives::compared, Lives::unchanged)
			.containsExactly(1L, 1L, 0L);
	}

	@Test
	void valueWithoutATimeNeverExpires() {
		this.uses.stored("key", entry("value"), TimeToLive.NONE);
		this.time.pass(Duration.ofDays(10));
		assertThat(this.uses.seen().lives()).isEqualTo(Lives.NONE);
	}

	@Test
	void payloadsAreFewAndTheirBeginningsOnly() {
		for (int i = 0; i < 1_000; i++) {
			this.uses.stored("key:" + i, new byte[100_000], MINUTE);
		}
		assertThat(this.uses.payloads()).hasSize(PayloadSample.SIZE)
			.allMatch((payload) -> payload.length == PayloadSample.MAXIMUM_BYTES);
		assertThat(this.uses.seen().sizes().count()).isEqualTo(1_000);
	}

	private long unchanged(String value, String successor) {
		long before = this.uses.seen().lives().unchanged();
		store(value);
		this.time.pass(Duration.ofSeconds(90));
		this.uses.missed("key", false);
		store(successor);
		return this.uses.seen().lives().unchanged() - before;
	}

	private void store(String value) {
		this.uses.stored("key", entry(value), MINUTE);
	}

	private static byte[] nothing() {
		return EntryBuilder.at(Position.NONE).toBytesOfNull("java.lang.String");
	}

	private static byte[] entry(String value) {
		return EntryBuilder.at(Position.NONE).toBytes(new EncodedValue("java.lang.String", value.getBytes()));
	}

}
