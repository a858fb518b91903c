package io.cacheaside.engine;

import java.time.Duration;
import java.util.AbstractList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.cacheaside.PutOptions;
import io.cacheaside.key.CacheKey;

import static io.cacheaside.engine.EngineFixture.KEY;
import static org.assertj.core.api.Assertions.assertThat;

/** A node that stands still between its look at the markers and its leases. */
@Timeout(60)
class PausedBulkStoreTests extends TwoNodes {

	private Object storedBy(boolean clockKnown) {
		this.fixture.remote.clockKnown(clockKnown);
		LoadStart start = this.a.capture();
		List<KeyedValue> values = new AbstractList<>() {

			@Override
			public KeyedValue get(int index) {
				if (index == 0) {
					return new KeyedValue(KEY, "old", PutOptions.DEFAULTS);
				}
				// The first one is checked; the node is stopped, others go on.
				Await.await(region(PausedBulkStoreTests.this.b).evict(KEY));
				PausedBulkStoreTests.this.fixture.settle();
				PausedBulkStoreTests.this.fixture.time.pass(Duration.ofMinutes(11));
				dropAllMarkers();
				return new KeyedValue(new CacheKey("cache", "cache:other"), "other", PutOptions.DEFAULTS);
			}

			@Override
			public int size() {
				return 2;
			}

		};
		try {
			Await.await(region(this.a).bulk().putAllIfAbsent(values, String.class, start));
		}
		catch (RuntimeException ex) {
			// Too late is as good.
		}
		this.fixture.remote.clockKnown(true);
		return region(this.b).lookup(KEY, String.class);
	}

	@Test
	void nothingIsStoredBehindMarkersThatWereDropped() {
		assertThat(storedBy(true)).isInstanceOf(Lookup.Miss.class);
	}

	@Test
	void norUnderLeasesWhileTheServersClockIsNotKnown() {
		assertThat(storedBy(false)).isInstanceOf(Lookup.Miss.class);
	}

}
