package io.cacheaside.engine;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.cacheaside.TimeToLive;
import io.cacheaside.codec.EncodedValue;
import io.cacheaside.codec.Entry;
import io.cacheaside.codec.EntryBuilder;
import io.cacheaside.codec.EntryFormat;
import io.cacheaside.engine.SweepRule.Verdict;
import io.cacheaside.key.CacheKey;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What every remote tier makes due, told to or by a sweep, and what it leaves. */
abstract class RemoteTierDueContract extends RemoteTierClaimContract {

	private static final CacheKey KEY = key("user", "due");

	@Test
	void valueThatIsNeverRefreshedBecomesDueAndNothingElseOfItChanges() {
		Entry before = stored(0);
		assertThat(makeDue(KEY)).isEqualTo(1);
		Entry due = entry();
		assertThat(due.refreshAt()).isBetween(before.storedAt(), now());
		assertThat(due.bytes()).isEqualTo(EntryBuilder.at(before.position())
			.tags(List.of("tag"))
			.times(before.storedAt(), before.expiresAt(), due.refreshAt())
			.toBytes(new EncodedValue("T", new byte[] { 1, 2, 3 })));
	}

	@Test
	void valueThatIsRefreshedLaterBecomesDueNow() {
		Entry before = stored(60_000);
		assertThat(makeDue(KEY)).isEqualTo(1);
		assertThat(entry().refreshAt()).isBetween(before.storedAt(), now()).isLessThan(before.refreshAt());
	}

	@Test
	void valueThatIsDueStaysAsItIs() {
		Entry before = stored(1);
		await().atMost(LIMIT).until(() -> now() > before.refreshAt() + 5);
		assertThat(makeDue(KEY)).isEqualTo(1);
		assertThat(entry().bytes()).isEqualTo(before.bytes());
	}

	@Test
	void leaseAloneStaysAndIsNotCounted() {
		Lease lease = seized(KEY);
		assertThat(makeDue(KEY)).isZero();
		assertThat(get(tier().read(KEY))).hasValueSatisfying((read) -> assertThat(read).isEqualTo(lease.bytes()));
		assertThat(get(tier().store(entry(lease, "value", LONG)))).isTrue();
	}

	@Test
	void emptySlotStaysEmptyAndWhatIsNoEntryStays() {
		assertThat(makeDue(KEY)).isZero();
		assertThat(get(tier().read(KEY))).isEmpty();
		byte[] otherVersion = value(KEY, "of another version");
		otherVersion[EntryFormat.VERSION_OFFSET] = 99;
		byte[] cutOff = Arrays.copyOf(value(KEY, "cut off"), 80);
		for (byte[] foreign : List.of(new byte[] { 1, 2, 3 }, new byte[100], otherVersion, cutOff)) {
			place(KEY, foreign);
			assertThat(makeDue(KEY)).isZero();
			assertThat(get(tier().read(KEY))).hasValueSatisfying((read) -> assertThat(read).isEqualTo(foreign));
		}
	}

	@Test
	void leaseBesideAValueStaysAndSoDoesARest() {
		Lease lease = lease(KEY);
		get(tier().claim(lease, stored(0).bytes()));
		byte[] claimed = entry().bytes();
		assertThat(makeDue(KEY)).isEqualTo(1);
		assertThat(entry().bytes()).isEqualTo(claimed);
		assertThat(get(tier().release(lease))).isTrue();
		byte[] resting = entry().bytes();
		assertThat(makeDue(KEY)).isEqualTo(1);
		assertThat(entry().bytes()).isEqualTo(resting);
	}

	@Test
	void leaseThatIsOverIsLeftToNobodySoThatItsLateValueIsRefused() {
		Lease lease = lease(KEY, Duration.ofMillis(50));
		assertThat(get(tier().claim(lease, stored(0).bytes()))).isTrue();
		long freeAt = entry().refreshAt();
		await().atMost(LIMIT).until(() -> now() > freeAt + 5);
		assertThat(makeDue(KEY)).isEqualTo(1);
		assertThat(entry().isLeasedTo(0, 0)).isTrue();
		assertThat(entry().refreshAt()).isEqualTo(freeAt);
		assertThat(get(tier().store(entry(lease, "late", LONG)))).isFalse();
		assertThat(get(tier().extend(lease))).isFalse();
		assertThat(get(tier().claim(lease(KEY), entry().bytes()))).isTrue();
	}

	@Test
	void claimByWhoReadTheValueBeforeFailsAndSucceedsAfterAnotherLook() {
		byte[] seen = stored(0).bytes();
		assertThat(makeDue(KEY)).isEqualTo(1);
		Lease lease = lease(KEY);
		assertThat(get(tier().claim(lease, seen))).isFalse();
		assertThat(get(tier().claim(lease, entry().bytes()))).isTrue();
		assertThat(get(tier().store(entry(lease, "newer", LONG)))).isTrue();
		assertThat(entry().refreshAt()).isZero();
	}

