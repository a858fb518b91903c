package io.cacheaside.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;

import io.cacheaside.embedded.RedisServer;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.CacheRegion;
import io.cacheaside.engine.KeyedValue;
import io.cacheaside.engine.LoadStart;
import io.cacheaside.key.KeyEncoder;
import io.cacheaside.warmup.CacheWarmer;
import io.cacheaside.warmup.WarmupEntry;
import io.cacheaside.warmup.WarmupRunner;
import io.cacheaside.warmup.WarmupSettings;
import io.cacheaside.warmup.WarmupTarget;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.data.redis.connection.SetCondition;
import org.springframework.data.redis.connection.lettuce.LettuceConnection.PipeliningFlushPolicy;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.types.Expiration;
import org.springframework.data.redis.serializer.JacksonJsonRedisSerializer;
import org.springframework.data.redis.serializer.StringRedisSerializer;

/**
 * How fast an empty cache is filled: a {@code CacheWarmer} in batches of 500, against
 * {@code RedisTemplate.executePipelined} sending {@code SET NX PX} of the same values,
 * also in batches of 500; with values of two fields, and of 1.3 kB, where both spend most
 * of their time on encoding. All in one process on one Redis, in turn, several rounds;
 * the first round warms up and does not count. Each fill is checked to have stored
 * everything.
 *
 * @param <V> the type of the values
 */
public final class WarmupLoad<V> {

	private static final int ENTRIES = 30_000;

	private static final int BATCH = 500;

	private static final int ROUNDS = 25;

	private final Node node;

	private final Class<V> type;

	private final List<WarmupEntry<V>> entries;

	private WarmupLoad(Node node, Class<V> type, Function<String, V> value) {
		this.node = node;
		this.type = type;
		this.entries = IntStream.range(0, ENTRIES)
			.mapToObj((i) -> WarmupEntry.of("usr_" + i, value.apply("usr_" + i)))
			.toList();
	}

	/**
	 * Prints entries per second and ratios.
	 * @param arguments none
	 */
	public static void main(String[] arguments) {
		System.out.println(measure());
	}

	/** Measures, and gives the results as Markdown tables. */
	static String measure() {
		try (Node node = Node.start(Applications.CacheAsideAnnotation.class)) {
			return new WarmupLoad<>(node, Counter.class, (id) -> new Counter(id, id.length())).run("two fields") + "\n"
					+ new WarmupLoad<>(node, User.class, User::of).run("1.3 kB");
		}
	}

	private String run(String values) {
		LettuceConnectionFactory perCommand = factory(PipeliningFlushPolicy.flushEachCommand());
		LettuceConnectionFactory perBatch = factory(PipeliningFlushPolicy.flushOnClose());
		List<Double> warmer = new ArrayList<>();
		List<Double> asDefault = new ArrayList<>();
		List<Double> tuned = new ArrayList<>();
		for (int round = 0; round <= ROUNDS; round++) {
			double first = perSecond(this::warm);
			double second = perSecond(() -> pipeline(perCommand));
			double third = perSecond(() -> pipeline(perBatch));
			if (round > 0) {
				warmer.add(first);
				asDefault.add(second);
				tuned.add(third);
			}
		}
		perCommand.destroy();
		perBatch.destroy();
		double floor = median(asDefault);
		return "| fill, values of " + values + " | entries/s, median of " + ROUNDS
				+ " | lowest to highest | ratio |\n|---|---:|---:|---:|\n"
				+ row("RedisTemplate.executePipelined, as it comes", asDefault, floor)
				+ row("RedisTemplate.executePipelined, one flush for each batch", tuned, floor)
				+ row("CacheWarmer.entries", warmer, floor) + "\n"
				+ Goal.table(List.of(Goal.atLeast(
						"CacheWarmer.entries to executePipelined, values of " + values
								+ ", median of the rounds' ratios",
						median(IntStream.range(0, ROUNDS).mapToObj((i) -> warmer.get(i) / asDefault.get(i)).toList()),
						2)));
	}

