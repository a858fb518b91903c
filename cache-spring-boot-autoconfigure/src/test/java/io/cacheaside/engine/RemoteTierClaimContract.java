package io.cacheaside.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.cacheaside.TimeToLive;
import io.cacheaside.codec.EncodedValue;
import io.cacheaside.codec.Entry;
import io.cacheaside.codec.EntryBuilder;
import io.cacheaside.key.CacheKey;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What every remote tier does with leases beside values. */
public abstract class RemoteTierClaimContract extends RemoteTierUnleasedContract {

	private static final CacheKey KEY = key("user", "claimed");

	@Test
	void claimKeepsTheValueAndTellsUntilWhenItIsLeased() {
		Entry before = stored("value", "tag");
		Lease lease = lease(KEY);
		assertThat(get(tier().claim(lease, before.bytes()))).isTrue();
		Entry claimed = entry();
		assertThat(text(KEY)).contains("value");
		assertThat(claimed.isLeasedTo(lease.token().high(), lease.token().low())).isTrue();
		assertThat(claimed.refreshAt()).isBetween(before.storedAt() + 30_000, before.storedAt() + 60_000);
		byte[] expected = EntryBuilder.at(before.position())
			.tags(List.of("tag"))
			.lease(lease.token().high(), lease.token().low())
			.times(before.storedAt(), before.expiresAt(), claimed.refreshAt())
			.toBytes(new EncodedValue("java.lang.String", "value".getBytes()));
		assertThat(claimed.bytes()).isEqualTo(expected);
	}

	@Test
	void oneOfTwoClaimsOfWhatWasReadSucceeds() {
		byte[] seen = stored("value").bytes();
		Lease first = lease(KEY);
		assertThat(get(tier().claim(first, seen))).isTrue();
		assertThat(get(tier().claim(lease(KEY), seen))).isFalse();
		assertThat(get(tier().claim(first, seen))).isTrue();
	}

	@Test
	void claimIsRefusedWhereThereIsNoValueOrAnotherOne() {
		byte[] seen = stored("value").bytes();
		get(tier().delete(List.of(KEY)));
		assertThat(get(tier().claim(lease(KEY), seen))).isFalse();
		Lease other = seized(KEY);
		assertThat(get(tier().claim(lease(KEY), seen))).isFalse();
		assertThat(get(tier().claim(lease(KEY), other.bytes()))).isFalse();
		// Newer by more than the time, which may be the same millisecond.
		byte[] newer = builder(KEY).loadMicros(7).toBytesOfNull("");
		assertThat(get(tier().store(new EntryWrite(KEY, other.token(), newer, LONG)))).isTrue();
		assertThat(get(tier().claim(lease(KEY), seen))).isFalse();
		place(KEY, new byte[] { 1, 2, 3 });
		assertThat(get(tier().claim(lease(KEY), new byte[] { 1, 2, 3 }))).isFalse();
	}

	@Test
	void valueUnderAClaimIsReplacedByItsHolderAlone() {
		byte[] seen = stored("value").bytes();
		Lease lease = lease(KEY);
		get(tier().claim(lease, seen));
		assertThat(get(tier().store(entry(lease(KEY), "late", LONG)))).isFalse();
		assertThat(get(tier().store(entry(lease, "newer", LONG)))).isTrue();
		assertThat(text(KEY)).contains("newer");
		assertThat(entry().isLeased()).isFalse();
	}

	@Test
	void evictedSlotRefusesTheStoreOfItsClaim() {
		byte[] seen = stored("value").bytes();
		Lease lease = lease(KEY);
		get(tier().claim(lease, seen));
		get(tier().delete(List.of(KEY)));
		assertThat(get(tier().extend(lease))).isFalse();
		assertThat(get(tier().store(entry(lease, "old", LONG)))).isFalse();
		assertThat(get(tier().read(KEY))).isEmpty();
	}

