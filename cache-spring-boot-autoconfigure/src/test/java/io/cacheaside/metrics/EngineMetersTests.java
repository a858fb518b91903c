package io.cacheaside.metrics;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Map;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.CacheRegion;
import io.cacheaside.engine.EntryPolicy;
import io.cacheaside.engine.FakeCoordination;
import io.cacheaside.engine.FakeRemoteInspection;
import io.cacheaside.engine.InvalidationOutbox;
import io.cacheaside.engine.LocalEntry;
import io.cacheaside.engine.LocalTier;
import io.cacheaside.engine.RemoteMemory;
import io.cacheaside.engine.RemoteSampler;
import io.cacheaside.key.CacheKey;
import io.cacheaside.testing.FakeNode;
import io.cacheaside.engine.queue.QueueStatistics;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class EngineMetersTests {

	/** Of Spring Boot's and Micrometer's binders for caches. */
	private static final Set<String> TAKEN = Set.of("cache.gets", "cache.puts", "cache.evictions", "cache.removals",
			"cache.size", "cache.eviction.weight", "cache.load", "cache.lock.duration", "cache.entries",
			"cache.entry.memory", "cache.gets.latency", "cache.puts.latency", "cache.removals.latency",
			"cache.partition.gets", "cache.puts.added", "cache.local.heap.size", "cache.local.offheap.size",
			"cache.local.disk.size", "cache.near.requests", "cache.near.evictions", "cache.near.persistences");

	private static final EntryPolicy STRINGS = EntryPolicy.defaults(String.class);

	private static final CacheKey KEY = new CacheKey("user", "user:1");

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private FakeNode node = new FakeNode();

	@Test
	void everyMeterIsThereWithItsDescription() throws Throwable {
		CacheEngine engine = start();
		engine.region("user").getOrLoad(KEY, STRINGS, () -> "value");
		new MicrometerEngineListener(this.registry).readsWatched(engine.region("user"));
		new OutboxMeterBinder(InvalidationOutbox.NONE).bindTo(this.registry);
		new WriteBehindMeters(() -> Map.of("user", new QueueStatistics())).bindTo(this.registry);
		RemoteMeters remote = new RemoteMeters(this.registry, () -> Optional.of(sampler()));
		engine.regions().forEach(remote::cacheCreated);
		new WarmupMeters(Map.of("user", () -> new WarmupMeters.Standing(0, 0, false))).bindTo(this.registry);
		assertThat(CacheMeter.values())
			.allSatisfy((meter) -> assertThat(this.registry.find(meter.meterName()).meters()).isNotEmpty()
				.extracting((found) -> found.getId().getDescription())
				.containsOnly(meter.description()));
	}

	@Test
	void noMeterHasTheNameOfOneOfSpringBoots() {
		assertThat(Arrays.stream(CacheMeter.values()).map(CacheMeter::meterName)).doesNotHaveDuplicates()
			.doesNotContainAnyElementsOf(TAKEN);
	}

	@Test
	void agesOfStaleReadsAreTimedByCache() {
		MicrometerEngineListener listener = new MicrometerEngineListener(this.registry);
		listener.readsWatched(start().region("user"));
		assertThat(this.registry.get("cache.stale.age").tag("cache", "user").timer().count()).isZero();
		listener.staleRead("user", Duration.ofMinutes(2));
		assertThat(this.registry.get("cache.stale.age").tag("cache", "user").timer().totalTime(TimeUnit.SECONDS))
			.isEqualTo(120);
		assertThat(count("cache.stale.reads", "cache", "user")).isZero();
		assertThat(count("cache.verified.reads", "cache", "user", "result", "current")).isZero();
	}

	@Test
	void takingALeaseAndStoringAreTimedAndCounted() throws Throwable {
		start().region("user").getOrLoad(KEY, STRINGS, () -> "value");
		assertThat(operations("lease")).isEqualTo(1);
		assertThat(operations("put")).isEqualTo(1);
		assertThat(count("cache.stores", "cache", "user")).isEqualTo(1);
		assertThat(count("cache.stores.refused", "cache", "user")).isZero();
	}

	@Test
	void storeThatRedisRefusesIsCountedAsRefused() throws Throwable {
		start().region("user").getOrLoad(KEY, STRINGS, () -> {
			this.node.remote.delete(List.of(KEY));
			return "value";
		});
		assertThat(count("cache.stores.refused", "cache", "user")).isEqualTo(1);
		assertThat(count("cache.stores", "cache", "user")).isZero();
	}

	@Test
	void localEntryThatIsNotTrustedIsCountedAsBypassed() throws Throwable {
		CacheRegion user = start().region("user");
		user.getOrLoad(KEY, STRINGS, () -> "value");
		assertThat(value("cache.local.trusted")).isEqualTo(1);
		this.node.time.stop(Duration.ofSeconds(2));
		assertThat(value("cache.local.trusted")).isZero();
		user.lookup(KEY, String.class);
		assertThat(count("cache.local.bypasses", "cache", "user")).isEqualTo(1);
	}

	@Test
	void localTierTellsItsSizeAndItsEvictionsByCache() {
		this.node = new FakeNode((settings) -> new CountingTier(settings.name().length()));
		CacheEngine engine = start();
		engine.region("user");
		engine.region("organization");
		assertThat(value("cache.local.entries", "cache", "user")).isEqualTo(4);
		assertThat(count("cache.local.evictions", "cache", "user")).isEqualTo(400);
		assertThat(value("cache.local.entries", "cache", "organization")).isEqualTo(12);
		assertThat(value("cache.size.bytes", "cache", "user", "cache_layer", "local")).isEqualTo(4_000);
	}

	@Test
	void figuresOfRedisAreThoseOfTheSampler() {
		FakeRemoteInspection inspection = new FakeRemoteInspection();
		inspection.place("user:1", "user", 70);
		inspection.place("user:2", "user", 80);
		inspection.memory(new RemoteMemory(900, 1_000, Map.of("one", 5L), 6, "allkeys-lru", 0.97));
		RemoteSampler sampler = sampler(inspection);
		AtomicReference<@Nullable RemoteSampler> known = new AtomicReference<>();
		RemoteMeters remote = new RemoteMeters(this.registry, () -> Optional.ofNullable(known.get()));
		CacheEngine engine = this.node.start(remote);
		engine.region("user");
		engine.region("off");
		assertThat(value("cache.remote.entries", "cache", "user")).isNaN();
		assertThat(value("cache.size.bytes", "cache", "user", "cache_layer", "remote")).isNaN();
		assertThat(value("cache.remote.memory.used")).isNaN();
		assertThat(count("cache.remote.evictions")).isZero();
		known.set(sampler);
		assertThat(value("cache.remote.entries", "cache", "user")).isNaN();
		sampler.start();
		this.node.pass(Duration.ofSeconds(1));
		assertThat(value("cache.remote.entries", "cache", "user")).isEqualTo(2);
		assertThat(value("cache.size.bytes", "cache", "user", "cache_layer", "remote")).isEqualTo(150);
		assertThat(value("cache.remote.memory.used")).isEqualTo(900);
		assertThat(value("cache.remote.memory.limit")).isEqualTo(1_000);
		assertThat(value("cache.remote.memory.share")).as("of the fullest shard").isEqualTo(0.97);
		inspection.memory(new RemoteMemory(900, 0, Map.of("one", 12L), 6, "allkeys-lru", 0));
		this.node.pass(Duration.ofMinutes(1));
		assertThat(count("cache.remote.evictions")).isEqualTo(7);
		assertThat(value("cache.remote.memory.share")).as("without a limit").isNaN();
		assertThat(this.registry.find("cache.remote.entries").tag("cache", "off").meters()).isEmpty();
		assertThat(this.registry.get("cache.remote.memory.used").gauge().getId().getBaseUnit()).isEqualTo("bytes");
	}

	@Test
	void invalidationsAreTimedByTheirOrigin() {
		CacheEngine engine = start();
		assertThat(propagated("own")).isZero();
		// So that nothing comes by the log meanwhile.
		this.node.log.reachable(false);
		this.node.log.reachable(true);
		engine.region("user").evict(KEY);
		assertThat(propagated("own")).isEqualTo(1);
		this.node.log.anotherNode().append(List.of(new InvalidationTarget.Tag("tag")));
		this.node.pass(Duration.ofSeconds(1));
		assertThat(propagated("own")).isEqualTo(1);
		assertThat(propagated("other")).isEqualTo(1);
	}

	@Test
	void standingOfAWarmerIsReadAnew() {
		AtomicReference<WarmupMeters.Standing> now = new AtomicReference<>(new WarmupMeters.Standing(0, -1, false));
		new WarmupMeters(Map.of("page", now::get)).bindTo(this.registry);
		assertThat(value("cache.warmup.expected", "warmer", "page")).isNaN();
		assertThat(value("cache.warmup.running", "warmer", "page")).isZero();
		now.set(new WarmupMeters.Standing(7, 10, true));
		assertThat(value("cache.warmup.done", "warmer", "page")).isEqualTo(7);
		assertThat(value("cache.warmup.expected", "warmer", "page")).isEqualTo(10);
		assertThat(value("cache.warmup.running", "warmer", "page")).isEqualTo(1);
	}

	private long propagated(String origin) {
		return this.registry.get("cache.invalidation.propagation").tag("origin", origin).timer().count();
	}

	private RemoteSampler sampler() {
		return sampler(new FakeRemoteInspection());
	}

	private RemoteSampler sampler(FakeRemoteInspection inspection) {
		long origin = this.node.time.getAsLong();
		return new RemoteSampler(inspection,
				new FakeCoordination(new FakeCoordination.Server(() -> this.node.time.getAsLong() - origin), "one"),
				() -> Set.of("user"), new RemoteSampler.Settings(true, Duration.ofMinutes(1), 100), this.node.time,
				this.node.time);
	}

	@Test
	void cacheThatIsSwitchedOffHasNoMeters() {
		CacheEngine engine = start();
		engine.region("off");
		engine.region("user");
		assertThat(this.registry.find("cache.hits").tag("cache", "user").meters()).isNotEmpty();
		assertThat(this.registry.getMeters()).extracting((meter) -> meter.getId().getTag("cache"))
			.doesNotContain("off");
	}

	@Test
	void gaugesOfTheLogFollowTheEngine() throws Throwable {
		this.node.log.reachable(false);
		CacheEngine engine = start();
		assertThat(value("cache.log.loading")).isEqualTo(1);
		assertThat(value("cache.log.proof.age")).isNaN();
		assertThat(value("cache.log.outage")).isGreaterThan(0);
		assertThat(count("cache.log.failures")).isGreaterThan(0);
		engine.region("user").evict(KEY);
		assertThat(value("cache.invalidations.undelivered")).isEqualTo(1);
		assertThat(value("cache.markers", "kind", "barrier")).isEqualTo(1);
		this.node.log.reachable(true);
		this.node.pass(Duration.ofSeconds(2));
		assertThat(value("cache.log.loading")).isZero();
		assertThat(value("cache.log.proof.age")).isBetween(0.0, 0.5);
		assertThat(value("cache.log.outage")).isZero();
		assertThat(count("cache.log.loads")).isEqualTo(1);
		assertThat(value("cache.invalidations.undelivered")).isZero();
		assertThat(value("cache.markers", "kind", "barrier")).isZero();
		assertThat(value("cache.markers", "kind", "key")).isEqualTo(1);
	}

	@Test
	void meterKeepsItsSourceAlive() {
		bindToASourceThatNobodyElseHolds();
		WeakReference<Object> canary = new WeakReference<>(new Object());
		await().until(() -> {
			System.gc();
			return canary.get() == null;
		});
		assertThat(value("cache.local.entries", "cache", "user")).isEqualTo(5);
		assertThat(count("cache.local.evictions", "cache", "user")).isEqualTo(5);
		assertThat(value("cache.log.lag")).isEqualTo(5);
	}

	private void bindToASourceThatNobodyElseHolds() {
		AtomicLong source = new AtomicLong(5);
		PolledMeters<AtomicLong> meters = new PolledMeters<>(this.registry, () -> source);
		meters.gauge(CacheMeter.LOCAL_ENTRIES, Tags.of("cache", "user"), AtomicLong::get);
		meters.count(CacheMeter.LOCAL_EVICTIONS, Tags.of("cache", "user"), AtomicLong::get);
		meters.time(CacheMeter.LOG_LAG, (seconds) -> Duration.ofSeconds(seconds.get()).toNanos());
	}

	private CacheEngine start() {
		CacheEngine engine = this.node.start(new MicrometerEngineListener(this.registry));
		new EngineMeterBinder(engine).bindTo(this.registry);
		return engine;
	}

	private double value(String name, String... tags) {
		return this.registry.get(name).tags(tags).gauge().value();
	}

	private double count(String name, String... tags) {
		return this.registry.get(name)
			.tags(tags)
			.functionCounters()
			.stream()
			.mapToDouble(EngineMetersTests::only)
			.sum();
	}

	private static double only(Meter meter) {
		return meter.measure().iterator().next().getValue();
	}

	private long operations(String operation) {
		return this.registry.get("cache.operation.duration")
			.tags("cache", "user", "cache_layer", "remote", "operation", operation)
			.timer()
			.count();
	}

	/** Says that it holds so many entries, and has dropped a hundred times as many. */
	private record CountingTier(long size) implements LocalTier {

		@Override
		public @Nullable LocalEntry get(Object key) {
			return null;
		}

		@Override
		public List<LocalEntry> hottest(int limit) {
			return List.of();
		}

		@Override
		public void put(Object key, LocalEntry entry) {
		}

		@Override
		public void remove(Object key, LocalEntry entry) {
		}

		@Override
		public void removeIf(Predicate<? super LocalEntry> removable) {
		}

		@Override
		public void clear() {
		}

		@Override
		public long bytes() {
			return this.size * 1_000;
		}

		@Override
		public long evictions() {
			return this.size * 100;
		}

	}

}
