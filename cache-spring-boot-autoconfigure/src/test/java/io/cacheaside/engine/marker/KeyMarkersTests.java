package io.cacheaside.engine.marker;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class KeyMarkersTests {

	private final TextHash hash = new TextHash(1);

	private final PrefixMarkers prefixes = new PrefixMarkers(this.hash);

	private final Floor floor = new Floor();

	@Test
	void keysAreFoldedIntoTheMarkerOfTheirOwnCache() {
		KeyMarkers keys = new KeyMarkers(this.hash);
		keys.put("user", "user:1", 3);
		keys.put("org", "org:1", 4);
		keys.put("user", "user:2", 9);
		keys.fold(this.prefixes, this.floor);
		assertThat(keys.size()).isOne();
		assertThat(this.prefixes.isStale("user:x", 0, TextHash.END, 2)).isTrue();
		assertThat(this.prefixes.isStale("user:x", 0, TextHash.END, 3)).isFalse();
		assertThat(this.prefixes.isStale("org:x", 0, TextHash.END, 3)).isTrue();
		assertThat(this.floor.packed()).isEqualTo(Packed.NONE);
	}

	@Test
	void keysOfTwoCachesThatShareAHashAreFoldedIntoTheFloor() {
		KeyMarkers colliding = new KeyMarkers(new TextHash(1, 0));
		colliding.put("user", "user:1", 5);
		colliding.put("org", "org:1", 4);
		colliding.fold(this.prefixes, this.floor);
		assertThat(this.floor.packed()).isEqualTo(5);
		assertThat(colliding.size()).isZero();
	}

	@Test
	void keysOfCachesBeyondTheBoundAreFoldedIntoTheFloor() {
		KeyMarkers keys = new KeyMarkers(this.hash);
		for (int i = 0; i <= KeyMarkers.MOST_CACHES; i++) {
			keys.put("c" + i, "c" + i + ":1", 10_000 - i);
		}
		keys.fold(this.prefixes, this.floor);
		assertThat(this.floor.packed()).isEqualTo(10_000 - KeyMarkers.MOST_CACHES);
	}

}
