package io.cacheaside.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.cacheaside.LoadSettings;
import io.cacheaside.engine.PendingLoad.Loaded;
import io.cacheaside.key.CacheKey;

import static io.cacheaside.engine.EngineFixture.KEY;
import static io.cacheaside.engine.EngineFixture.STRINGS;
import static org.assertj.core.api.Assertions.assertThat;

/** Comparisons whose loaders load in turn, where one load may run at once. */
@Timeout(60)
class ReadWatchPlacesTests {

	private static final CacheKey PARENT = new CacheKey("cache", "cache:parent");

	private static final CacheKey FIRST = new CacheKey("first", "first:key");

	private final EngineFixture fixture = new EngineFixture()
		.loads(new LoadSettings(null, null, 1), LoadThreads.of(Runnable::run))
		.watch(new WatchSettings(Duration.ofSeconds(10), 0), EngineListener.NONE);

	private final CacheEngine node = this.fixture.node();

	private final CacheRegion region = this.node.region("cache");

	@ParameterizedTest
	@MethodSource("ways")
	void loaderOfAComparisonLoadsWhatItNeeds(Way way) throws Throwable {
		way.call(this);
		this.fixture.time.pass(Duration.ofSeconds(10));
		this.region.local().removeIf((entry) -> entry.subject().logicalKey().equals(PARENT.logical()));
		Await.await(this.fixture.remote.delete(List.of(PARENT)));
		way.call(this);
		CacheStatistics statistics = this.region.statistics();
		assertThat(statistics.verifiedReads(ReadCheck.CURRENT)).isEqualTo(1);
		assertThat(statistics.loads()).isEqualTo(3);
		assertThat(statistics.refreshes() + statistics.failedRefreshes()).isZero();
		assertThat(statistics.delayedLoads()).isZero();
		assertThat(this.region.lookup(PARENT, String.class)).isInstanceOf(Lookup.Hit.class);
		assertThat(this.node.region("first").lookup(FIRST, String.class)).isInstanceOf(Lookup.Miss.class);
	}

	static Stream<Named<Way>> ways() {
		return Stream.of(Named.of("loader", (test) -> test.region.getOrLoad(KEY, STRINGS, test::child)),
				Named.of("value that comes later", ReadWatchPlacesTests::later),
				Named.of("attended", (test) -> test.attended(List.of(KEY))),
				Named.of("attended in two caches", (test) -> test.attended(List.of(FIRST, KEY))));
	}

	private @Nullable Object child() throws Throwable {
		return this.region.getOrLoad(PARENT, STRINGS, () -> "parent");
	}

	private void later() throws Throwable {
		AsyncLoader loader = () -> CompletableFuture.completedFuture(child());
		LoadStart start = this.region.start();
		Lookup lookup = this.region.lookup(KEY, KEY, String.class, this.region.refreshing(KEY, KEY, STRINGS, loader));
		if (!(lookup instanceof Lookup.Hit)) {
			Await.await(this.region.loadAsync(KEY, lookup, start, STRINGS, loader));
		}
	}

	/** As a method does that is carried out again. */
	private void attended(List<CacheKey> keys) throws Throwable {
		try (AttendedLoad load = attend(KEY,
				new Attending.Call(this.region.start(), (refresh) -> again(keys, refresh)))) {
			if (load.load() != null) {
				store(KEY, load, load.run(this::child));
			}
		}
	}

	private @Nullable CompletionStage<?> again(List<CacheKey> keys, Refresh refresh) throws Throwable {
		List<AttendedLoad> loads = keys.stream().map((key) -> attend(key, new Attending.Anew(refresh))).toList();
		if (loads.stream().allMatch((load) -> load.load() != null)) {
			Loaded loaded = loads.get(0).run(this::child);
			for (int i = 0; i < keys.size(); i++) {
				store(keys.get(i), loads.get(i), loaded);
			}
		}
		loads.forEach(AttendedLoad::leaveThread);
		loads.forEach(AttendedLoad::close);
		return null;
	}

	private AttendedLoad attend(CacheKey key, Attending attending) {
		return this.node.region(key.cacheName()).attend(key, key, String.class, attending);
	}

	private void store(CacheKey key, AttendedLoad load, Loaded loaded) {
		PendingLoad pending = load.load();
		assertThat(pending).isNotNull();
		Await.await(this.node.region(key.cacheName()).store(pending, loaded, STRINGS));
	}

	/** How a value is asked for that another one is built from. */
	@FunctionalInterface
	interface Way {

		void call(ReadWatchPlacesTests test) throws Throwable;

	}

}
