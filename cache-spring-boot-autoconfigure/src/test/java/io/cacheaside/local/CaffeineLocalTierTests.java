package io.cacheaside.local;

import java.util.stream.IntStream;

import io.cacheaside.LocalSettings;
import io.cacheaside.engine.LocalTier;
import io.cacheaside.engine.LocalTierContract;
import io.cacheaside.engine.NoLocalTier;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CaffeineLocalTierTests extends LocalTierContract {

	private final LocalTier tier = tier(new LocalSettings(true, 100, 0, null, false));

	@Override
	protected LocalTier tier() {
		return this.tier;
	}

	@Test
	void noMoreEntriesAreKeptThanAllowedAndTheRestIsCounted() {
		IntStream.range(0, 1000).forEach((i) -> this.tier.put(i, entry(i, 1_000_000)));
		assertThat(this.tier.size()).isEqualTo(100);
		assertThat(this.tier.evictions()).isEqualTo(900);
	}

	@Test
	void noMoreBytesAreKeptThanAllowed() {
		LocalTier bySize = tier(new LocalSettings(true, 1, 10_000, null, false));
		IntStream.range(0, 1000).forEach((i) -> bySize.put(i, entry(i, 100)));
		assertThat(bySize.size()).isEqualTo(100);
		assertThat(bySize.evictions()).isEqualTo(900);
	}

	@Test
	void entryLargerThanTheTierIsNotKept() {
		LocalTier bySize = tier(new LocalSettings(true, 1, 10_000, null, false));
		bySize.put("small", entry("small", 100));
		bySize.put("large", entry("large", 10_001));
		assertThat(bySize.get("large")).isNull();
		assertThat(bySize.get("small")).isNotNull();
	}

	@Test
	void whatIsReadOftenOutlivesAScan() {
		IntStream.range(0, 10).forEach((i) -> this.tier.put(i, entry(i)));
		for (int i = 0; i < 1000; i++) {
			this.tier.get(i % 10);
			this.tier.put("scanned " + i, entry(i));
		}
		assertThat(IntStream.range(0, 10).filter((i) -> this.tier.get(i) != null)).hasSizeGreaterThan(7);
	}

	@Test
	void cacheWithoutALocalTierKeepsNothing() {
		assertThat(new CaffeineLocalTiers().create(settings(LocalSettings.OFF))).isInstanceOf(NoLocalTier.class);
	}

	private static LocalTier tier(LocalSettings settings) {
		return new CaffeineLocalTiers().create(settings(settings));
	}

}
