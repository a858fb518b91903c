package io.cacheaside.engine;

import org.junit.jupiter.api.Test;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.key.CacheKey;

import static io.cacheaside.engine.EngineFixture.KEY;
import static io.cacheaside.engine.EngineFixture.STRINGS;
import static org.assertj.core.api.Assertions.assertThat;

class AttendedLoadTests {

	private static final CacheKey OUTER = new CacheKey("cache", "cache:outer");

	private static final CacheKey INNER = new CacheKey("cache", "cache:inner");

	private final EngineFixture fixture = new EngineFixture();

	private final CacheEngine node = this.fixture.node();

	private final CacheRegion region = this.node.region("cache");

	@Test
	void valueBuiltFromOneThatWasNotStoredDependsOnWhatThatWasBuiltFrom() throws Throwable {
		this.region.getOrLoad(OUTER, STRINGS, () -> {
			AttendedLoad inner = attend(INNER);
			Object value = inner.run(() -> this.region.getOrLoad(KEY, STRINGS, () -> "source")).value();
			inner.abandon();
			return value;
		});
		assertThat(this.region.lookup(OUTER, String.class)).isInstanceOf(Lookup.Hit.class);
		Await.await(this.node.invalidate(Invalidation.of(new InvalidationTarget.Key("cache", KEY.logical()))));
		assertThat(this.region.lookup(OUTER, String.class)).isNotInstanceOf(Lookup.Hit.class);
	}

	@Test
	void loadOfACacheThatIsOffIsNotCounted() throws Throwable {
		CacheRegion off = new EngineFixture()
			.shape(new EngineFixture.Shape(false, java.time.Duration.ZERO, 0, java.util.Set.of(), true, false))
			.node()
			.region("cache");
		AttendedLoad load = off.attend(KEY, KEY, String.class, new Attending.Call(off.start(), Refreshing.NONE));
		assertThat(load.run(() -> "value").value()).isEqualTo("value");
		load.close();
		assertThat(off.statistics().loads()).isZero();
	}

	private AttendedLoad attend(CacheKey key) {
		return this.region.attend(key, key, String.class, new Attending.Call(this.region.start(), Refreshing.NONE));
	}

}
