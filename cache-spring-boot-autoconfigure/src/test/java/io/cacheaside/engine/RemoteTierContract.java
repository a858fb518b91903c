package io.cacheaside.engine;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

import io.cacheaside.Position;
import io.cacheaside.TimeToLive;
import io.cacheaside.codec.EncodedValue;
import io.cacheaside.codec.Entry;
import io.cacheaside.codec.EntryBuilder;
import io.cacheaside.key.CacheKey;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What every remote tier does with its slots. What it removes is in
 * {@link RemoteTierRemovalContract}, what it makes due in {@link RemoteTierDueContract}.
 * The tier under test is empty when a test begins.
 */
public abstract class RemoteTierContract extends RemoteTierRemovalContract {

	@Test
	void connectedTierSaysSo() {
		assertThat(tier().isConnected()).isTrue();
	}

	@Test
	void absentEntryIsEmpty() {
		assertThat(get(tier().read(key("user", "1")))).isEmpty();
	}

	@Test
	void storedBytesAreReadBackButForTheTimes() {
		Lease lease = seized(key("user", "1"));
		byte[] payload = new byte[256];
		for (int i = 0; i < payload.length; i++) {
			payload[i] = (byte) i;
		}
		byte[] bytes = builder(lease.key(), "tag").times(1, 2, 0).toBytes(new EncodedValue("T", payload));
		assertThat(get(tier().store(new EntryWrite(lease.key(), lease.token(), bytes, LONG)))).isTrue();
		byte[] read = get(tier().read(lease.key())).orElseThrow();
		Entry entry = Entry.parse(read).orElseThrow();
		assertThat(read).isEqualTo(builder(lease.key(), "tag").times(entry.storedAt(), entry.expiresAt(), 0)
			.toBytes(new EncodedValue("T", payload)));
	}

	@Test
	void keysOfAnyScriptAreKept() {
		write(key("user", "żółć-日本-🎈"), "value");
		assertThat(text(key("user", "żółć-日本-🎈"))).contains("value");
		assertThat(text(key("user", "żółć-日本-🎉"))).isEmpty();
	}

	@Test
	void readAllAnswersInTheOrderOfTheKeys() {
		List<CacheKey> keys = keys("user", 50);
		for (int i = 0; i < 50; i++) {
			if (i % 3 != 0) {
				write(keys.get(i), "v" + i);
			}
		}
		List<Optional<byte[]>> read = get(tier().readAll(keys));
		assertThat(read).hasSize(50);
		for (int i = 0; i < 50; i++) {
			assertThat(text(read.get(i))).isEqualTo((i % 3 != 0) ? Optional.of("v" + i) : Optional.empty());
		}
	}

	@Test
	void readAllTakesTheSameKeyTwice() {
		write(key("user", "1"), "one");
		assertThat(get(tier().readAll(List.of(key("user", "1"), key("user", "2"), key("user", "1")))))
			.map(RemoteTierFixture::text)
			.containsExactly(Optional.of("one"), Optional.empty(), Optional.of("one"));
	}

	@Test
	void batchesOfNothingAskNobody() {
		assertThat(get(tier().readAll(List.of()))).isEmpty();
		assertThat(get(tier().leaseAll(List.of()))).isEmpty();
		assertThat(get(tier().storeAll(List.of()))).isZero();
		assertThat(get(tier().delete(List.of()))).isZero();
		assertThat(get(tier().makeDue(List.of()))).isZero();
		assertThat(get(tier().sweep(List.of(), SweepRule.removing((stored) -> true)))).isZero();
	}

	@Test
	void emptySlotIsLeasedOnce() {
		Lease first = lease(key("user", "1"));
		assertThat(get(tier().lease(first, null))).isTrue();
		assertThat(get(tier().lease(lease(first.key()), null))).isFalse();
		assertThat(get(tier().read(first.key())))
			.hasValueSatisfying((read) -> assertThat(read).isEqualTo(first.bytes()));
	}

	@Test
	void leaseIsIdempotentPerToken() {
		Lease lease = lease(key("user", "1"));
		assertThat(get(tier().lease(lease, null))).isTrue();
		assertThat(get(tier().lease(lease, null))).isTrue();
		assertThat(get(tier().lease(lease, new byte[] { 1 }))).isTrue();
		assertThat(get(tier().leaseAll(List.of(lease, lease)))).containsExactly(true, true);
		assertThat(get(tier().store(entry(lease, "value", LONG)))).isTrue();
	}

