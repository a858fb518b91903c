package io.cacheaside.autoconfigure;

import java.time.Duration;

import io.cacheaside.engine.CoherenceSettings;
import io.cacheaside.engine.UnreachablePolicy;
import io.cacheaside.engine.WatchSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

class CoherencePropertiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(Settings.class);

	@Test
	void whatIsNotSetIsAsTheEngineHasIt() {
		this.runner.run((context) -> assertThat(context.getBean(CoherenceSettings.class))
			.isEqualTo(CoherenceSettings.DEFAULTS));
	}

	@Test
	void everyPropertyReachesTheEngine() {
		this.runner
			.withPropertyValues("cacheaside.max-load-age=2m", "cacheaside.coherence.max-staleness=250ms",
					"cacheaside.coherence.outage-staleness=0s", "cacheaside.coherence.on-unreachable=fail",
					"cacheaside.coherence.log.retention=5m", "cacheaside.coherence.log.maximum-markers=5000",
					"cacheaside.coherence.sweep.enabled=false", "cacheaside.coherence.sweep.interval=3m",
					"cacheaside.verify.reads-every=10s", "cacheaside.verify.invalidations=0.5")
			.run((context) -> assertThat(context.getBean(CoherenceSettings.class)).isEqualTo(new CoherenceSettings(
					Duration.ofMillis(250), Duration.ZERO, UnreachablePolicy.FAIL, Duration.ofMinutes(2),
					Duration.ofMinutes(5), 5_000, new CoherenceSettings.Sweep(false, Duration.ofMinutes(3)),
					new WatchSettings(Duration.ofSeconds(10), 0.5))));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					cacheaside.coherence.max-staleness     | 10ms | at least 100ms | Correct cacheaside.coherence.max-staleness.
					cacheaside.max-load-age                | 10ms | at least 1s    | Correct cacheaside.max-load-age.
					cacheaside.coherence.log.retention     | 19m  | twice max-load-age (PT10M), but was PT19M | Correct cacheaside.coherence.log.retention, or cacheaside.max-load-age.
					cacheaside.coherence.log.maximum-markers | 999 | at least 1000 | Correct cacheaside.coherence.log.maximum-markers.
					cacheaside.coherence.sweep.interval    | 0s   | must be positive | Correct cacheaside.coherence.sweep.interval.
					""")
	void valueOutOfItsRangeStopsTheStartWithItsNameAndTheMend(String property, String value, String problem,
			String mend) {
		this.runner.withPropertyValues(property + "=" + value).run((context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = new CacheConfigurationFailureAnalyzer().analyze(context.getStartupFailure());
			assertThat(analysis).isNotNull();
			assertThat(analysis.getDescription()).startsWith(property + " ").contains(problem);
			assertThat(analysis.getAction()).isEqualTo(mend);
		});
	}

	@Test
	void maxLoadAgeThatOutgrowsTheRetentionIsRefusedToo() {
		this.runner.withPropertyValues("cacheaside.max-load-age=16m")
			.run((context) -> assertThat(context.getStartupFailure())
				.hasStackTraceContaining("cacheaside.coherence.log.retention must be at least twice max-load-age"));
		this.runner.withPropertyValues("cacheaside.max-load-age=16m", "cacheaside.coherence.log.retention=32m")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(CacheAsideProperties.class)
	@Import({ TimespanConverter.class, TimeToLiveConverter.class })
	static class Settings {

		@Bean
		CoherenceSettings settings(CacheAsideProperties properties) {
			return CoherenceProperties.settings(properties);
		}

	}

}
