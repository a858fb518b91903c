package io.cacheaside.key;

import java.time.Duration;
import java.util.Random;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

class GlobPatternTests {

	@ParameterizedTest
	@CsvSource(delimiter = ' ', textBlock = """
			user:1 user:1 true
			user:1 user:10 false
			user:* user: true
			user:* user:1:permissions true
			user:* users:1 false
			*:1 user:1 true
			*a*b xxaxxb true
			*a*b xxaxxbx false
			user:? user:1 true
			user:? user: false
			user:? user:é true
			user:? user:😀 true
			[abc] b true
			[abc] d false
			[a-c]x bx true
			[c-a]x bx true
			[^a-c] d true
			[^a-c] b false
			[^] x true
			[] x false
			[a\\]] ] true
			[\\a-c] b false
			[\\a-c] - true
			[a-]] b false
			[a-]] ] true
			[a-]x] _ true
			\\*\\? *? true
			\\* x false
			\\x x true
			a**b ab true
			""")
	void globMatchesAsInRedis(String glob, String text, boolean expected) {
		assertThat(GlobPattern.parse(glob).matches(text)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "[a", "a[", "[^", "[a\\]", "[a-", "[a-]", "a\\", "\\\\\\" })
	void globThatCannotBeMeantIsRefused(String glob) {
		assertThatIllegalArgumentException().isThrownBy(() -> GlobPattern.parse(glob))
			.withMessageMatching(".*(write|double) .*");
	}

	@RepeatedTest(5)
	void matchesLikeTheNaiveMatcher() {
		long seed = new Random().nextLong();
		Random random = new Random(seed);
		int matches = 0;
		for (int i = 0; i < 20_000; i++) {
			String glob = random(random, "**??[[]]^-\\aabbc:😀", 8);
			String text = random(random, "aabbc:^-]\\*😀", 6);
			GlobPattern pattern;
			try {
				pattern = GlobPattern.parse(glob);
			}
			catch (IllegalArgumentException ex) {
				continue;
			}
			boolean expected = naive(glob.codePoints().toArray(), 0, text.codePoints().toArray(), 0);
			assertThat(pattern.matches(text)).as("seed %d, glob %s, text %s", seed, glob, text).isEqualTo(expected);
			assertThat(!expected || text.startsWith(pattern.literalPrefix())).isTrue();
			matches += expected ? 1 : 0;
		}
		assertThat(matches).as("matches, seed %d", seed).isGreaterThan(200);
	}

	@RepeatedTest(5)
	void escapedTextMatchesOnlyItself() {
		long seed = new Random().nextLong();
		Random random = new Random(seed);
		for (int i = 0; i < 5_000; i++) {
			String text = "k" + random(random, "*?[]^-\\ab", 5);
			String other = "k" + random(random, "*?[]^-\\ab", 5);
			GlobPattern pattern = GlobPattern.parse(GlobPattern.escape(text));
			assertThat(pattern.matches(text)).as("seed %d, %s", seed, text).isTrue();
			assertThat(pattern.matches(other)).as("seed %d, %s, %s", seed, text, other).isEqualTo(other.equals(text));
			assertThat(pattern.isLiteral()).isTrue();
			assertThat(pattern.literalPrefix()).isEqualTo(text);
		}
	}

	@Test
	void literalPrefixEndsAtTheFirstWildcard() {
		assertThat(GlobPattern.parse("user:\\*x:*:y").literalPrefix()).isEqualTo("user:*x:");
		assertThat(GlobPattern.parse("us?r").literalPrefix()).isEqualTo("us");
		assertThat(GlobPattern.parse("us[e]r").literalPrefix()).isEqualTo("us");
		assertThat(GlobPattern.parse("*").literalPrefix()).isEmpty();
		assertThat(GlobPattern.parse("user:*").isLiteral()).isFalse();
		assertThat(GlobPattern.parse("user:😀").isLiteral()).isTrue();
	}

	@Test
	void manyStarsDoNotBlowUp() {
		GlobPattern pattern = GlobPattern.parse("*a".repeat(50) + "*b");
		String text = "a".repeat(2_000);
		assertTimeoutPreemptively(Duration.ofSeconds(30), () -> assertThat(pattern.matches(text)).isFalse());
	}

	@Test
	void patternsAreEqualByTheirText() {
		assertThat(GlobPattern.parse("a*")).isEqualTo(GlobPattern.parse("a*"))
			.hasSameHashCodeAs(GlobPattern.parse("a*"));
		assertThat(GlobPattern.parse("a*")).isNotEqualTo(GlobPattern.parse("a?")).hasToString("a*");
	}

	private static String random(Random random, String alphabet, int longest) {
		int[] codePoints = alphabet.codePoints().toArray();
		StringBuilder text = new StringBuilder();
		for (int i = random.nextInt(longest + 1); i > 0; i--) {
			text.appendCodePoint(codePoints[random.nextInt(codePoints.length)]);
		}
		return text.toString();
	}

	/** Tries everything, and decides each class anew while it reads it. */
	private static boolean naive(int[] glob, int g, int[] text, int t) {
		if (g == glob.length) {
			return t == text.length;
		}
		if (glob[g] == '*') {
			return naive(glob, g + 1, text, t) || (t < text.length && naive(glob, g, text, t + 1));
		}
		if (t == text.length) {
			return false;
		}
		if (glob[g] == '?') {
			return naive(glob, g + 1, text, t + 1);
		}
		if (glob[g] == '\\') {
			return glob[g + 1] == text[t] && naive(glob, g + 2, text, t + 1);
		}
		if (glob[g] != '[') {
			return glob[g] == text[t] && naive(glob, g + 1, text, t + 1);
		}
		boolean negated = glob[g + 1] == '^';
		int i = negated ? g + 2 : g + 1;
		boolean found = false;
		while (glob[i] != ']') {
			if (glob[i] == '\\') {
				found |= glob[i + 1] == text[t];
				i += 2;
			}
			else if (glob[i + 1] == '-' && i + 2 < glob.length) {
				found |= Math.min(glob[i], glob[i + 2]) <= text[t] && text[t] <= Math.max(glob[i], glob[i + 2]);
				i += 3;
			}
			else {
				found |= glob[i] == text[t];
				i++;
			}
		}
		return found != negated && naive(glob, i + 1, text, t + 1);
	}

}
