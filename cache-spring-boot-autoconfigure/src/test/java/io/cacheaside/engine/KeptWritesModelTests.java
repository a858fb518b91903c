package io.cacheaside.engine;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.cacheaside.CacheUnavailableException;
import io.cacheaside.engine.queue.FakeWriteQueue;
import io.cacheaside.engine.queue.QueueLimits;
import io.cacheaside.engine.queue.QueuedWrite;
import io.cacheaside.key.CacheKey;

import static io.cacheaside.engine.EngineFixture.STRINGS;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two nodes write growing numbers at random, with and without transactions, while the
 * queue is away now and then and loses answers. The source gets none after a larger one,
 * and in the end what was committed last, or more; no node reads less than it has read or
 * committed itself, where the queue can be asked.
 */
@Timeout(120)
class KeptWritesModelTests {

	private static final List<CacheKey> KEYS = List.of(new CacheKey("cache", "cache:a"),
			new CacheKey("cache", "cache:b"), new CacheKey("cache", "cache:c"));

	private final EngineFixture fixture = new EngineFixture();

	private final FakeWriteQueue queue = new FakeWriteQueue(this.fixture.time);

	private final List<CacheEngine> nodes;

	private final Map<CacheKey, Integer> source = new HashMap<>();

	private final Map<CacheKey, Integer> committed = new HashMap<>();

	private final List<Map<CacheKey, Integer>> known = List.of(new HashMap<>(), new HashMap<>());

	private boolean reachable = true;

	KeptWritesModelTests() {
		this.fixture.queues(this.queue.asQueues(new QueueLimits(10, Duration.ZERO)));
		this.nodes = List.of(this.fixture.node(), this.fixture.node());
	}

	static LongStream seeds() {
		long first = new Random().nextLong();
		return LongStream.range(first, first + 30);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void noOlderValueFollowsANewerOneAndNoneThatWasCommittedIsLost(long seed) throws Throwable {
		Random random = new Random(seed);
		for (int number = 1; number <= 300; number++) {
			int node = random.nextInt(2);
			CacheKey key = KEYS.get(random.nextInt(KEYS.size()));
			switch (random.nextInt(8)) {
				case 0, 1 -> commit(node, key, number);
				case 2 -> write(node, key, number);
				case 3 -> reachable(random.nextInt(3) != 0);
				case 4 -> this.queue.nextAppendIsAnsweredAfter(CompletableFuture.failedFuture(new TimeoutException()));
				case 5 -> drain(seed);
				default -> read(node, key, seed);
			}
			this.fixture.time.pass(Duration.ofMillis(1 + random.nextInt(random.nextBoolean() ? 10 : 800)));
		}
		reachable(true);
		this.fixture.time.pass(Duration.ofSeconds(10));
		drain(seed);
		this.nodes.forEach((node) -> assertThat(node.region("cache").behind().kept()).isZero());
		this.committed.forEach((key, number) -> assertThat(this.source.get(key)).as("seed %d, %s", seed, key)
			.isGreaterThanOrEqualTo(number));
		this.fixture.settle();
		for (CacheKey key : KEYS) {
			read(0, key, seed);
			read(1, key, seed);
		}
	}

	private void reachable(boolean reachable) {
		this.reachable = reachable;
		this.queue.reachable(reachable);
	}

	private void commit(int node, CacheKey key, int number) {
		CacheEngine engine = this.nodes.get(node);
		this.fixture.transactions.begin(engine.capture());
		Await.await(put(engine.region("cache"), key, number));
		this.fixture.transactions.commit();
		this.committed.put(key, number);
		this.known.get(node).put(key, number);
	}

	private void write(int node, CacheKey key, int number) {
		try {
			Await.await(put(this.nodes.get(node).region("cache"), key, number));
			this.committed.put(key, number);
			this.known.get(node).put(key, number);
		}
		catch (CacheUnavailableException ex) {
			// It may have been queued.
		}
	}

	private static CompletionStage<Void> put(CacheRegion region, CacheKey key, int number) {
		return region.behind().put(PendingPut.of(key, region.start()), Integer.toString(number), STRINGS);
	}

	private void read(int node, CacheKey key, long seed) throws Throwable {
		Object value = this.nodes.get(node)
			.region("cache")
			.getOrLoad(key, STRINGS, () -> Integer.toString(this.source.getOrDefault(key, 0)));
		if (!this.reachable) {
			// What waits cannot be asked for, and the source may be behind.
			return;
		}
		assertThat(Integer.parseInt(String.valueOf(value))).as("seed %d, node %d, %s", seed, node, key)
			.isGreaterThanOrEqualTo(this.known.get(node).getOrDefault(key, 0));
	}

	private void drain(long seed) {
		try {
			List<QueuedWrite> writes = Await.await(this.queue.take(10)).writes();
			for (QueuedWrite write : writes) {
				CacheKey key = new CacheKey("cache", write.key());
				int number = Integer.parseInt(
						String.valueOf(this.nodes.get(0).region("cache").behind().decode(write.value(), String.class)));
				assertThat(number).as("seed %d, %s", seed, key)
					.isGreaterThanOrEqualTo(this.source.getOrDefault(key, 0));
				this.source.put(key, number);
			}
			Await.await(this.queue.acknowledge(writes));
		}
		catch (IllegalStateException ex) {
			// It is away.
		}
	}

}
