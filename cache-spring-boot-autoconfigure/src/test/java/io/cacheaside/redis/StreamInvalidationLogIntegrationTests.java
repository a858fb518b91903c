package io.cacheaside.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.engine.log.InvalidationLog;
import io.cacheaside.engine.log.InvalidationLogContract;
import io.cacheaside.engine.log.Marker;
import io.cacheaside.testing.TestRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/** The contract on one Redis. */
class StreamInvalidationLogIntegrationTests extends InvalidationLogContract {

	private static final Logger logger = LoggerFactory.getLogger(StreamInvalidationLogIntegrationTests.class);

	private static final TestRedis redis = TestRedis.shared();

	private static final LogFixture fixture = LogFixture
		.on(new RedisStandaloneConfiguration(redis.host(), redis.port()));

	@BeforeAll
	static void connect() {
		fixture.connected();
	}

	@AfterAll
	static void stop() {
		fixture.close();
	}

	@BeforeEach
	void flush() {
		redis.flushAll();
	}

	@Override
	protected InvalidationLog log() {
		return fixture.log;
	}

	@Test
	void hundredThousandMarkersAreLoadedInAMoment() {
		for (int from = 0; from < 100_000; from += 2_500) {
			List<InvalidationTarget> tags = IntStream.range(from, from + 2_500)
				.<InvalidationTarget>mapToObj((i) -> new InvalidationTarget.Tag("organisation:" + i))
				.toList();
			get(log().append(tags));
		}
		Duration fastest = Duration.ofHours(1);
		for (int i = 0; i < 5; i++) {
			List<Marker> markers = new ArrayList<>();
			long start = System.nanoTime();
			get(log().markers(markers::addAll));
			Duration took = Duration.ofNanos(System.nanoTime() - start);
			fastest = (took.compareTo(fastest) < 0) ? took : fastest;
			assertThat(markers.stream().map(Marker::target).distinct()).hasSize(100_000);
		}
		logger.info("100,000 markers were loaded in {} ms", fastest.toMillis());
		assertThat(fastest).isLessThan(Duration.ofSeconds(3));
	}

	@Test
	void entriesOlderThanTheRetentionAreRemovedAndTheNewestNever() {
		try (LogFixture brief = new LogFixture(new RedisStandaloneConfiguration(redis.host(), redis.port()),
				new LogSettings(LogFixture.LONG, Duration.ofMillis(1)), new Random())
			.connected()) {
			List<InvalidationTarget> long100 = IntStream.range(0, 100)
				.<InvalidationTarget>mapToObj((i) -> new InvalidationTarget.Key("user", "user:" + i))
				.toList();
			for (int i = 0; i < 500; i++) {
				get(brief.log.append(long100));
			}
			long entries = countOf(brief.log);
			assertThat(entries).isBetween(1L, 200L);
		}
	}

	private static long countOf(StreamInvalidationLog log) {
		io.cacheaside.engine.log.LogState state = get(log.open());
		List<Object> all = new ArrayList<>();
		get(log.replay(state.swept(), state.end().position(), all::addAll));
		return all.size();
	}

}
