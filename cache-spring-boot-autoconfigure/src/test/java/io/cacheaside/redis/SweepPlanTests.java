package io.cacheaside.redis;

import java.util.List;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.key.CacheKey;
import io.cacheaside.key.GlobPattern;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SweepPlanTests {

	private static final RedisKeys KEYS = new RedisKeys("shop:");

	@Test
	void globWithoutStarNeedsOneWalk() {
		assertThat(matchesOf("user:[1-9]?")).containsExactly("shop:user:[1-9]?");
	}

	@Test
	void globWithStarLooksAmongHashedKeysToo() {
		assertThat(matchesOf("user:1:*")).containsExactly("shop:user:1:*", "shop:user*:%#*");
		assertThat(matchesOf("*:1")).containsExactly("shop:*:1", "shop:*:%#*");
		assertThat(matchesOf("us*")).containsExactly("shop:us*", "shop:us*:%#*");
	}

	@Test
	void globLongerThanAnyPlainKeyLooksAmongHashedKeysToo() {
		assertThat(matchesOf("user:" + "?".repeat(600))).hasSize(2);
	}

	@Test
	void everyHashedKeyThatAGlobMatchesIsWalkedOver() {
		CacheKey key = new CacheKey("api:agents", "api:agents:" + "x".repeat(600));
		for (String glob : List.of("*", "api:*", "a*", "api:agents:*", "api:agents:xx*", "ap[i]:*", "?pi:*x", "*x")) {
			assertThat(GlobPattern.parse(glob).matches(key.logical())).as(glob).isTrue();
			String match = KEYS.matchHashed(GlobPattern.parse(glob));
			assertThat(GlobPattern.parse(match).matches("shop:" + key.storageName())).as(match).isTrue();
		}
	}

	@Test
	void hashedNamesAreToldFromPlainOnes() {
		assertThat(RedisKeys.isHashed(new CacheKey("user", "user:" + "x".repeat(600)).storageName())).isTrue();
		assertThat(RedisKeys.isHashed(new CacheKey("user", "user:%empty").storageName())).isFalse();
	}

	@Test
	void keyIsNothingToWalkOver() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> SweepPlan.of(new InvalidationTarget.Key("user", "user:1"), KEYS));
	}

	private static List<String> matchesOf(String glob) {
		return SweepPlan.of(new InvalidationTarget.Pattern(glob), KEYS)
			.walks()
			.stream()
			.map(SweepPlan.Walk::match)
			.toList();
	}

}
