package io.cacheaside.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.cacheaside.codec.Entry;
import io.cacheaside.codec.EntryFormat;
import io.cacheaside.key.CacheKey;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What every remote tier removes, and what it leaves. */
abstract class RemoteTierRemovalContract extends RemoteTierDueContract {

	@Test
	void deleteRemovesAndCountsWhatWasThere() {
		List<CacheKey> keys = keys("user", 20);
		keys.subList(0, 15).forEach((key) -> write(key, "value"));
		assertThat(get(tier().delete(keys.subList(10, 20)))).isEqualTo(5);
		assertThat(get(tier().readAll(keys)).stream().filter(Optional::isPresent)).hasSize(10);
	}

	@Test
	void deleteTakesLeasesAndWhatIsNoEntry() {
		seized(key("user", "1"));
		place(key("user", "2"), new byte[] { 1 });
		assertThat(get(tier().delete(List.of(key("user", "1"), key("user", "2"))))).isEqualTo(2);
	}

	@Test
	void deleteIfRemovesWhatItsTestSelectsOfTheGivenKeys() {
		List<CacheKey> keys = keys("user", 300);
		keys.forEach((key) -> write(key, "value", (key.logical().hashCode() % 2 == 0) ? "even" : "odd"));
		long even = keys.subList(0, 200).stream().filter((key) -> key.logical().hashCode() % 2 == 0).count();
		assertThat(get(tier().sweep(keys.subList(0, 200), SweepRule.removing((stored) -> hasTag(stored, "even")))))
			.isEqualTo(even);
		assertThat(get(tier().readAll(keys)).stream().filter(Optional::isPresent)).hasSize((int) (300 - even));
	}

	@Test
	void deleteIfTellsTheLogicalKeyEvenOfWhatCannotBeRead() {
		CacheKey plain = key("user", "1");
		CacheKey hashed = key("list", "x".repeat(600));
		List.of(plain, hashed).forEach((key) -> place(key, unreadable(key)));
		Queue<StoredEntry> seen = new ConcurrentLinkedQueue<>();
		assertThat(get(tier().sweep(List.of(plain, hashed, key("user", "absent")), SweepRule.removing(seen::add))))
			.isEqualTo(2);
		assertThat(seen).containsExactlyInAnyOrder(new StoredEntry(plain.logical(), Optional.empty()),
				new StoredEntry(hashed.logical(), Optional.empty()));
	}

	@Test
	void deleteIfLeavesWhatIsNoEntry() {
		CacheKey key = key("user", "1");
		place(key, new byte[] { 1, 2, 3 });
		assertThat(get(tier().sweep(List.of(key), SweepRule.removing((stored) -> true)))).isZero();
		assertThat(get(tier().read(key))).isPresent();
	}

	@Test
	void sweepMeetsEveryEntryAndRemovesWhatItsTestSelects() {
		keys("user", 200).forEach((key) -> write(key, "value", "org:1", "vip"));
		keys("list", 100).forEach((key) -> write(key, "value", "org:10"));
		Queue<String> seen = new ConcurrentLinkedQueue<>();
		SweepReport report = get(tier().sweep(SweepRule.removing((stored) -> {
			seen.add(stored.logicalKey());
			return hasTag(stored, "org:1");
		})));
		assertThat(report).isEqualTo(new SweepReport(300, 200));
		assertThat(seen).containsExactlyInAnyOrderElementsOf(
				Stream.concat(keys("user", 200).stream(), keys("list", 100).stream()).map(CacheKey::logical).toList());
		assertThat(get(tier().sweep(SweepRule.removing((stored) -> true)))).isEqualTo(new SweepReport(100, 100));
		assertThat(get(tier().sweep(SweepRule.removing((stored) -> true)))).isEqualTo(new SweepReport(0, 0));
	}

	@Test
	void sweepWhoseRuleIsOverMeetsNothingAndFails() {
		write(key("user", "1"), "value");
		Queue<String> told = new ConcurrentLinkedQueue<>();
		assertThat(tier().sweep(new SweepRule() {

			@Override
			public void begins() {
				told.add("begins");
			}

			@Override
			public boolean isOver() {
				return true;
			}

			@Override
			public Verdict judge(StoredEntry entry) {
				told.add("judges");
				return Verdict.KEEP;
			}

		})).failsWithin(LIMIT);
		assertThat(told).containsExactly("begins");
	}

