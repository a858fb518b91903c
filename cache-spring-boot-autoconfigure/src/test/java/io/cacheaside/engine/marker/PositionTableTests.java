package io.cacheaside.engine.marker;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PositionTableTests {

	private final PositionTable table = new PositionTable((known, added) -> PositionTable.MIXED);

	@Test
	void newestPositionIsKept() {
		assertThat(this.table.put(42L << 16, 1, 7)).isPositive();
		assertThat(this.table.put(42L << 16, 1, 7)).isZero();
		assertThat(this.table.put(42L << 16, 1, 6)).isNegative();
		assertThat(this.table.get(42L << 16)).isEqualTo(7);
		assertThat(this.table.put(42L << 16, 1, -1)).as("unsigned").isPositive();
		assertThat(this.table.size()).isOne();
	}

	@Test
	void hashOfZeroIsAHashLikeAnyOther() {
		assertThat(this.table.get(0)).isEqualTo(Packed.NONE);
		this.table.put(0, 0, 5);
		assertThat(this.table.get(0)).isEqualTo(5);
		assertThat(this.table.get(1L << 20)).isEqualTo(Packed.NONE);
	}

	@Test
	void noMarkerIsNotKept() {
		assertThat(this.table.put(1L << 20, 0, Packed.NONE)).isZero();
		assertThat(this.table.size()).isZero();
	}

	@Test
	void ownersOfOneHashAreMixed() {
		this.table.put(1L << 20, 3, 9);
		this.table.put(1L << 20, 4, 8);
		this.table.forEach((owner, packed) -> {
			assertThat(owner).isEqualTo(PositionTable.MIXED);
			assertThat(packed).isEqualTo(9);
		});
	}

	@Test
	void crowdedPlacesAreToldApart() {
		for (long i = 1; i <= 2_000; i++) {
			this.table.put(i << 16, 0, i);
		}
		for (long i = 1; i <= 2_000; i++) {
			assertThat(this.table.get(i << 16)).isEqualTo(i);
		}
		assertThat(this.table.get(2_001L << 16)).isEqualTo(Packed.NONE);
	}

	@Test
	void medianHalvesTheTable() {
		assertThat(this.table.median()).isEqualTo(Packed.NONE);
		Random random = new Random(7);
		for (long i = 1; i <= 100_000; i++) {
			this.table.put(random.nextLong(), 0, i);
		}
		assertThat(this.table.median()).isBetween(40_000L, 60_000L);
	}

	@Test
	void behavesLikeAMap() {
		long seed = new Random().nextLong();
		Random random = new Random(seed);
		Map<Long, Long> expected = new HashMap<>();
		for (int i = 0; i < 50_000; i++) {
			long hash = (random.nextInt(8_000) * 0x9E3779B97F4A7C15L) & ~0xFFFFL;
			long packed = 1 + random.nextInt(1_000);
			this.table.put(hash, 1, packed);
			expected.merge(hash, packed, Math::max);
			if (i % 10_000 == 9_999) {
				long limit = random.nextInt(1_000);
				this.table.removeIf((owner, at) -> at <= limit);
				expected.values().removeIf((at) -> at <= limit);
			}
		}
		assertThat(this.table.size()).as("seed %d", seed).isEqualTo(expected.size());
		expected.forEach((hash, packed) -> assertThat(this.table.get(hash)).as("seed %d", seed).isEqualTo(packed));
	}

}