	@Test
	void extendedClaimIsLeasedForLonger() {
		byte[] seen = stored("value").bytes();
		Lease lease = lease(KEY, Duration.ofSeconds(10));
		get(tier().claim(lease, seen));
		long first = entry().refreshAt();
		Lease longer = new Lease(KEY, lease.token(), lease.bytes(), Duration.ofSeconds(20));
		assertThat(get(tier().extend(longer))).isTrue();
		assertThat(entry().refreshAt()).isGreaterThanOrEqualTo(first + 10_000);
		assertThat(text(KEY)).contains("value");
	}

	@Test
	void claimAndItsExtensionOutliveAValueThatEnds() {
		Lease lease = lease(KEY);
		// Until one is claimed in its time.
		Entry brief = await().atMost(LIMIT).until(() -> {
			get(tier().store(entry(seized(KEY), "brief", TimeToLive.of(Duration.ofMillis(300)))));
			return get(tier().read(KEY)).filter((read) -> get(tier().claim(lease, read)));
		}, Optional::isPresent).flatMap(Entry::parse).orElseThrow();
		await().atMost(LIMIT).until(() -> tier().serverMillis(KEY).orElse(0) > brief.expiresAt() + 200);
		assertThat(entry().expiresAt()).isEqualTo(brief.expiresAt());
		assertThat(get(tier().store(entry(lease, "newer", LONG)))).isTrue();
	}

	@Test
	void claimNeverShortensALife() {
		byte[] seen = stored("value").bytes();
		Lease lease = lease(KEY, Duration.ofMillis(50));
		get(tier().claim(lease, seen));
		long over = entry().refreshAt() + 50;
		await().atMost(LIMIT).until(() -> tier().serverMillis(KEY).orElse(0) > over);
		assertThat(text(KEY)).contains("value");
	}

	@Test
	void valueWithoutAnEndStaysSoUnderAClaim() {
		Lease first = seized(KEY);
		get(tier().store(entry(first, "endless", TimeToLive.NONE)));
		Lease lease = lease(KEY, Duration.ofMillis(50));
		get(tier().claim(lease, entry().bytes()));
		long over = entry().refreshAt() + 50;
		await().atMost(LIMIT).until(() -> tier().serverMillis(KEY).orElse(0) > over);
		assertThat(text(KEY)).contains("endless");
		assertThat(entry().expiresAt()).isZero();
	}

	@Test
	void releasedClaimLeavesTheValueToRest() {
		byte[] seen = stored("value").bytes();
		Lease lease = lease(KEY);
		get(tier().claim(lease, seen));
		assertThat(get(tier().release(lease(KEY)))).isFalse();
		assertThat(entry().isResting()).isFalse();
		assertThat(get(tier().release(lease))).isTrue();
		Entry resting = entry();
		assertThat(resting.isResting()).isTrue();
		assertThat(resting.refreshAt()).isBetween(resting.storedAt() + Lease.REST.toMillis(),
				resting.storedAt() + Lease.REST.toMillis() + 20_000);
		assertThat(text(KEY)).contains("value");
		assertThat(get(tier().store(entry(lease, "late", LONG)))).isFalse();
		assertThat(get(tier().release(lease))).isFalse();
		assertThat(get(tier().claim(lease(KEY), resting.bytes()))).isTrue();
	}

	@Test
	void graceKeepsAValueThatIsOver() {
		storeOver(Duration.ofMinutes(1));
		Entry entry = entry();
		assertThat(entry.expiresAt()).isEqualTo(entry.storedAt() + 50);
		await().atMost(LIMIT).until(() -> tier().serverMillis(KEY).orElse(0) > entry.expiresAt() + 50);
		assertThat(text(KEY)).contains("over");
		storeOver(Duration.ofMillis(100));
		await().atMost(LIMIT).until(() -> get(tier().read(KEY)).isEmpty());
	}

	private void storeOver(Duration grace) {
		EntryWrite write = new EntryWrite(KEY, seized(KEY).token(), value(KEY, "over"),
				TimeToLive.of(Duration.ofMillis(50)), grace);
		assertThat(get(tier().store(write))).isTrue();
	}

	private Entry stored(String text, String... tags) {
		write(KEY, text, tags);
		return entry();
	}

	private Entry entry() {
		return Entry.parse(get(tier().read(KEY)).orElseThrow()).orElseThrow();
	}

}
