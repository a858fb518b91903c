package io.cacheaside.metrics;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.cacheaside.CacheResult;
import io.cacheaside.Position;
import io.cacheaside.PutOptions;
import io.cacheaside.TypedCache;
import io.cacheaside.embedded.RedisServer;
import io.cacheaside.engine.CacheStatistics;
import io.cacheaside.testing.TestNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Makes calls on nodes, one after the other, and counts what they must come to: a plain
 * model of what is where.
 */
final class CountedCalls {

	private static final int KEYS = MeterAgreementIntegrationTests.KEYS;

	private final Map<TestNode, Map<String, Long>> counts = new HashMap<>();

	private final Map<String, Slot> slots = new TreeMap<>();

	private final List<TestNode> nodes;

	private final RedisServer redis;

	CountedCalls(List<TestNode> nodes, RedisServer redis) {
		this.nodes = nodes;
		this.redis = redis;
		nodes.forEach((node) -> this.counts.put(node, new TreeMap<>()));
	}

	TypedCache<String> cache(TestNode node, String name) {
		return node.operations().cache(name, String.class);
	}

	Map<String, Long> counted(TestNode node) {
		return this.counts.get(node);
	}

	/** Every call is a hit or a miss. */
	long calls(TestNode node) {
		return counted(node).entrySet()
			.stream()
			.filter((count) -> count.getKey().startsWith("cache.hits") || count.getKey().startsWith("cache.misses"))
			.mapToLong(Map.Entry::getValue)
			.sum();
	}

	/** What is timed happens as often as what is counted beside it. */
	void count(TestNode node, String meter, String... labels) {
		add(node, meter, labels);
		switch (meter) {
			case "cache.hits", "cache.misses" -> {
				if (!Set.of("local", "bypassed").contains(labels[3])) {
					countOperation(node, labels[1], "get");
				}
			}
			case "cache.loads" -> {
				add(node, "cache.load.duration", "cache", labels[1]);
				countOperation(node, labels[1], "lease");
			}
			case "cache.stores" -> countOperation(node, labels[1], "put");
			case "cache.invalidations" -> countOperation(node, labels[1], "evict");
			default -> {
			}
		}
	}

	private void countOperation(TestNode node, String cache, String operation) {
		add(node, "cache.operation.duration", "cache", cache, "cache_layer", "remote", "operation", operation);
	}

	private void add(TestNode node, String meter, String... labels) {
		StringBuilder name = new StringBuilder(meter).append('{');
		for (int i = 0; i < labels.length; i += 2) {
			name.append((i > 0) ? "," : "").append(labels[i]).append('=').append(labels[i + 1]);
		}
		this.counts.get(node).merge(name.append('}').toString(), 1L, Long::sum);
	}

	void look(TestNode node, String cache, int key) {
		boolean hit = countAnswer(node, cache, slot(cache, key));
		assertThat(cache(node, cache).get(key) instanceof CacheResult.Hit<?>).isEqualTo(hit);
	}

	void load(TestNode node, String cache, int key) {
		Slot slot = slot(cache, key);
		if (!countAnswer(node, cache, slot)) {
			count(node, "cache.loads", "cache", cache, "result", "success");
			countStore(node, cache);
			slot.fill(node, false);
		}
		get(node, cache, key, () -> "loaded");
	}