	@Test
	void lifeOfWhatIsDueEndsWhenItWouldHave() {
		await().atMost(LIMIT).until(() -> {
			Lease lease = seized(KEY);
			get(tier().store(entry(lease, "brief", TimeToLive.of(Duration.ofMillis(300)))));
			return makeDue(KEY) == 1 && text(KEY).isPresent();
		});
		await().atMost(LIMIT).until(() -> get(tier().read(KEY)).isEmpty());
		assertThat(makeDue(KEY)).isZero();
		assertThat(get(tier().read(KEY))).isEmpty();
	}

	@Test
	void manyAreMadeDueAndThoseWithAValueAreCounted() {
		List<CacheKey> keys = keys("user", 400);
		keys.subList(0, 250).forEach((key) -> write(key, "value"));
		seized(keys.get(300));
		assertThat(makeDue(keys.toArray(CacheKey[]::new))).isEqualTo(250);
		assertThat(get(tier().readAll(keys.subList(0, 250))))
			.allSatisfy((read) -> assertThat(Entry.parse(read.orElseThrow()).orElseThrow().refreshAt()).isPositive());
	}

	@Test
	void sweepOfGivenKeysDoesAsItsRuleSays() {
		List<CacheKey> keys = writtenByVerdict();
		assertThat(get(tier().sweep(keys, RemoteTierDueContract::byTag))).isEqualTo(100);
		assertDoneByVerdict(keys);
	}

	@Test
	void sweepDoesAsItsRuleSaysAndCountsWhatItRemoved() {
		List<CacheKey> keys = writtenByVerdict();
		assertThat(get(tier().sweep(RemoteTierDueContract::byTag))).isEqualTo(new SweepReport(300, 100));
		assertDoneByVerdict(keys);
	}

	@Test
	void sweepThatMakesEverythingDueLeavesLeasesAndWhatCannotBeRead() {
		write(key("user", "1"), "value");
		Lease lease = seized(key("user", "2"));
		byte[] otherVersion = value(key("user", "3"), "of another version");
		otherVersion[EntryFormat.VERSION_OFFSET] = 99;
		place(key("user", "3"), otherVersion);
		assertThat(get(tier().sweep((entry) -> Verdict.MAKE_DUE))).isEqualTo(new SweepReport(3, 0));
		assertThat(entry(key("user", "1")).refreshAt()).isPositive();
		assertThat(get(tier().read(key("user", "2"))))
			.hasValueSatisfying((read) -> assertThat(read).isEqualTo(lease.bytes()));
		assertThat(get(tier().read(key("user", "3"))))
			.hasValueSatisfying((read) -> assertThat(read).isEqualTo(otherVersion));
	}

	private List<CacheKey> writtenByVerdict() {
		List<CacheKey> keys = keys("user", 300);
		for (int i = 0; i < keys.size(); i++) {
			write(keys.get(i), "value", Verdict.values()[i % 3].name());
		}
		return keys;
	}

	private void assertDoneByVerdict(List<CacheKey> keys) {
		for (int i = 0; i < keys.size(); i++) {
			switch (Verdict.values()[i % 3]) {
				case KEEP -> assertThat(entry(keys.get(i)).refreshAt()).as("key %s", i).isZero();
				case MAKE_DUE -> assertThat(entry(keys.get(i)).refreshAt()).as("key %s", i).isPositive();
				case REMOVE -> assertThat(get(tier().read(keys.get(i)))).as("key %s", i).isEmpty();
			}
		}
	}

	private static Verdict byTag(StoredEntry entry) {
		return Stream.of(Verdict.values())
			.filter((verdict) -> entry.header().orElseThrow().hasTag(verdict.name()))
			.findFirst()
			.orElseThrow();
	}

	/** A value with a tag that is due after so many milliseconds, 0 for never. */
	private Entry stored(long refreshAfter) {
		Lease lease = seized(KEY);
		byte[] bytes = builder(KEY, "tag").times(1, 2, refreshAfter)
			.toBytes(new EncodedValue("T", new byte[] { 1, 2, 3 }));
		assertThat(get(tier().store(new EntryWrite(KEY, lease.token(), bytes, LONG)))).isTrue();
		return entry();
	}

	private long makeDue(CacheKey... keys) {
		return get(tier().makeDue(List.of(keys)));
	}

	private Entry entry() {
		return entry(KEY);
	}

	private Entry entry(CacheKey key) {
		return Entry.parse(get(tier().read(key)).orElseThrow()).orElseThrow();
	}

	private long now() {
		await().atMost(LIMIT).until(() -> tier().serverMillis(KEY).isPresent());
		return tier().serverMillis(KEY).orElseThrow();
	}

}