	@Test
	void emptySlotIsLeasedWhateverItHeldBefore() {
		Lease lease = lease(key("user", "1"));
		assertThat(get(tier().lease(lease, value(lease.key(), "gone")))).isTrue();
	}

	@Test
	void valueIsLeasedOnlyWhereItIsNamed() {
		write(key("user", "1"), "stale");
		assertThat(get(tier().lease(lease(key("user", "1")), null))).isFalse();
		assertThat(text(key("user", "1"))).contains("stale");
	}

	@Test
	void staleValueIsLeasedWhileItsHeaderIsUnchanged() {
		CacheKey key = key("user", "1");
		write(key, "stale");
		byte[] stale = get(tier().read(key)).orElseThrow();
		Lease lease = lease(key);
		assertThat(get(tier().lease(lease, stale))).isTrue();
		assertThat(get(tier().lease(lease(key), stale))).isFalse();
		// Newer by more than the time, which may be the same millisecond.
		byte[] fresh = builder(key).loadMicros(7)
			.toBytes(new EncodedValue("T", "fresh".getBytes(StandardCharsets.UTF_8)));
		assertThat(get(tier().store(new EntryWrite(key, lease.token(), fresh, LONG)))).isTrue();
		assertThat(get(tier().lease(lease(key), stale))).isFalse();
		assertThat(text(key)).contains("fresh");
	}

	@Test
	void fixedHeaderAloneNamesAStaleValue() {
		CacheKey key = key("user", "1");
		write(key, "stale");
		byte[] header = Arrays.copyOf(get(tier().read(key)).orElseThrow(), 84);
		assertThat(get(tier().lease(lease(key), header))).isTrue();
	}

	@Test
	void everyByteOfTheFixedHeaderCounts() {
		CacheKey key = key("user", "1");
		place(key, value(key, "stale"));
		for (int i = 0; i < 84; i++) {
			byte[] other = value(key, "stale");
			other[i] ^= 0x40;
			assertThat(get(tier().lease(lease(key), other))).as("byte " + i).isFalse();
		}
		assertThat(get(tier().lease(lease(key), value(key, "other payload")))).isTrue();
	}

	@Test
	void bytesThatAreNoEntryAreLeasedWhenNamedWhole() {
		CacheKey key = key("user", "1");
		place(key, new byte[] { 1, 2, 3 });
		assertThat(get(tier().lease(lease(key), new byte[] { 1, 2 }))).isFalse();
		assertThat(get(tier().lease(lease(key), new byte[] { 1, 2, 3, 4 }))).isFalse();
		assertThat(get(tier().lease(lease(key), new byte[] { 1, 2, 3 }))).isTrue();
	}

	@Test
	void seizingTakesWhateverIsThere() {
		CacheKey key = key("user", "1");
		Lease first = seized(key);
		Lease second = seized(key);
		assertThat(get(tier().store(entry(first, "late", LONG)))).isFalse();
		assertThat(get(tier().store(entry(second, "value", LONG)))).isTrue();
		Lease third = seized(key);
		assertThat(text(key)).isEmpty();
		assertThat(get(tier().store(entry(third, "newer", LONG)))).isTrue();
		assertThat(text(key)).contains("newer");
	}

	@Test
	void leaseAllTakesTheEmptySlots() {
		write(key("user", "3"), "old");
		Lease other = seized(key("user", "4"));
		List<Lease> leases = keys("user", 500).stream().map(RemoteTierFixture::lease).toList();
		List<Boolean> leased = get(tier().leaseAll(leases));
		assertThat(leased).hasSize(500);
		for (int i = 0; i < 500; i++) {
			assertThat(leased.get(i)).as("slot " + i).isEqualTo(i != 3 && i != 4);
		}
		assertThat(text(key("user", "3"))).contains("old");
		assertThat(get(tier().store(entry(other, "value", LONG)))).isTrue();
	}

	@Test
	void emptySlotRefusesAStore() {
		assertThat(get(tier().store(entry(lease(key("user", "1")), "value", LONG)))).isFalse();
		assertThat(get(tier().read(key("user", "1")))).isEmpty();
	}