	void fail(TestNode node, String cache, int key) {
		Slot slot = slot(cache, key);
		Callable<String> failing = () -> {
			throw new IOException("away");
		};
		if (countAnswer(node, cache, slot)) {
			get(node, cache, key, failing);
			return;
		}
		count(node, "cache.loads", "cache", cache, "result", "failure");
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> cache(node, cache).getOrLoad(key, failing));
		// The lease took the place of what was there, and is given back.
		slot.remains = false;
		String name = "test:" + slot.key;
		await().pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.until(() -> this.redis.execute("EXISTS", name).equals(0L));
	}

	/** A hit on a value that is due, which is loaded anew in the background. */
	void refresh(TestNode node, String cache, int key) {
		assertThat(countAnswer(node, cache, slot(cache, key))).isTrue();
		count(node, "cache.loads", "cache", cache, "result", "success");
		count(node, "cache.refreshes", "cache", cache, "result", "success");
		// Whether another node was first.
		countOperation(node, cache, "get");
		countStore(node, cache);
		get(node, cache, key, () -> "refreshed");
		long expected = counted(node).get("cache.stores{cache=" + cache + ",cache_layer=remote}");
		long refreshes = counted(node).get("cache.refreshes{cache=" + cache + ",result=success}");
		CacheStatistics statistics = node.engine().region(cache).statistics();
		// While it is under way there is no other one.
		await().until(() -> statistics.puts() == expected && statistics.refreshes() == refreshes);
	}

	void put(TestNode node, String cache, int key) {
		Slot slot = slot(cache, key);
		boolean even = key % 2 == 0;
		countStore(node, cache);
		countOperation(node, cache, "lease");
		cache(node, cache).put(key, "put", even ? PutOptions.DEFAULTS.withTags("even") : PutOptions.DEFAULTS);
		slot.local.clear();
		slot.marked = true;
		slot.fill(node, even);
		settle(node);
	}

	void evict(TestNode node, String cache, int key) {
		count(node, "cache.invalidations", "cache", cache, "kind", "key");
		cache(node, cache).evict(key);
		Slot slot = slot(cache, key);
		slot.invalidate(true);
		slot.remains = false;
		settle(node);
	}

	void evictTag(TestNode node, String tag) {
		count(node, "cache.invalidations", "cache", "*", "kind", "tag");
		node.operations().evictTag(tag);
		each((slot) -> slot.tagged, (slot) -> slot.invalidate(false));
		settle(node);
	}

	void evictPattern(TestNode node, String cache, int digit) {
		count(node, "cache.invalidations", "cache", "*", "kind", "pattern");
		node.operations().evictPattern(cache + ":" + digit + "*");
		each(startingWith(cache, String.valueOf(digit)), (slot) -> slot.invalidate(true));
		settle(node);
	}

	void clear(TestNode node, String cache) {
		count(node, "cache.invalidations", "cache", cache, "kind", "clear");
		cache(node, cache).clear();
		each(startingWith(cache, ""), (slot) -> slot.invalidate(true));
		settle(node);
	}

	void expire(String cache, int key) {
		this.slots.remove(cache + ":" + key);
	}

	private void get(TestNode node, String cache, int key, Callable<String> loader) {
		try {
			assertThat(cache(node, cache).getOrLoad(key, loader)).isNotNull();
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

	private boolean countAnswer(TestNode node, String cache, Slot slot) {
		if (slot.local.contains(node)) {
			count(node, "cache.hits", "cache", cache, "cache_layer", "local");
			return true;
		}
		if (slot.present) {
			count(node, "cache.hits", "cache", cache, "cache_layer", "remote");
			slot.keep(node);
			return true;
		}
		count(node, "cache.misses", "cache", cache, "reason", (slot.remains || slot.marked) ? "invalidated" : "cold");
		return false;
	}

	private void countStore(TestNode node, String cache) {
		count(node, "cache.stores", "cache", cache, "cache_layer", "remote");
	}

	private Slot slot(String cache, int key) {
		return this.slots.computeIfAbsent(cache + ":" + key, (name) -> new Slot(name, cache));
	}

	/** Those that nobody has asked for yet, too. */
	private Predicate<Slot> startingWith(String cache, String start) {
		for (int key = 0; key < KEYS; key++) {
			slot(cache, key);
		}
		return (slot) -> slot.key.startsWith(cache + ":" + start);
	}

	private void each(Predicate<Slot> selected, Consumer<Slot> action) {
		this.slots.values().stream().filter(selected).forEach(action);
	}

	/** Waits until all nodes have heard of it. */
	private void settle(TestNode node) {
		Position position = node.engine().log().applied();
		await().pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.until(() -> this.nodes.stream()
				.noneMatch((other) -> position.isNewerThan(other.engine().log().applied())));
	}

	/** One key, as the model knows it. */
	private static final class Slot {

		private final Set<TestNode> local = new HashSet<>();

		private final String key;

		private final String cache;

		private boolean present;

		/** Whether Redis still has what was invalidated. */
		private boolean remains;

		/** Whether an invalidation is remembered that names the key. */
		private boolean marked;

		private boolean tagged;

		Slot(String key, String cache) {
			this.key = key;
			this.cache = cache;
		}

		void fill(TestNode node, boolean tagged) {
			this.present = true;
			this.remains = false;
			this.tagged = tagged;
			keep(node);
		}

		void keep(TestNode node) {
			if (Set.of("user", "brief").contains(this.cache)) {
				this.local.add(node);
			}
		}

		void invalidate(boolean named) {
			this.remains |= this.present;
			this.present = false;
			this.marked |= named;
			this.local.clear();
		}

	}

}
