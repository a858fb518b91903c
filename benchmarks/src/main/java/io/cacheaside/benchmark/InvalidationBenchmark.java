package io.cacheaside.benchmark;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

import io.cacheaside.CacheOperations;
import io.cacheaside.TypedCache;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;

/**
 * What invalidating by pattern, by tag and of a whole cache costs, with 1,000, 100,000
 * and 1,000,000 entries in Redis, against what {@code SCAN} and {@code KEYS} with
 * {@code UNLINK} cost that find the same hundred keys. All sizes at once, each on a Redis
 * of its own, and everything in turn, so that what disturbs one disturbs all.
 */
public final class InvalidationBenchmark {

	private static final int[] SIZES = { 1_000, 100_000, 1_000_000 };

	private static final int WARM_UP = 300;

	private static final int ROUNDS = 1_000;

	private static final int PEER_ROUNDS = 5;

	private static final byte[] OTHER_KEY = "other".getBytes(StandardCharsets.UTF_8);

	private InvalidationBenchmark() {
	}

	/**
	 * Prints the table.
	 * @param sizes how many entries; the default ones if there are none
	 */
	public static void main(String[] sizes) {
		System.out.println((sizes.length == 0) ? measure()
				: measure(IntStream.range(0, sizes.length).map((i) -> Integer.parseInt(sizes[i])).toArray()));
	}

	/** Measures, and gives the result as Markdown. */
	static String measure() {
		return measure(SIZES);
	}

	private static String measure(int... sizes) {
		List<Site> sites = new ArrayList<>();
		try {
			for (int size : sizes) {
				sites.add(new Site(size));
			}
			for (int round = -WARM_UP; round < ROUNDS; round++) {
				boolean counts = round >= 0;
				int number = round + WARM_UP;
				sites.forEach((site) -> site.invalidate(number, counts));
			}
			for (int round = 0; round < PEER_ROUNDS; round++) {
				int number = round;
				sites.forEach((site) -> site.invalidateAsPeersDo(number));
			}
			return table(sites) + '\n' + Goal.table(goals(sites));
		}
		finally {
			sites.forEach(Site::close);
		}
	}

	private static String table(List<Site> sites) {
		StringBuilder table = new StringBuilder("| keys | plain SET, µs | pattern | tag | clear | "
				+ "peer: SCAN + UNLINK | peer: KEYS + UNLINK |\n|---:|---:|---:|---:|---:|---:|---:|\n");
		for (Site site : sites) {
			table.append(String.format(Locale.ROOT, "| %,d | %,.0f | %,.0f | %,.0f | %,.0f | %,.0f | %,.0f |%n",
					site.size, site.set.median(), site.pattern.median(), site.tag.median(), site.clear.median(),
					site.scan.median(), site.keys.median()));
		}
		return table.toString();
	}

	private static List<Goal> goals(List<Site> sites) {
		List<Goal> goals = new ArrayList<>();
		goals.add(Goal.atMost("pattern, largest to smallest median", spread(sites, (site) -> site.pattern.median()),
				1.5));
		goals.add(Goal.atMost("tag, largest to smallest median", spread(sites, (site) -> site.tag.median()), 1.5));
		goals.add(Goal.atMost("clear, largest to smallest median", spread(sites, (site) -> site.clear.median()), 1.5));
		goals.add(Goal.atMost("dearest median to plain SET", largest(sites, Site::costToSet), 3));
		return goals;
	}

	private static double spread(List<Site> sites, ToDoubleFunction<Site> figure) {
		return largest(sites, figure) / sites.stream().mapToDouble(figure).min().orElseThrow();
	}

	private static double largest(List<Site> sites, ToDoubleFunction<Site> figure) {
		return sites.stream().mapToDouble(figure).max().orElseThrow();
	}

	/** An application and its Redis with so many entries. */
	private static final class Site implements AutoCloseable {

		private final Samples set = new Samples();

		private final Samples pattern = new Samples();

		private final Samples tag = new Samples();

		private final Samples clear = new Samples();

		private final Samples scan = new Samples();

		private final Samples keys = new Samples();

		private final int size;

		private final Node node;

		private final CacheOperations caches;

		private final TypedCache<String> cache;

		private final StatefulRedisConnection<byte[], byte[]> connection;

		private final RedisCommands<byte[], byte[]> redis;

		Site(int size) {
			this.size = size;
			this.node = Node.start(Applications.CacheAsideAnnotation.class);
			Keyspace.fill(this.node, size);
			this.caches = this.node.bean(CacheOperations.class);
			this.cache = this.caches.cache(Keyspace.CACHE, String.class);
			this.connection = this.node.connect();
			this.redis = this.connection.sync();
		}

		void invalidate(int number, boolean counts) {
			Samples ignored = new Samples();
			(counts ? this.set : ignored).time(() -> this.redis.set(OTHER_KEY, new byte[100]));
			String glob = Keyspace.hundred(number);
			(counts ? this.pattern : ignored).time(() -> this.caches.evictPattern(glob));
			String name = Keyspace.TAG + ':' + number;
			(counts ? this.tag : ignored).time(() -> this.caches.evictTag(name));
			(counts ? this.clear : ignored).time(this.cache::clear);
		}

		/** With a hundred keys for each, even among a thousand. */
		void invalidateAsPeersDo(int round) {
			String first = peerPattern(round * 2);
			this.scan.time(() -> scan(ScanArgs.Builder.matches(first).limit(1_000)));
			String second = peerPattern(round * 2 + 1);
			this.keys.time(() -> requireHundred(unlink(this.redis.keys(second))));
		}

		private static String peerPattern(int number) {
			return Node.PREFIX + Keyspace.hundred(number);
		}

		private void scan(ScanArgs arguments) {
			ScanCursor cursor = ScanCursor.INITIAL;
			long found = 0;
			while (!cursor.isFinished()) {
				KeyScanCursor<byte[]> page = this.redis.scan(cursor, arguments);
				if (!page.getKeys().isEmpty()) {
					found += unlink(page.getKeys());
				}
				cursor = page;
			}
			requireHundred(found);
		}

		private long unlink(List<byte[]> names) {
			return this.redis.unlink(names.toArray(byte[][]::new));
		}

		private static void requireHundred(long found) {
			if (found != 100) {
				throw new IllegalStateException("a hundred keys should match, not " + found);
			}
		}

		double costToSet() {
			return List.of(this.pattern, this.tag, this.clear)
				.stream()
				.map(Samples::median)
				.max(Comparator.naturalOrder())
				.orElseThrow() / this.set.median();
		}

		@Override
		public void close() {
			this.connection.close();
			this.node.close();
		}

	}

}
