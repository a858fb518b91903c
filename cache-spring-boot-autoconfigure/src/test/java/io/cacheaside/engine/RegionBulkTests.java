package io.cacheaside.engine;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.PutOptions;
import io.cacheaside.codec.Entry;
import io.cacheaside.engine.FakeRemoteTier.Operation;
import io.cacheaside.key.CacheKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Many values at once, on two nodes in fake time. */
@Timeout(60)
class RegionBulkTests {

	private final EngineFixture fixture = new EngineFixture();

	private final CacheEngine a = this.fixture.node();

	private final CacheEngine b = this.fixture.node();

	@Test
	void whatIsAbsentIsStoredInOneCall() {
		put(this.a, "1", "there");
		assertThat(fill("new", "1", "2", "3", "2")).isEqualTo(2);
		assertThat(valueOn(this.b, "1")).isEqualTo("there");
		assertThat(valueOn(this.b, "2")).isEqualTo("new");
		assertThat(this.fixture.remote.calls(Operation.STORE_UNLEASED)).isEqualTo(1);
		assertThat(this.fixture.remote.calls(Operation.LEASE_ALL)).isZero();
		assertThat(region(this.a).statistics().puts()).isEqualTo(3);
	}

	@Test
	void slotsAreLeasedWhileTheServersClockIsNotKnown() {
		this.fixture.remote.clockKnown(false);
		put(this.a, "1", "there");
		assertThat(fill("new", "1", "2")).isEqualTo(1);
		assertThat(this.fixture.remote.calls(Operation.LEASE_ALL)).isEqualTo(1);
		assertThat(valueOn(this.b, "2")).isEqualTo("new");
	}

	@Test
	void whatIsBeingLoadedIsLeftAlone() {
		this.fixture.remote.seize(RemoteTierFixture.lease(key("1")));
		byte[] lease = this.fixture.remote.content(key("1")).orElseThrow();
		assertThat(fill("new", "1")).isZero();
		assertThat(refresh("new", "1")).isZero();
		assertThat(this.fixture.remote.content(key("1"))).hasValue(lease);
	}

	@Test
	void whatWasInvalidatedSinceTheCaptureIsNotStored() {
		LoadStart start = this.a.capture();
		this.b.invalidate(Invalidation.of(new InvalidationTarget.Tag("tag")));
		this.fixture.settle();
		PutOptions tagged = new PutOptions(null, Set.of("tag"));
		assertThat(get(region(this.a).bulk()
			.putAllIfAbsent(List.of(new KeyedValue(key("1"), "old", tagged)), String.class, start))).isZero();
		assertThat(get(region(this.a).bulk()
			.replaceAll(List.of(new KeyedValue(key("1"), "old", tagged)), String.class, start))).isZero();
		assertThat(this.fixture.remote.keys()).isEmpty();
	}

	@Test
	void whatIsStoredAfterAnInvalidationThatIsNotKnownYetIsServedByNobody() {
		LoadStart start = this.a.capture();
		this.fixture.log.hold();
		region(this.b).evict(key("1"));
		assertThat(fill(start, "old", "1")).isEqualTo(1);
		this.fixture.log.release();
		assertThat(region(this.b).lookup(key("1"), String.class)).isInstanceOf(Lookup.Miss.class);
		this.fixture.settle();
		assertThat(region(this.a).lookup(key("1"), String.class)).isInstanceOf(Lookup.Miss.class);
	}

	@Test
	void nodeThatIsNotCurrentCatchesUpFirst() {
		LoadStart start = this.a.capture();
		this.fixture.time.stop(CoherenceSettings.DEFAULTS.maxStaleness().plusMillis(1));
		region(this.b).evict(key("1"));
		assertThat(fill(start, "old", "1")).isZero();
	}

	@Test
	void captureThatIsTooOldStoresNothing() {
		LoadStart start = this.a.capture();
		this.fixture.time.pass(CoherenceSettings.DEFAULTS.maxLoadAge().plusMillis(1));
		assertThat(fill(start, "old", "1")).isZero();
		assertThat(this.fixture.remote.keys()).isEmpty();
	}

	@Test
	void entriesMayBeStoredNoLongerThanTheirCaptureCounts() {
		LoadStart start = this.a.capture();
		Duration age = CoherenceSettings.DEFAULTS.maxLoadAge().minusSeconds(3);
		this.fixture.time.pass(age);
		long now = this.fixture.remote.serverMillis(key("1")).orElseThrow();
		fill(start, "old", "1", "2");
		assertThat(this.fixture.remote.latestUntil() - now).isBetween(2_999L, 3_000L);
	}

