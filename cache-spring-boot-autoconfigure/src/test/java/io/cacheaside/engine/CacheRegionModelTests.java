package io.cacheaside.engine;

import java.time.Duration;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.PutOptions;
import io.cacheaside.key.CacheKey;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random operations of two nodes and random failures against a source whose rows carry a
 * growing version. A hit on the node that invalidated is never older than what it
 * invalidated; a hit on the other one is not either, once everything is delivered. The
 * counters agree with what was done.
 */
class CacheRegionModelTests {

	private static final int OPERATIONS = 4_000;

	private static final int ROWS = 8;

	private static final List<String> TAGS = List.of("red", "green");

	private final EngineFixture fixture = new EngineFixture();

	private final List<CacheEngine> nodes = List.of(this.fixture.node(), this.fixture.node());

	/** The version of each row in the source. */
	private final int[] source = new int[ROWS];

	/** For each node and row, the oldest version that may still be served there. */
	private final int[][] oldest = new int[2][ROWS];

	private long calls;

	private long loads;

	@ParameterizedTest(name = "seed {0}")
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 20261121, 4711 })
	void hitIsNeverOlderThanWhatWasInvalidated(long seed) throws Throwable {
		Random random = new Random(seed);
		for (int i = 0; i < OPERATIONS; i++) {
			disturb(random);
			step(random, random.nextInt(2), random.nextInt(ROWS));
			agree();
		}
		long counted = this.nodes.stream()
			.map(CacheRegionModelTests::statistics)
			.mapToLong((each) -> each.localHits() + each.remoteHits() + each.misses())
			.sum();
		assertThat(counted).isEqualTo(this.calls);
		assertThat(this.nodes.stream().mapToLong((node) -> statistics(node).loads()).sum()).isEqualTo(this.loads);
		assertThat(this.nodes).allSatisfy((node) -> {
			assertThat(statistics(node).localHits()).isGreaterThan(OPERATIONS / 50);
			assertThat(statistics(node).remoteHits()).isPositive();
			assertThat(statistics(node).bypasses()).isPositive();
		});
	}

	private void disturb(Random random) {
		if (random.nextInt(this.fixture.remote.isConnected() ? 60 : 4) == 0) {
			this.fixture.remote.reachable(!this.fixture.remote.isConnected());
		}
		switch (random.nextInt(60)) {
			case 0 -> this.fixture.remote.failNext(new IllegalStateException("failure by seed"));
			case 1 -> this.fixture.log.failNext(new IllegalStateException("failure by seed"));
			case 2 -> this.fixture.log.flush();
			case 3 -> this.fixture.time.pass(Duration.ofMillis(random.nextInt(3_000)));
			default -> this.fixture.time.pass(Duration.ofMillis(random.nextInt(20)));
		}
	}

	private void step(Random random, int node, int row) throws Throwable {
		switch (random.nextInt(14)) {
			case 0 -> {
				LoadStart start = this.nodes.get(node).capture();
				this.source[row]++;
				Await.await(region(node).put(PendingPut.of(key(row), start), value(row), policy(row)));
				invalidated(node, row);
			}
			case 1 -> change(node, row, new InvalidationTarget.Key("cache", key(row).logical()));
			case 2 -> change(node, row, new InvalidationTarget.Tag(TAGS.get(row % 2)));
			case 3 -> change(node, row, new InvalidationTarget.Pattern("cache:" + row + "*"));
			case 4 -> change(node, row, new InvalidationTarget.WholeCache("cache"));
			case 5, 6, 7, 8 -> getOrLoad(node, row);
			default -> read(node, row);
		}
	}

	private void change(int node, int row, InvalidationTarget target) {
		this.source[row]++;
		Await.await(this.nodes.get(node).invalidate(Invalidation.of(target)));
		invalidated(node, row);
	}

	private void invalidated(int node, int row) {
		this.oldest[node][row] = this.source[row];
	}

	/** What is delivered and read is known to both. */
	private void agree() {
		boolean delivered = this.nodes.stream().allMatch((node) -> node.undeliveredInvalidations() == 0);
		boolean current = this.nodes.stream()
			.allMatch((node) -> node.log().trustsRemote() && node.log().lagMillis() == 0
					&& node.log().applied().equals(this.nodes.get(0).log().applied()));
		if (delivered && current && isAtTheEnd()) {
			for (int row = 0; row < ROWS; row++) {
				int newest = Math.max(this.oldest[0][row], this.oldest[1][row]);
				this.oldest[0][row] = newest;
				this.oldest[1][row] = newest;
			}
		}
	}

	private boolean isAtTheEnd() {
		var entries = this.fixture.log.entries();
		return !entries.isEmpty()
				&& entries.get(entries.size() - 1).cursor().position().equals(this.nodes.get(0).log().applied());
	}

	private void getOrLoad(int node, int row) throws Throwable {
		this.calls++;
		boolean[] loaded = new boolean[1];
		// A lease that a failed store left would be waited for, in a time that stands
		// still.
		Thread.currentThread().interrupt();
		Object answer = region(node).getOrLoad(key(row), policy(row), () -> {
			loaded[0] = true;
			return value(row);
		});
		assertThat(Thread.interrupted()).isTrue();
		if (loaded[0]) {
			this.loads++;
		}
		check(node, row, answer);
	}

	private void read(int node, int row) {
		this.calls++;
		if (region(node).lookup(key(row), String.class) instanceof Lookup.Hit hit) {
			check(node, row, hit.value());
		}
	}

	private void check(int node, int row, Object answer) {
		assertThat(Integer.parseInt(String.valueOf(answer))).as("node %d, row %d", node, row)
			.isBetween(this.oldest[node][row], this.source[row]);
	}

	private String value(int row) {
		return String.valueOf(this.source[row]);
	}

	private static EntryPolicy policy(int row) {
		return EntryPolicy.of(String.class, PutOptions.DEFAULTS.withTags(TAGS.get(row % 2)));
	}

	private static CacheKey key(int row) {
		return new CacheKey("cache", "cache:" + row);
	}

	private CacheRegion region(int node) {
		return this.nodes.get(node).region("cache");
	}

	private static CacheStatistics statistics(CacheEngine node) {
		return node.region("cache").statistics();
	}

}
