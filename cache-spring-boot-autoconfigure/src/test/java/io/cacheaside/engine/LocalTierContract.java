package io.cacheaside.engine;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import io.cacheaside.CacheSettings;
import io.cacheaside.LocalSettings;
import io.cacheaside.Position;
import io.cacheaside.TimeToLive;
import io.cacheaside.engine.marker.Subject;
import io.cacheaside.key.CacheKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What every local tier does. The tier under test is empty when a test begins. */
public abstract class LocalTierContract {

	/**
	 * The tier under test.
	 * @return a tier with room for a hundred entries, the same throughout one test
	 */
	protected abstract LocalTier tier();

	/**
	 * An entry like any other.
	 * @param value its value
	 * @return an entry of one byte
	 */
	protected static LocalEntry entry(Object value) {
		return entry(value, 1);
	}

	/**
	 * An entry of a size.
	 * @param value its value
	 * @param weightBytes the size
	 * @return the entry, which is not equal to any other
	 */
	protected static LocalEntry entry(Object value, int weightBytes) {
		LocalEntry.Origin origin = new LocalEntry.Origin(new Subject("user:" + value, List.of()), Position.NONE, 0, 0);
		return new LocalEntry(value, Object.class, origin, Long.MAX_VALUE, weightBytes);
	}

	/**
	 * Settings of a cache.
	 * @param local those of its local tier
	 * @return the settings
	 */
	protected static CacheSettings settings(LocalSettings local) {
		return new CacheSettings("user", true, TimeToLive.NONE, java.time.Duration.ZERO, TimeToLive.NONE, 0,
				java.util.Set.of(), false, 1_000_000, local);
	}

	@Test
	void hottestEntriesAreSomeOfThoseThatAreThere() {
		LocalEntry one = entry(1);
		LocalEntry two = entry(2);
		tier().put("1", one);
		tier().put("2", two);
		assertThat(tier().hottest(10)).containsExactlyInAnyOrder(one, two);
		assertThat(tier().hottest(1)).hasSize(1);
		tier().clear();
		assertThat(tier().hottest(10)).isEmpty();
	}

	@Test
	void absentEntryIsNull() {
		assertThat(tier().get("1")).isNull();
	}

	@ParameterizedTest
	@MethodSource
	void entryIsFoundByAnEqualKey(Object key, Object equalKey) {
		LocalEntry entry = entry(1);
		tier().put(key, entry);
		assertThat(tier().get(equalKey)).isSameAs(entry);
	}

	static Object[][] entryIsFoundByAnEqualKey() {
		UUID id = UUID.randomUUID();
		return new Object[][] { { "1", new StringBuilder("1").toString() }, { 100_000L, Long.valueOf("100000") },
				{ 100_000, Integer.valueOf("100000") }, { (short) 1000, Short.valueOf("1000") },
				{ id, UUID.fromString(id.toString()) },
				{ new CacheKey("user", "user:1"), new CacheKey("user", "user:1") } };
	}

	@Test
	void keysOfDifferentClassesAreDifferentEntries() {
		List<Object> keys = List.of("1", 1L, 1, (short) 1, new CacheKey("user", "user:1"));
		keys.forEach((key) -> tier().put(key, entry(key)));
		assertThat(keys).allSatisfy((key) -> assertThat(tier().get(key).value()).isSameAs(key));
	}

	@Test
	void laterEntryTakesThePlaceOfAnEarlierOne() {
		tier().put("1", entry("old"));
		tier().put("1", entry("new"));
		assertThat(tier().get("1").value()).isEqualTo("new");
		assertThat(tier().size()).isEqualTo(1);
	}

	@Test
	void entryThatWasReplacedIsNotRemoved() {
		LocalEntry old = entry("same");
		LocalEntry current = entry("same");
		tier().put("1", old);
		tier().put("1", current);
		tier().remove("1", old);
		assertThat(tier().get("1")).isSameAs(current);
		tier().remove("1", current);
		assertThat(tier().get("1")).isNull();
	}

	@Test
	void removingWhatIsNotThereDoesNothing() {
		tier().put("2", entry(2));
		tier().remove("1", entry(1));
		assertThat(tier().size()).isEqualTo(1);
	}

	@Test
	void selectedEntriesAreRemovedAndNoOthers() {
		IntStream.range(0, 50).forEach((i) -> tier().put(i, entry(i)));
		tier().removeIf((entry) -> (int) entry.value() % 2 == 0);
		assertThat(IntStream.range(0, 50).filter((i) -> tier().get(i) != null)).allMatch((i) -> i % 2 == 1).hasSize(25);
	}

	@Test
	void clearDropsEverything() {
		IntStream.range(0, 50).forEach((i) -> tier().put(i, entry(i)));
		assertThat(tier().size()).isEqualTo(50);
		tier().clear();
		assertThat(tier().size()).isZero();
		assertThat(tier().get(7)).isNull();
	}

	@Test
	void whatIsRemovedOrReplacedIsNoEviction() {
		LocalEntry entry = entry(1);
		tier().put(1, entry(0));
		tier().put(1, entry);
		tier().remove(1, entry);
		tier().put(2, entry(2));
		tier().removeIf((each) -> true);
		tier().put(3, entry(3));
		tier().clear();
		assertThat(tier().size()).isZero();
		assertThat(tier().evictions()).isZero();
	}

	@Test
	void bytesAreThoseOfTheEntriesThatAreThere() {
		assertThat(tier().bytes()).isZero();
		LocalEntry replaced = entry("replaced", 10);
		LocalEntry current = entry("current", 25);
		tier().put(1, replaced);
		tier().put(1, current);
		tier().put(1, current);
		assertThat(tier().bytes()).isEqualTo(25);
		tier().remove(1, replaced);
		tier().put(2, entry("two", 30));
		tier().put(3, entry("three", 5));
		assertThat(tier().bytes()).isEqualTo(60);
		tier().remove(1, current);
		tier().removeIf((entry) -> entry.value().equals("two"));
		assertThat(tier().bytes()).isEqualTo(5);
		tier().clear();
		assertThat(tier().bytes()).isZero();
	}

}
