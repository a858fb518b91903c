package io.cacheaside.sample.seed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SeedProgressTests {

	private final List<String> lines = new ArrayList<>();

	private long now;

	private final SeedProgress progress = new SeedProgress(2_000, () -> this.now, this.lines::add);

	@Test
	void noLineBeforeASecondHasPassed() {
		this.now += Duration.ofMillis(999).toNanos();
		this.progress.advance(500);
		assertThat(this.lines).isEmpty();
	}

	@Test
	void oneLineForEachSecond() {
		for (int batch = 0; batch < 4; batch++) {
			this.now += Duration.ofMillis(500).toNanos();
			this.progress.advance(500);
		}
		assertThat(this.lines).containsExactly("Making up the marketplace: 1,000 of 2,000 rows (50 %)",
				"Making up the marketplace: 2,000 of 2,000 rows (100 %)");
	}

	@Test
	void summaryTellsRowsAndTime() {
		this.progress.advance(2_000);
		this.now += Duration.ofMillis(2_500).toNanos();
		this.progress.finish();
		assertThat(this.lines).containsExactly("Made up the marketplace: 2,000 rows in 2.5 s");
	}

}
