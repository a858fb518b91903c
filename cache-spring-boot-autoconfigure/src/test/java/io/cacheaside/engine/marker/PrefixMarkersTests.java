package io.cacheaside.engine.marker;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PrefixMarkersTests {

	private final PrefixMarkers markers = new PrefixMarkers(new TextHash(1));

	@Test
	void everyPrefixOfATextIsFound() {
		this.markers.put("", 2);
		this.markers.put("user:", 4);
		this.markers.put("user:12", 6);
		assertThat(isStale("x", 1)).isTrue();
		assertThat(isStale("x", 2)).isFalse();
		assertThat(isStale("user", 2)).isFalse();
		assertThat(isStale("user:", 3)).isTrue();
		assertThat(isStale("user:123", 5)).isTrue();
		assertThat(isStale("user:132", 4)).isFalse();
	}

	@Test
	void literalIsFoundByItselfOnly() {
		this.markers.putLiteral("user:1", 5);
		assertThat(isStale("user:1", 4)).isTrue();
		assertThat(isStale("user:10", 4)).isFalse();
		assertThat(isStale("user:", 4)).isFalse();
	}

	@Test
	void restOfATextIsLookedAt() {
		this.markers.put("user:", 5);
		assertThat(this.markers.isStale("##user:1", 2, TextHash.END, 4)).isTrue();
		assertThat(this.markers.isStale("##user", 2, ':', 4)).isTrue();
		assertThat(this.markers.isStale("##user", 2, TextHash.END, 4)).isFalse();
	}

	@Test
	void whatKeysWereFoldedIntoIsForgottenApart() {
		this.markers.put("user:", 5);
		this.markers.putFolded("user:", 4);
		this.markers.put("org:", 5);
		this.markers.drop(4, 5);
		assertThat(isStale("user:1", 4)).isTrue();
		assertThat(isStale("org:1", 4)).isFalse();
		this.markers.drop(5, 5);
		assertThat(this.markers.size()).isZero();
	}

	@Test
	void lengthsThatShareAHashAreNotForgotten() {
		PrefixMarkers colliding = new PrefixMarkers(new TextHash(1, 0));
		colliding.put("user:", 5);
		colliding.put("a", 3);
		colliding.drop(2, 2);
		assertThat(colliding.isStale("user:1", 0, TextHash.END, 4)).isTrue();
		assertThat(colliding.isStale("a", 0, TextHash.END, 2)).isTrue();
	}

	@Test
	void endlessPrefixIsCutShort() {
		String endless = "x".repeat(PrefixMarkers.LONGEST + 10);
		this.markers.put(endless, 5);
		this.markers.putLiteral("y" + endless, 5);
		assertThat(isStale(endless, 4)).isTrue();
		assertThat(isStale("y" + endless, 4)).isTrue();
		assertThat(isStale("x", 4)).isFalse();
	}

	@Test
	void olderHalfIsFoldedIntoTheFloor() {
		Floor floor = new Floor();
		this.markers.put("a", 3);
		this.markers.put("b", 4);
		this.markers.put("c", 5);
		this.markers.fold(floor);
		assertThat(floor.packed()).isEqualTo(4);
		assertThat(this.markers.size()).isOne();
		assertThat(isStale("c", 4)).isTrue();
	}

	private boolean isStale(String text, long entry) {
		return this.markers.isStale(text, 0, TextHash.END, entry);
	}

}