	private double perSecond(Runnable fill) {
		RedisServer redis = this.node.bean(RedisServer.class);
		// Not the log: without it, the node would first have to make another one.
		redis.execute("EVAL", "for _, key in ipairs(redis.call('KEYS', '*user:*')) do redis.call('UNLINK', key) end",
				"0");
		long start = System.nanoTime();
		fill.run();
		double seconds = (System.nanoTime() - start) / 1e9;
		Object stored = redis.execute("EVAL", "return #redis.call('KEYS', '*user:*')", "0");
		if (!Long.valueOf(ENTRIES).equals(stored)) {
			throw new IllegalStateException("not every entry was stored, but " + stored);
		}
		return ENTRIES / seconds;
	}

	private void warm() {
		CacheEngine engine = this.node.bean(CacheEngine.class);
		KeyEncoder keys = this.node.bean(KeyEncoder.class);
		WarmupTarget target = (cacheName, type) -> {
			CacheRegion region = engine.region(cacheName);
			LoadStart start = region.start();
			return (batch) -> region.bulk()
				.putAllIfAbsent(batch.stream()
					.map((entry) -> new KeyedValue(keys.encode(cacheName, entry.key()), entry.value(), entry.options()))
					.toList(), type, start);
		};
		CacheWarmer warmer = CacheWarmer.entries(Users.CACHE, this.type, this.entries::stream);
		WarmupSettings settings = new WarmupSettings(true, 1, Duration.ofMinutes(5), BATCH, true, false,
				Duration.ofMinutes(5));
		new WarmupRunner(List.of(warmer), target, settings).run(new DefaultApplicationArguments());
	}

	// A pipelined callback has to return null.
	@SuppressWarnings("NullAway")
	private void pipeline(LettuceConnectionFactory factory) {
		RedisTemplate<String, V> template = new RedisTemplate<>();
		template.setConnectionFactory(factory);
		template.afterPropertiesSet();
		StringRedisSerializer keys = StringRedisSerializer.UTF_8;
		JacksonJsonRedisSerializer<V> values = new JacksonJsonRedisSerializer<>(this.type);
		Expiration expiration = Expiration.from(Duration.ofHours(1));
		for (int from = 0; from < ENTRIES; from += BATCH) {
			List<WarmupEntry<V>> batch = this.entries.subList(from, Math.min(ENTRIES, from + BATCH));
			RedisCallback<@Nullable Object> commands = (connection) -> {
				for (WarmupEntry<V> entry : batch) {
					connection.stringCommands()
						.set(keys.serialize("peer:user:" + entry.key()), values.serialize(entry.value()),
								SetCondition.ifAbsent(), expiration);
				}
				return null;
			};
			template.executePipelined(commands, null);
		}
	}

	private LettuceConnectionFactory factory(PipeliningFlushPolicy policy) {
		LettuceConnectionFactory shared = this.node.bean(LettuceConnectionFactory.class);
		LettuceConnectionFactory factory = new LettuceConnectionFactory(shared.getStandaloneConfiguration(),
				shared.getClientConfiguration());
		factory.setPipeliningFlushPolicy(policy);
		factory.afterPropertiesSet();
		factory.start();
		return factory;
	}

	private static String row(String name, List<Double> perSecond, double floor) {
		double median = median(perSecond);
		double lowest = perSecond.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
		double highest = perSecond.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
		return String.format(Locale.ROOT, "| %s | %,.0f | %,.0f to %,.0f | %.2f |%n", name, median, lowest, highest,
				median / floor);
	}

	private static double median(List<Double> values) {
		return values.stream().sorted().toList().get(values.size() / 2);
	}

	/**
	 * A value of two fields.
	 *
	 * @param id the key
	 * @param count a number
	 */
	record Counter(String id, long count) {
	}

}