	@Test
	void storeWithAnotherLoadsTokenIsRefused() {
		Lease lease = seized(key("user", "1"));
		for (LeaseToken other : List.of(new LeaseToken(lease.token().high() + 1, lease.token().low()),
				new LeaseToken(lease.token().high(), lease.token().low() + 1), LeaseToken.NOBODY)) {
			EntryWrite write = new EntryWrite(lease.key(), other, value(lease.key(), "late"), LONG);
			assertThat(get(tier().store(write))).isFalse();
		}
		assertThat(get(tier().read(lease.key())))
			.hasValueSatisfying((read) -> assertThat(read).isEqualTo(lease.bytes()));
	}

	@Test
	void valueThatBearsATokenWithoutALeaseIsNotOverwritten() {
		CacheKey key = key("user", "1");
		byte[] stored = value(key, "stored");
		place(key, stored);
		assertThat(get(tier().store(new EntryWrite(key, LeaseToken.NOBODY, value(key, "late"), LONG)))).isFalse();
		assertThat(text(key)).contains("stored");
	}

	@Test
	void leaseIsGoodForOneStore() {
		Lease lease = seized(key("user", "1"));
		assertThat(get(tier().store(entry(lease, "first", LONG)))).isTrue();
		assertThat(get(tier().store(entry(lease, "second", LONG)))).isFalse();
		assertThat(text(lease.key())).contains("first");
	}

	@Test
	void storeAfterAnEvictIsRefused() {
		Lease lease = seized(key("user", "1"));
		get(tier().delete(List.of(lease.key())));
		assertThat(get(tier().store(entry(lease, "late", LONG)))).isFalse();
		assertThat(get(tier().read(lease.key()))).isEmpty();
	}

	@Test
	void storeAfterTheLeaseExpiredIsRefused() {
		CacheKey key = key("user", "1");
		Lease expired = lease(key, Duration.ofMillis(50));
		get(tier().seize(expired));
		await().atMost(LIMIT).until(() -> get(tier().read(key)).isEmpty());
		assertThat(get(tier().store(entry(expired, "late", LONG)))).isFalse();
		Lease second = lease(key);
		assertThat(get(tier().lease(second, null))).isTrue();
		assertThat(get(tier().store(entry(second, "value", LONG)))).isTrue();
		assertThat(get(tier().store(entry(expired, "late", LONG)))).isFalse();
		assertThat(text(key)).contains("value");
	}

	@Test
	void storeAllCountsWhatItStored() {
		List<Lease> leases = keys("user", 500).stream().map(RemoteTierFixture::lease).toList();
		get(tier().leaseAll(leases.subList(0, 300)));
		Lease seized = seized(key("user", "7"));
		assertThat(get(tier().storeAll(leases.stream().map((lease) -> entry(lease, "value", LONG)).toList())))
			.isEqualTo(299);
		assertThat(text(key("user", "299"))).contains("value");
		assertThat(get(tier().read(key("user", "300")))).isEmpty();
		assertThat(get(tier().store(entry(seized, "its own", LONG)))).isTrue();
	}

	@Test
	void extendedLeaseOutlivesItsFirstTerm() {
		CacheKey key = key("user", "1");
		Lease brief = lease(key, Duration.ofMillis(300));
		Lease longer = new Lease(key, brief.token(), brief.bytes(), Duration.ofMinutes(1));
		await().atMost(LIMIT).until(() -> {
			get(tier().seize(brief));
			return get(tier().extend(longer));
		});
		await().pollDelay(Duration.ofMillis(500)).until(() -> get(tier().read(key)).isPresent());
		assertThat(get(tier().store(entry(brief, "value", LONG)))).isTrue();
	}

	@Test
	void leaseThatIsNotHeldIsNotExtended() {
		CacheKey key = key("user", "1");
		Lease lease = lease(key);
		assertThat(get(tier().extend(lease))).isFalse();
		assertThat(get(tier().read(key))).isEmpty();
		seized(key);
		assertThat(get(tier().extend(lease))).isFalse();
		write(key, "value");
		assertThat(get(tier().extend(lease))).isFalse();
		assertThat(text(key)).contains("value");
	}

	@Test
	void releaseEmptiesTheSlotOnlyForItsHolder() {
		Lease lease = seized(key("user", "1"));
		assertThat(get(tier().release(lease(lease.key())))).isFalse();
		assertThat(get(tier().read(lease.key()))).isPresent();
		assertThat(get(tier().release(lease))).isTrue();
		assertThat(get(tier().read(lease.key()))).isEmpty();
		assertThat(get(tier().release(lease))).isFalse();
	}