	@Test
	void refreshReplacesAValueOnAllNodesTiers() {
		put(this.a, "1", "old");
		this.fixture.settle();
		assertThat(valueOn(this.b, "1")).isEqualTo("old");
		assertThat(refresh("new", "1", "2")).isEqualTo(2);
		this.fixture.settle();
		assertThat(valueOn(this.b, "1")).isEqualTo("new");
		assertThat(valueOn(this.a, "1")).isEqualTo("new");
		assertThat(valueOn(this.b, "2")).isEqualTo("new");
	}

	@Test
	void refreshOfAnEqualValueBeginsItsTimeAnewAndTellsNobody() {
		put(this.a, "1", "same");
		this.fixture.settle();
		int before = this.fixture.log.entries().size();
		long expiry = entry("1").expiresAt();
		this.fixture.time.pass(Duration.ofMinutes(5));
		assertThat(refresh("same", "1")).isEqualTo(1);
		assertThat(entry("1").expiresAt()).isEqualTo(expiry + Duration.ofMinutes(5).toMillis() + 400);
		assertThat(this.fixture.log.entries()).hasSize(before);
	}

	@Test
	void valueThatWasEvictedDuringItsRefreshIsNotServed() {
		put(this.a, "1", "old");
		this.fixture.settle();
		LoadStart start = this.a.capture();
		region(this.b).evict(key("1"));
		this.fixture.settle();
		assertThat(get(region(this.a).bulk().replaceAll(values("old", "1"), String.class, start))).isZero();
		assertThat(this.fixture.remote.keys()).isEmpty();
		LoadStart unheard = this.a.capture();
		this.fixture.log.hold();
		region(this.b).evict(key("1"));
		assertThat(get(region(this.a).bulk().replaceAll(values("old", "1"), String.class, unheard))).isEqualTo(1);
		this.fixture.log.release();
		this.fixture.settle();
		assertThat(region(this.a).lookup(key("1"), String.class)).isInstanceOf(Lookup.Miss.class);
		assertThat(region(this.b).lookup(key("1"), String.class)).isInstanceOf(Lookup.Miss.class);
	}

	@Test
	void manyChangedValuesArePut() {
		String[] names = Stream.iterate(0, (i) -> i + 1).limit(170).map(String::valueOf).toArray(String[]::new);
		assertThat(fill("old", names)).isEqualTo(170);
		assertThat(refresh("new", names)).isEqualTo(170);
		this.fixture.settle();
		for (String name : names) {
			assertThat(valueOn(this.b, name)).isEqualTo("new");
		}
	}

	@Test
	void refreshFailsWhileTheRemoteTierIsAway() {
		this.fixture.remote.reachable(false);
		assertThat(region(this.a).bulk().replaceAll(values("new", "1"), String.class, this.a.capture()))
			.isCompletedExceptionally();
		assertThat(region(this.a).bulk().putAllIfAbsent(values("new", "1"), String.class, this.a.capture()))
			.isCompletedExceptionally();
	}

	private long fill(String value, String... names) {
		return fill(this.a.capture(), value, names);
	}

	private long fill(LoadStart start, String value, String... names) {
		return get(region(this.a).bulk().putAllIfAbsent(values(value, names), String.class, start));
	}

	private long refresh(String value, String... names) {
		return get(region(this.a).bulk().replaceAll(values(value, names), String.class, this.a.capture()));
	}

	private static List<KeyedValue> values(String value, String... names) {
		return Stream.of(names).map((name) -> new KeyedValue(key(name), value, PutOptions.DEFAULTS)).toList();
	}

	private static void put(CacheEngine node, String name, String value) {
		get(region(node).put(PendingPut.of(key(name), node.capture()), value, EngineFixture.STRINGS));
	}

	private static Object valueOn(CacheEngine node, String name) {
		return (region(node).lookup(key(name), String.class) instanceof Lookup.Hit hit) ? String.valueOf(hit.value())
				: "nothing";
	}

	private Entry entry(String name) {
		return Entry.parse(this.fixture.remote.content(key(name)).orElseThrow()).orElseThrow();
	}

	private static CacheKey key(String name) {
		return new CacheKey("cache", "cache:" + name);
	}

	private static CacheRegion region(CacheEngine node) {
		return node.region("cache");
	}

	private static <T> T get(CompletionStage<T> stage) {
		return stage.toCompletableFuture().join();
	}

}
