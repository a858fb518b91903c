package io.cacheaside.engine.marker;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.cacheaside.Position;

import static org.assertj.core.api.Assertions.assertThat;

class PackedTests {

	private static final long[] HALVES = { 0, 1, 2, (1L << 22) - 2, (1L << 22) - 1, 1L << 22, (1L << 22) + 1,
			(1L << 42) - 2, (1L << 42) - 1, 1L << 42, Long.MAX_VALUE - 1, Long.MAX_VALUE };

	@Test
	void newerMarkerIsNewerHoweverItIsRounded() {
		List<Position> positions = new ArrayList<>();
		for (long millis : HALVES) {
			for (long sequence : HALVES) {
				positions.add(new Position(3, millis, sequence));
			}
		}
		for (Position marker : positions) {
			for (Position entry : positions) {
				if (marker.isNewerThan(entry)) {
					assertThat(Packed.isNewer(Packed.marker(marker), Packed.entry(entry))).as("%s, %s", marker, entry)
						.isTrue();
				}
			}
		}
	}

	@Test
	void usualPositionsAreExact() {
		Position usual = new Position(3, 1_900_000_000_000L, 4_000_000);
		assertThat(Packed.isExact(usual)).isTrue();
		assertThat(Packed.unpack(3, Packed.marker(usual))).isEqualTo(usual);
		assertThat(Packed.entry(usual)).isEqualTo(Packed.marker(usual));
		assertThat(Packed.isExact(new Position(3, 5, 1L << 22))).isFalse();
	}

	@Test
	void negativeHalvesAreStale() {
		assertThat(Packed.isNewer(Packed.marker(new Position(3, -1, 0)), Packed.entry(new Position(3, 9, 9)))).isTrue();
		assertThat(Packed.isNewer(Packed.marker(new Position(3, 0, 1)), Packed.entry(new Position(3, -1, 0)))).isTrue();
		assertThat(Packed.isNewer(Packed.marker(new Position(3, 5, -1)), Packed.entry(new Position(3, 5, 9)))).isTrue();
	}

}