	@Test
	void sweepMeetsLeasesWithTheirHeaders() {
		Lease lease = seized(key("user", "1"));
		Queue<StoredEntry> seen = new ConcurrentLinkedQueue<>();
		assertThat(get(tier().sweep(SweepRule.removing((stored) -> !seen.add(stored)))))
			.isEqualTo(new SweepReport(1, 0));
		assertThat(seen).singleElement().satisfies((stored) -> {
			Entry header = stored.header().orElseThrow();
			assertThat(header.hasValue()).isFalse();
			assertThat(header.isLeasedTo(lease.token().high(), lease.token().low())).isTrue();
		});
		assertThat(get(tier().sweep(SweepRule.removing((stored) -> true)))).isEqualTo(new SweepReport(1, 1));
		assertThat(get(tier().store(entry(lease, "late", LONG)))).isFalse();
	}

	@Test
	void sweepMeetsEntriesOfAFormatThatCannotBeRead() {
		place(key("user", "1"), unreadable(key("user", "1")));
		place(key("user", "2"), Arrays.copyOf(value(key("user", "2"), "cut off"), 20));
		place(key("user", "3"), Arrays.copyOf(value(key("user", "3"), "cut off"), 2));
		write(key("user", "4"), "value");
		SweepReport report = get(tier().sweep(SweepRule.removing((stored) -> stored.header().isEmpty())));
		assertThat(report).isEqualTo(new SweepReport(4, 3));
		assertThat(text(key("user", "4"))).contains("value");
	}

	@Test
	void sweepLeavesWhatIsNoEntry() {
		place(key("list", "empty"), new byte[0]);
		place(key("list", "half"), new byte[] { (byte) (EntryFormat.MAGIC >> 8) });
		place(key("list", "zeros"), new byte[100]);
		place(key("list", "large"), new byte[20_000]);
		byte[] other = value(key("list", "other"), "value");
		other[1]++;
		place(key("list", "other"), other);
		assertThat(get(tier().sweep(SweepRule.removing((stored) -> true)))).isEqualTo(new SweepReport(0, 0));
		assertThat(get(tier().read(key("list", "large")))).isPresent();
		assertThat(get(tier().read(key("list", "other")))).isPresent();
	}

	@Test
	void sweepReadsHeadersWithThousandsOfTags() {
		String[] tags = IntStream.range(0, 3_000).mapToObj((i) -> "tag:" + i).toArray(String[]::new);
		write(key("user", "1"), "value", tags);
		place(key("user", "2"), builder(key("user", "2"), tags).toBytesOfNull(""));
		assertThat(get(tier().sweep(SweepRule.removing((stored) -> hasTag(stored, "tag:3000")))))
			.isEqualTo(new SweepReport(2, 0));
		assertThat(get(tier().sweep(SweepRule.removing((stored) -> hasTag(stored, "tag:2999")))))
			.isEqualTo(new SweepReport(2, 2));
	}

	@Test
	void sweepMeetsLongKeysByTheirUnhashedForm() {
		CacheKey first = key("list", "org1:" + "x".repeat(600));
		CacheKey second = key("list", "org2:" + "x".repeat(600));
		List.of(first, second).forEach((key) -> write(key, "value"));
		assertThat(get(tier().sweep(SweepRule.removing((stored) -> stored.logicalKey().equals(first.logical())))))
			.isEqualTo(new SweepReport(2, 1));
		assertThat(get(tier().read(first))).isEmpty();
		assertThat(text(second)).contains("value");
	}

	@Test
	void testThatThrowsFailsTheSweepAndRemovesNothing() {
		write(key("user", "1"), "value");
		assertThat(tier().sweep(SweepRule.removing((stored) -> {
			throw new IllegalStateException("as told");
		}))).failsWithin(LIMIT).withThrowableThat().withStackTraceContaining("as told");
		assertThat(text(key("user", "1"))).contains("value");
	}

	private static boolean hasTag(StoredEntry stored, String tag) {
		return stored.header().filter((header) -> header.hasTag(tag)).isPresent();
	}

	private static byte[] unreadable(CacheKey key) {
		byte[] bytes = value(key, "of another version");
		bytes[EntryFormat.VERSION_OFFSET] = 99;
		return bytes;
	}

}
