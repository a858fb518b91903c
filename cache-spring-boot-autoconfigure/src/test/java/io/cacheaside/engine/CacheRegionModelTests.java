package io.cacheaside.engine;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.cacheaside.CacheSettings;
import io.cacheaside.InvalidationTarget;
import io.cacheaside.PutOptions;
import io.cacheaside.TimeToLive;
import io.cacheaside.codec.ValueCodec;
import io.cacheaside.key.CacheKey;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random operations and failures against a plain map. A read may miss or be bypassed when
 * something failed, but a hit is always the newest value; and what nothing stood in the
 * way of is a hit. The counters agree with what was done.
 */
class CacheRegionModelTests {

	private static final int OPERATIONS = 5_000;

	private static final List<String> TAGS = List.of("red", "green");

	private final FakeRemoteTier remote = new FakeRemoteTier();

	private final FakeScheduler scheduler = new FakeScheduler();

	private final CacheEngine engine = new CacheEngine(
			new EnginePorts(new NoLocalTier(), this.remote, new NoOpInvalidationLog(), this.scheduler, Runnable::run,
					System::nanoTime, new Random(1)),
			new Definitions(), UnreachablePolicy.QUEUE, EngineListener.NONE, new OutcomeRecorder());

	private final CacheRegion region = this.engine.region("cache");

	private final Map<CacheKey, Model> model = new HashMap<>();

	private long calls;

	private long loads;

	@ParameterizedTest(name = "seed {0}")
	@ValueSource(longs = { 1, 2, 3, 20261121, 4711 })
	void hitIsAlwaysTheNewestValue(long seed) throws Throwable {
		Random random = new Random(seed);
		for (int i = 0; i < OPERATIONS; i++) {
			step(random, "value" + i);
		}
		CacheStatistics statistics = this.region.statistics();
		assertThat(statistics.localHits() + statistics.remoteHits() + statistics.misses()).isEqualTo(this.calls);
		assertThat(statistics.loads()).isEqualTo(this.loads);
		assertThat(statistics.remoteHits()).isGreaterThan(OPERATIONS / 20);
		assertThat(statistics.bypasses()).isPositive();
		assertThat(statistics.failures()).isPositive();
	}

	private void step(Random random, String value) throws Throwable {
		CacheKey key = new CacheKey("cache", "cache:" + random.nextInt(8));
		if (random.nextInt(this.remote.isConnected() ? 60 : 4) == 0) {
			this.remote.reachable(!this.remote.isConnected());
		}
		if (random.nextInt(30) == 0) {
			this.remote.failNext(new IllegalStateException("failure by seed"));
		}
		switch (random.nextInt(14)) {
			case 0, 1, 2, 3 -> put(key, value, TAGS.get(random.nextInt(TAGS.size())));
			case 4 -> evict(new InvalidationTarget.Key("cache", key.logical()));
			case 5 -> evict(new InvalidationTarget.Tag(TAGS.get(random.nextInt(TAGS.size()))));
			case 6 -> evict((random.nextInt(4) == 0) ? new InvalidationTarget.WholeCache("cache")
					: new InvalidationTarget.Pattern("cache:[0-3]"));
			case 7, 8 -> getOrLoad(key, value);
			default -> read(key);
		}
		this.scheduler.runDue();
	}

	private void put(CacheKey key, String value, String tag) {
		Await.await(this.region.put(key, value, EntryPolicy.of(String.class, PutOptions.DEFAULTS.withTags(tag))));
		this.model.put(key, new Model(value, tag));
	}

	private void evict(InvalidationTarget target) {
		Await.await(this.engine.invalidate(Invalidation.of(target)));
		this.model.entrySet().removeIf((entry) -> matches(target, entry.getKey(), entry.getValue()));
	}

	private static boolean matches(InvalidationTarget target, CacheKey key, Model value) {
		if (target instanceof InvalidationTarget.Key one) {
			return key.logical().equals(one.logicalKey());
		}
		if (target instanceof InvalidationTarget.Tag tag) {
			return value.tag().equals(tag.tag());
		}
		return target instanceof InvalidationTarget.WholeCache || key.logical().compareTo("cache:3") <= 0;
	}

	private void getOrLoad(CacheKey key, String value) throws Throwable {
		this.calls++;
		Model known = this.model.get(key);
		boolean[] loaded = new boolean[1];
		Object answer = this.region.getOrLoad(key, EntryPolicy.defaults(String.class), () -> {
			loaded[0] = true;
			return value;
		});
		if (loaded[0]) {
			this.loads++;
			assertThat(answer).isEqualTo(value);
			// What was loaded is newer than what an earlier put may have left elsewhere.
			evict(new InvalidationTarget.Key("cache", key.logical()));
		}
		else {
			assertThat(known).as("a hit of what was evicted: %s", answer).isNotNull();
			assertThat(answer).isEqualTo(known.value());
		}
	}

	private void read(CacheKey key) {
		this.calls++;
		Model known = this.model.get(key);
		if (this.region.lookup(key, String.class) instanceof Lookup.Hit hit) {
			assertThat(known).as("a hit of what was evicted: %s", hit).isNotNull();
			assertThat(hit.value()).isEqualTo(known.value());
		}
	}

	private record Model(String value, String tag) {
	}

	private static final class Definitions implements CacheDefinitions {

		@Override
		public CacheSettings settings(String cacheName) {
			return new CacheSettings(cacheName, true, TimeToLive.NONE, Duration.ofMinutes(1), TimeToLive.NONE, 0,
					Set.of(), false, 1_000);
		}

		@Override
		public ValueCodec codec(String cacheName) {
			return new StringCodec();
		}

	}

}
