package io.cacheaside.documentation;

import java.lang.reflect.Field;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.cacheaside.key.CacheKey;
import io.cacheaside.redis.BatchSettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Figures on pages that are constants in the code: whoever changes one is told where it
 * stands.
 */
class FiguresTests {

	@ParameterizedTest
	@MethodSource
	void figureOnAPageIsThatOfTheCode(Object inCode, Object onPage, String page, String sentence) {
		assertThat(inCode).isEqualTo(onPage);
		assertThat(DocumentedCode.text(Path.of("docs", page))).contains(sentence);
	}

	static Stream<Arguments> figureOnAPageIsThatOfTheCode() {
		BatchSettings batches = BatchSettings.DEFAULTS;
		return Stream.of(
				figure(constant("engine.UndeliveredInvalidations", "BOUND"), 1_000, "failure.md",
						"Beyond 1,000 of them"),
				figure(constant("engine.UndeliveredInvalidations", "RETRY_INTERVAL"), Duration.ofMillis(200),
						"failure.md", "every 200 ms"),
				figure(constant("redis.RedisLink", "FIRST_DELAY"), Duration.ofMillis(20), "failure.md",
						"after 20 ms at first"),
				figure(constant("redis.RedisLink", "LONGEST_DELAY"), Duration.ofSeconds(1), "failure.md",
						"every second at last"),
				figure(constant("redis.RedisLink", "LONGEST_SILENCE"), Duration.ofSeconds(5), "failure.md",
						"nothing answered for 5 s"),
				figure(constant("engine.RegionObserver", "WARN_INTERVAL_NANOS"), Duration.ofSeconds(10).toNanos(),
						"failure.md", "at most every ten seconds"),
				figure(constant("autoconfigure.RedisEngineConfiguration", "FIRST_CONNECTION"), Duration.ofSeconds(3),
						"failure.md", "waits 3 s at most"),
				figure(batches.timeout(), Duration.ofSeconds(10), "failure.md", "a sweep 10 s for each batch"),
				figure(batches.timeout(), Duration.ofSeconds(10), "configuration.md", "10 s for each batch"),
				figure(batches.size(), 1_000, "keys.md", "1,000 at a time"),
				figure(CacheKey.MAXIMUM_LENGTH, 512, "keys.md", "longer than 512 characters"),
				figure(constant("key.KeyParts", "MAXIMUM_DEPTH"), 32, "keys.md", "nesting deeper than 32"),
				figure(buckets(), List.of(0.5, 1.0, 2.0, 5.0, 10.0, 50.0, 250.0, 1_000.0), "metrics.md",
						"0.5, 1, 2, 5, 10, 50 and 250 ms and 1 s"),
				figure(constant("autoconfigure.ConfiguredCaches", "DEFAULT_NULL_TTL"), Duration.ofMinutes(1),
						"configuration.md", "| `cacheaside.null-ttl` | `1m` |"),
				figure(constant("autoconfigure.ConfiguredCaches", "DEFAULT_TTL").toString(), "PT10M",
						"configuration.md", "| `cacheaside.ttl` | `10m` |"));
	}

	private static Arguments figure(Object inCode, Object onPage, String page, String sentence) {
		return Arguments.of(inCode, onPage, page, sentence);
	}

	private static List<Double> buckets() {
		Duration[] buckets = (Duration[]) constant("metrics.MicrometerEngineListener", "BUCKETS");
		return Arrays.stream(buckets).map((bucket) -> bucket.toNanos() / 1e6).toList();
	}

	private static Object constant(String type, String name) {
		try {
			Field field = Class.forName("io.cacheaside." + type).getDeclaredField(name);
			field.setAccessible(true);
			return field.get(null);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