	@Test
	void valueUnderALeaseIsReplacedByItsHolder() {
		CacheKey key = key("user", "1");
		Lease lease = lease(key);
		place(key, builder(key).lease(lease.token().high(), lease.token().low())
			.toBytes(new EncodedValue("java.lang.String", "stale".getBytes(StandardCharsets.UTF_8))));
		assertThat(get(tier().store(entry(lease(key), "late", LONG)))).isFalse();
		assertThat(get(tier().store(entry(lease, "fresh", LONG)))).isTrue();
		assertThat(text(key)).contains("fresh");
	}

	@Test
	void timesInTheHeaderAreTheServers() {
		CacheKey key = key("user", "1");
		await().atMost(LIMIT).until(() -> tier().serverMillis(key).isPresent());
		long before = tier().serverMillis(key).orElseThrow();
		Lease lease = seized(key);
		byte[] bytes = builder(key).times(1, 2, 40_000).toBytes(new EncodedValue("T", new byte[3]));
		get(tier().store(new EntryWrite(key, lease.token(), bytes, TimeToLive.of(Duration.ofSeconds(90)))));
		Entry entry = Entry.parse(get(tier().read(key)).orElseThrow()).orElseThrow();
		long after = tier().serverMillis(key).orElseThrow();
		assertThat(entry.storedAt()).isBetween(before - 2_000, after);
		assertThat(entry.expiresAt()).isEqualTo(entry.storedAt() + 90_000);
		assertThat(entry.refreshAt()).isEqualTo(entry.storedAt() + 40_000);
	}

	@Test
	void entryWithoutTimeToLiveNeverExpires() {
		Lease lease = seized(key("user", "1"));
		byte[] bytes = builder(lease.key()).times(1, 2, 0).toBytesOfNull("");
		get(tier().store(new EntryWrite(lease.key(), lease.token(), bytes, TimeToLive.NONE)));
		Entry entry = Entry.parse(get(tier().read(lease.key())).orElseThrow()).orElseThrow();
		assertThat(entry.storedAt()).isGreaterThan(1_000_000_000_000L);
		assertThat(entry.expiresAt()).isZero();
		assertThat(entry.refreshAt()).isZero();
	}

	@Test
	void serversClockRuns() {
		CacheKey key = key("user", "1");
		await().atMost(LIMIT).until(() -> tier().serverMillis(key).isPresent());
		AtomicLong first = new AtomicLong(tier().serverMillis(key).orElseThrow());
		await().atMost(LIMIT).until(() -> {
			OptionalLong now = tier().serverMillis(key);
			return now.isPresent() && now.getAsLong() > first.get();
		});
	}

	@Test
	void entryIsGoneAfterItsTimeToLive() {
		Lease first = seized(key("user", "1"));
		Lease second = seized(key("user", "2"));
		TimeToLive brief = TimeToLive.of(Duration.ofMillis(80));
		assertThat(get(tier().store(entry(first, "value", brief)))).isTrue();
		await().atMost(LIMIT).until(() -> get(tier().read(first.key())).isEmpty());
		assertThat(get(tier().storeAll(List.of(entry(second, "value", brief))))).isEqualTo(1);
		await().atMost(LIMIT).until(() -> get(tier().read(second.key())).isEmpty());
	}

	@Test
	void tinyTimeToLiveIsNoError() {
		Lease lease = seized(key("user", "1"));
		assertThat(get(tier().store(entry(lease, "value", TimeToLive.of(Duration.ofNanos(1)))))).isTrue();
		await().atMost(LIMIT).until(() -> get(tier().read(lease.key())).isEmpty());
	}

	@Test
	void longestTimeToLiveIsNoError() {
		Lease lease = seized(key("user", "1"));
		assertThat(get(tier().store(entry(lease, "value", TimeToLive.of(Duration.ofDays(36_500)))))).isTrue();
		assertThat(text(lease.key())).contains("value");
	}

	@Test
	void positionsOfAnySizeAreKept() {
		Lease lease = seized(key("user", "1"));
		Position position = new Position(-1, Long.MAX_VALUE, 0x0D0A00FF);
		byte[] bytes = EntryBuilder.at(position).toBytesOfNull("");
		assertThat(get(tier().store(new EntryWrite(lease.key(), lease.token(), bytes, LONG)))).isTrue();
		Entry entry = Entry.parse(get(tier().read(lease.key())).orElseThrow()).orElseThrow();
		assertThat(entry.position()).isEqualTo(position);
		assertThat(entry.expiresAt() - entry.storedAt()).isEqualTo(300_000);
	}

}
