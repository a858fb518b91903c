package io.cacheaside.report;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Reports as people read them. */
class ReportTextTests {

	@Test
	void cacheThatIsWellHasItsFiguresOnly() {
		assertThat(text(CacheUses.well())).contains("## user\n\nNothing to change.\n",
				"| hit rate | 95.0 %: local 90.0 %, Redis 5.0 % |", "| misses | cold 50 |",
				"| read from Redis | mean 0.50 ms, 95 % up to 0.50 ms |",
				"| load | mean 20 ms, 95 % up to 20 ms, 50 timed |", "| saved | 950 calls of the source, 19.0 s |",
				"| spent on Redis | 0.1 s |", "| in this process | 50 entries, about 24.4 kB |",
				"| in Redis | not known |",
				"| values | mean 500 B, 95 % up to 500 B, largest 500 B, compressed to 30.0 % |",
				"| keys | 50 in the sample, 1 of 1; never read twice 20.0 % |", "| time to live | 10m; expired 0");
	}

	@Test
	void adviceStandsBeforeTheFigures() {
		assertThat(text(CacheUses.well().comingAgain(100, 100, 0)))
			.contains("## user\n\n- **`cacheaside.caches.user.ttl: 20m`** 10.0 % of the calls miss because",
					"expired 100, unread 0, came again 100, unchanged 100 of 100, invalidated 0 |")
			.doesNotContain("Nothing to change");
	}

	@Test
	void adviceWithoutAPropertyIsASentence() {
		assertThat(text(CacheUses.well().calls(1, 0, 1, 0))).contains("\n- There were 2 calls. From 1000 on");
	}

	@Test
	void nameIsNoMarkup() {
		assertThat(text(CacheUses.well().named("a|b*\n# c", 0))).contains("## a\\|b\\* \\# c\n");
	}

	@Test
	void nothingIsReportedOfNoCaches() {
		assertThat(ReportText.of(List.of())).startsWith("# Caches of this node\n").endsWith("There are none.\n");
	}

	private static String text(CacheUses uses) {
		return ReportText.of(List.of(CacheReport.of(uses.use())));
	}

}
