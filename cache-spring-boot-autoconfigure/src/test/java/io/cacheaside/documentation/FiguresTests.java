package io.cacheaside.documentation;

import java.lang.reflect.Field;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.cacheaside.engine.CoherenceSettings;
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
				figure(constant("engine.CommittedWrites", "FIRST_PAUSE"), Duration.ofMillis(200), "write-behind.md",
						"after 200 ms at first"),
				figure(constant("engine.CommittedWrites", "LONGEST_PAUSE"), Duration.ofSeconds(2), "write-behind.md",
						"double up to 2 s"),
				figure(constant("redis.RedisLink", "FIRST_DELAY"), Duration.ofMillis(20), "failure.md",
						"after 20 ms at first"),
				figure(constant("redis.RedisLink", "LONGEST_DELAY"), Duration.ofSeconds(1), "failure.md",
						"every second at last"),
				figure(constant("redis.RedisLink", "LONGEST_SILENCE"), Duration.ofSeconds(5), "failure.md",
						"nothing answered for 5 s"),
				figure(constant("breaker.RemoteBreaker", "PROBES"), 3, "failure.md", "Three probes of its own"),
				figure(constant("breaker.RemoteBreaker", "CONNECTION_CHECKED_EVERY"), Duration.ofMillis(100),
						"failure.md", "looked at every 100 ms"),
				figure(constant("engine.RegionObserver", "WARN_INTERVAL_NANOS"), Duration.ofSeconds(10).toNanos(),
						"failure.md", "at most every ten seconds"),
				figure(constant("autoconfigure.EngineLifecycle", "FIRST_CONNECTION"), Duration.ofSeconds(3),
						"failure.md", "waits 3 s at most"),
				figure(constant("autoconfigure.EngineLifecycle", "FIRST_LOADING"), Duration.ofSeconds(5),
						"coherence.md", "the start waits 5 s"),
				figure(batches.timeout(), Duration.ofSeconds(10), "failure.md", "waits 10 s for each batch"),
				figure(batches.timeout(), Duration.ofSeconds(10), "configuration.md", "10 s for each batch"),
				figure(constant("autoconfigure.SweepPace", "LARGEST_PAGE"), 50, "keys.md", "50 at a time"),
				figure(CacheKey.MAXIMUM_LENGTH, 512, "keys.md", "longer than 512 characters"),
				figure(constant("key.KeyParts", "MAXIMUM_DEPTH"), 32, "keys.md", "nesting deeper than 32"),
				figure(buckets(), List.of(0.5, 1.0, 2.0, 5.0, 10.0, 50.0, 250.0, 1_000.0), "metrics.md",
						"0.5, 1, 2, 5, 10, 50 and 250 ms and 1 s"),
				figure(constant("autoconfigure.ConfiguredCaches", "DEFAULT_NULL_TTL"), Duration.ofMinutes(1),
						"configuration.md", "| `cacheaside.null-ttl` | `1m` |"),
				figure(constant("autoconfigure.ConfiguredCaches", "DEFAULT_TTL").toString(), "10m", "configuration.md",
						"| `cacheaside.ttl` | `10m` |"));
	}

	@ParameterizedTest
	@MethodSource
	void figureOfTheProtocolIsThatOfTheCode(Object inCode, Object onPage, String page, String sentence) {
		figureOnAPageIsThatOfTheCode(inCode, onPage, page, sentence);
	}

	static Stream<Arguments> figureOfTheProtocolIsThatOfTheCode() {
		CoherenceSettings coherence = CoherenceSettings.DEFAULTS;
		return Stream.of(figure(coherence.maxStaleness(), Duration.ofSeconds(1), "failure.md", "`max-staleness` (1 s)"),
				figure(coherence.outageStaleness(), Duration.ofSeconds(30), "failure.md", "30 s after the last proof"),
				figure(coherence.maxLoadAge().multipliedBy(2), Duration.ofMinutes(20), "coherence.md",
						"by default ten to twenty minutes"),
				figure(constant("engine.LeaseRenewal", "TERM"), Duration.ofSeconds(2), "coherence.md",
						"A lease lives 2 s"),
				figure(constant("engine.LeaseRenewal", "TERM"), Duration.ofSeconds(2), "spring-cache.md",
						"to the first caller for 2 s"),
				figure(constant("engine.LeaseWaits", "FIRST_PAUSE_NANOS"), Duration.ofMillis(2).toNanos(),
						"stampede.md", "after 2 ms"),
				figure(constant("engine.LeaseWaits", "LONGEST_PAUSE_NANOS"), Duration.ofMillis(100).toNanos(),
						"stampede.md", "a tenth of a second at most"),
				figure(constant("engine.LeaseWaits", "SHARE"), 4, "stampede.md", "a quarter of the time"),
				figure(constant("autoconfigure.OutboxLifecycle", "FIRST_LOOK"), Duration.ofSeconds(1), "outbox.md",
						"waits for it up to 1 s"),
				figure(constant("outbox.OutboxDrain", "TERM_INTERVALS"), 3, "outbox.md", "after three more intervals"),
				figure(constant("outbox.OutboxDrain", "COUNTED"), 10_000, "metrics.md", "10,000 at most"),
				figure(constant("engine.LoadFrames", "MAXIMUM_KEYS"), 64, "design/protocol.md", "of more than 64 keys"),
				figure(constant("engine.log.AppliedLog", "RECENT"), 256, "design/protocol.md",
						"one of the last 256 entries"),
				figure(constant("redis.StreamInvalidationLog", "MAXIMUM_TARGETS"), 3_000, "design/protocol.md",
						"More than 3,000 targets"),
				figure(constant("redis.LogTail", "PAUSE"), Duration.ofMillis(30), "design/protocol.md",
						"looked at every 30 ms"));
	}

	@ParameterizedTest
	@MethodSource
	void figureOfTheReportIsThatOfTheCode(Object inCode, Object onPage, String page, String sentence) {
		figureOnAPageIsThatOfTheCode(inCode, onPage, page, sentence);
	}

	static Stream<Arguments> figureOfTheReportIsThatOfTheCode() {
		return Stream.of(reported("WorthRules.CALLS", 1_000L, "fewer than 1,000 calls"),
				reported("WorthRules.LOADS", 20L, "by at least 20 timed loads"),
				reported("WorthRules.LARGE_BYTES", 8_192L, "Values have 8,192 bytes or more"),
				reported("WorthRules.COMPRESSED", 0.5, "compressed at most 50 % of that"),
				reported("LocalTierRules.REMOTE_HITS", 0.5, "at least 50 % of the calls are hits in Redis"),
				reported("LocalTierRules.INVALIDATED", 0.05, "at most 5 % miss because of an invalidation"),
				reported("LocalTierRules.NEVER_READ_TWICE", 0.5, "at most 50 % of the keys were asked for once"),
				reported("LocalTierRules.LOCAL_HITS", 0.05, "Less than 5 % of the calls are local hits"),
				reported("LocalTierRules.REMAINING_HITS", 0.2, "while at least 20 % are hits in Redis"),
				reported("LocalTierRules.EVICTIONS", 0.1, "every 100 entries put into the process at least 10"),
				reported("LocalTierRules.REPEATED_HITS", 0.1, "at least 10 % of the calls are hits in Redis"),
				reported("LocalTierRules.LARGEST_STEP", 10, "room for all keys, at most ten times as much"),
				reported("TimeToLiveRules.LIVES", 20L, "20 at least were compared"),
				reported("TimeToLiveRules.RETURNED", 0.1, "At least 10 % of the calls wanted a value that had expired"),
				reported("TimeToLiveRules.UNCHANGED", 0.9, "at least 90 % of the reloaded ones were unchanged"),
				reported("TimeToLiveRules.INVALIDATED", 0.1, "for 10 that came again at most one was invalidated"),
				reported("TimeToLiveRules.LARGEST_STEP", 10, "at least twice and at most ten times the present one"),
				reported("TimeToLiveRules.USED", 0.25, "in the first 25 % of their time"),
				reported("TimeToLiveRules.MARGIN", 2, "twice as long as 95 % were read"),
				reported("TimeToLiveRules.UNREAD", 0.8, "at most 80 % were never read"),
				reported("CacheReports.SAMPLED", 1_000, "up to 1,000 of its keys"),
				figure(constant("engine.use.KeyUses", "REMEMBERED"), 2_048, "report.md", "at most 2,048 keys"));
	}

	private static Arguments reported(String constant, Object onPage, String sentence) {
		String[] names = constant.split("\\.");
		return figure(constant("report." + names[0], names[1]), onPage, "report.md", sentence);
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
