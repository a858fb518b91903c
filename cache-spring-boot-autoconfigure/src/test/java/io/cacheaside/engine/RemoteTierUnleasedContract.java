package io.cacheaside.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.cacheaside.key.CacheKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What holds for entries that are stored without a lease. */
public abstract class RemoteTierUnleasedContract extends RemoteTierFixture {

	private static final CacheKey UNLEASED = key("user", "unleased");

	@Test
	void emptySlotTakesAnUnleasedEntry() {
		assertThat(store(unleased(UNLEASED, "value", null))).isEqualTo(1);
		assertThat(text(UNLEASED)).contains("value");
		assertThat(get(tier().read(UNLEASED)))
			.hasValueSatisfying((bytes) -> assertThat(bytes).isEqualTo(value(UNLEASED, "value")));
	}

	@Test
	void unleasedEntryIsKeptUntilItsTime() {
		long now = serverMillis(UNLEASED);
		CacheKey over = key("user", "over");
		CacheKey endless = key("user", "endless");
		CacheKey there = key("user", "there");
		write(there, "there");
		byte[] seen = get(tier().read(there)).orElseThrow();
		assertThat(store(new UnleasedWrite(UNLEASED, value(UNLEASED, "value"), now + 60_000, null, now + 10_000),
				new UnleasedWrite(over, value(over, "over"), now - 2_000, null, now + 10_000),
				new UnleasedWrite(there, value(there, "over"), now - 2_000, seen, now + 10_000),
				new UnleasedWrite(endless, value(endless, "endless"), 0, null, now + 10_000)))
			.isEqualTo(2);
		assertThat(text(UNLEASED)).contains("value");
		assertThat(text(endless)).contains("endless");
		assertThat(text(there)).contains("there");
		assertThat(get(tier().read(over))).isEmpty();
		// Whether it came before its end, nobody can tell.
		CacheKey brief = key("user", "brief");
		store(new UnleasedWrite(brief, value(brief, "brief"), serverMillis(brief) + 300, null, until(brief)));
		await().atMost(LIMIT).until(() -> get(tier().read(brief)).isEmpty());
	}

	@Test
	void unleasedEntryTakesNoSlotThatIsNotEmpty() {
		write(UNLEASED, "there");
		CacheKey leased = key("user", "leased");
		seized(leased);
		assertThat(store(unleased(UNLEASED, "late", null), unleased(leased, "late", null))).isZero();
		assertThat(text(UNLEASED)).contains("there");
		assertThat(text(leased)).isEmpty();
	}

	@Test
	void unleasedEntryReplacesWhatWasSeenAndNothingElse() {
		write(UNLEASED, "old");
		byte[] seen = get(tier().read(UNLEASED)).orElseThrow();
		assertThat(store(unleased(UNLEASED, "new", seen))).isEqualTo(1);
		assertThat(text(UNLEASED)).contains("new");
		// The claim changes the header for certain, whatever the time.
		byte[] unclaimed = get(tier().read(UNLEASED)).orElseThrow();
		assertThat(get(tier().claim(lease(UNLEASED), unclaimed))).isTrue();
		assertThat(store(unleased(UNLEASED, "late", unclaimed))).isZero();
		get(tier().delete(List.of(UNLEASED)));
		assertThat(store(unleased(UNLEASED, "late", unclaimed))).isZero();
		assertThat(get(tier().read(UNLEASED))).isEmpty();
	}

	@Test
	void unleasedEntryThatComesTooLateIsNotStored() {
		UnleasedWrite late = new UnleasedWrite(UNLEASED, value(UNLEASED, "late"), 0, null,
				serverMillis(UNLEASED) - 5_000);
		assertThat(tier().storeUnleased(List.of(late)).toCompletableFuture()).failsWithin(10, TimeUnit.SECONDS);
		assertThat(get(tier().read(UNLEASED))).isEmpty();
	}

	@Test
	void manyUnleasedEntriesAreStoredTogether() {
		List<UnleasedWrite> writes = new ArrayList<>();
		long until = until(UNLEASED);
		for (CacheKey key : keys("user", 230)) {
			writes.add(new UnleasedWrite(key, value(key, "v" + key.logical()), 0, null, until));
		}
		write(writes.get(7).key(), "there");
		assertThat(store(writes.toArray(UnleasedWrite[]::new))).isEqualTo(229);
		assertThat(text(writes.get(229).key())).contains("vuser:229");
		assertThat(text(writes.get(7).key())).contains("there");
		assertThat(get(tier().storeUnleased(List.of()))).isZero();
	}

	private long store(UnleasedWrite... writes) {
		return get(tier().storeUnleased(List.of(writes)));
	}

	private UnleasedWrite unleased(CacheKey key, String text, byte @Nullable [] seen) {
		return new UnleasedWrite(key, value(key, text), 0, seen, until(key));
	}

	private long until(CacheKey key) {
		return serverMillis(key) + 10_000;
	}

	private long serverMillis(CacheKey key) {
		await().until(() -> tier().serverMillis(key).isPresent());
		return tier().serverMillis(key).orElseThrow();
	}

}
