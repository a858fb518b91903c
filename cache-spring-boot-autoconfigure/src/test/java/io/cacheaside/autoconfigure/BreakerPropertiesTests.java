package io.cacheaside.autoconfigure;

import java.time.Duration;

import io.cacheaside.breaker.BreakerSettings;
import io.cacheaside.breaker.BreakingRemoteTier;
import io.cacheaside.engine.EnginePorts;
import io.cacheaside.redis.LettuceRemoteTier;
import io.cacheaside.testing.RedisContextRunner;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class BreakerPropertiesTests {

	/** Where nobody listens. */
	private final ApplicationContextRunner runner = RedisContextRunner.on("localhost", 1);

	@Test
	void defaultsFollowTheTimeout() {
		this.runner.run((context) -> assertThat(settings(context.getBean(CacheAsideProperties.class))).isEqualTo(
				new BreakerSettings(50, 10, Duration.ofSeconds(10), Duration.ofMillis(250), Duration.ofSeconds(1))));
		this.runner.withPropertyValues("cacheaside.remote.timeout=80ms")
			.run((context) -> assertThat(settings(context.getBean(CacheAsideProperties.class)).slowCall())
				.isEqualTo(Duration.ofMillis(40)));
	}

	@Test
	void everyPropertyReachesTheBreaker() {
		this.runner
			.withPropertyValues("cacheaside.remote.breaker.failure-rate=20",
					"cacheaside.remote.breaker.minimum-calls=5", "cacheaside.remote.breaker.window=30s",
					"cacheaside.remote.breaker.slow-call=90ms", "cacheaside.remote.breaker.open-for=2s")
			.run((context) -> assertThat(settings(context.getBean(CacheAsideProperties.class))).isEqualTo(
					new BreakerSettings(20, 5, Duration.ofSeconds(30), Duration.ofMillis(90), Duration.ofSeconds(2))));
	}

	@Test
	void engineStandsOnTheBreakerUnlessItIsSwitchedOff() {
		this.runner.run((context) -> {
			assertThat(context.getBean(EnginePorts.class).remote()).isInstanceOf(BreakingRemoteTier.class);
			assertThat(context).hasSingleBean(LettuceRemoteTier.class);
		});
		this.runner.withPropertyValues("cacheaside.remote.breaker.enabled=false")
			.run((context) -> assertThat(context.getBean(EnginePorts.class).remote())
				.isSameAs(context.getBean(LettuceRemoteTier.class)));
	}

	private static BreakerSettings settings(CacheAsideProperties properties) {
		return BreakerProperties.settings(properties.remote());
	}

}
