package io.cacheaside.engine;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.cacheaside.CacheUnavailableException;
import io.cacheaside.FreshnessSettings;
import io.cacheaside.PutOptions;
import io.cacheaside.codec.ValueCodecException;
import io.cacheaside.engine.queue.FakeWriteQueue;
import io.cacheaside.engine.queue.QueueLimits;
import io.cacheaside.engine.queue.QueuedWrite;
import io.cacheaside.key.CacheKey;

import static io.cacheaside.engine.EngineFixture.KEY;
import static io.cacheaside.engine.EngineFixture.STRINGS;
import static io.cacheaside.engine.EngineFixture.UNEXPECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Writes that wait for their source, and what readers see of them, in fake time. */
@Timeout(60)
class WritesBehindTests {

	private static final CacheKey OTHER = new CacheKey("cache", "cache:other");

	private static final Duration AFTER = Duration.ofMinutes(1);

	private final EngineFixture fixture = new EngineFixture().freshness(new FreshnessSettings(AFTER, 0, Duration.ZERO));

	private final FakeWriteQueue queue = new FakeWriteQueue(this.fixture.time);

	private CacheEngine node = this.fixture.queues(this.queue.asQueues(new QueueLimits(2, Duration.ofSeconds(2))))
		.node();

	@Test
	void queueAndCacheHaveWhatWasWritten() throws Throwable {
		Await.await(write(KEY, "new"));
		assertThat(queued()).containsExactly("new");
		assertThat(load()).isEqualTo("new");
		assertThat(region().statistics().localHits()).isEqualTo(1);
		assertThat(this.queue.questions()).as("a hit asks nobody").isZero();
	}

	@Test
	void evictedEntryIsFoundInTheQueue() throws Throwable {
		Await.await(write(KEY, "new"));
		Await.await(region().evict(KEY));
		assertThat(load()).isEqualTo("new");
		assertThat(region().lookup(KEY, String.class)).isInstanceOf(Lookup.Hit.class);
		assertThat(region().lookupAll(List.of(KEY, OTHER), String.class)).hasExactlyElementsOfTypes(Lookup.Hit.class,
				Lookup.Miss.class);
		assertThat(Await.await(region().lookupAsync(KEY, KEY, String.class, Refreshing.NONE)))
			.isInstanceOf(Lookup.Hit.class);
		assertThat(region().putIfAbsent(KEY, "old", STRINGS)).isInstanceOf(Lookup.Hit.class);
		assertThat(
				region().attend(KEY, KEY, String.class, new Attending.Call(region().start(), Refreshing.NONE)).lookup())
			.isInstanceOf(Lookup.Hit.class);
		acknowledge();
		assertThat(region().getOrLoad(KEY, STRINGS, () -> "from the source")).isEqualTo("from the source");
		assertThat(load()).isEqualTo("from the source");
	}

	@Test
	void valueThatIsDueIsNotRefreshedWhileItWaits() throws Throwable {
		Await.await(write(KEY, "new"));
		this.fixture.time.pass(AFTER.plusSeconds(1));
		assertThat(region().getOrLoad(KEY, STRINGS, () -> "old")).isEqualTo("new");
		assertThat(region().getOrLoad(KEY, STRINGS, () -> "old")).isEqualTo("new");
		assertThat(region().statistics().refreshes()).isZero();
		acknowledge();
		this.fixture.time.pass(AFTER.plusSeconds(1));
		assertThat(region().getOrLoad(KEY, STRINGS, () -> "newer")).isEqualTo("new");
		assertThat(region().statistics().refreshes()).isEqualTo(1);
	}

	@Test
	void whatATransactionReadsThatBeganBeforeTheSourceWasWrittenIsNotKept() throws Throwable {
		Await.await(write(KEY, "new"));
		emptyTheCaches();
		LoadStart began = this.node.capture();
		this.fixture.time.pass(Duration.ofMillis(10));
		acknowledge();
		this.fixture.transactions.beginReadOnly(began);
		assertThat(region().getOrLoad(KEY, STRINGS, () -> "old snapshot")).isEqualTo("old snapshot");
		this.fixture.transactions.rollBack();
		this.fixture.time.pass(Duration.ofMillis(10));
		this.fixture.transactions.beginReadOnly(this.node.capture());
		assertThat(region().getOrLoad(KEY, STRINGS, () -> "new")).isEqualTo("new");
		this.fixture.transactions.rollBack();
		assertThat(load()).as("what a later one read is kept").isEqualTo("new");
	}

	@Test
	void whatIsLoadedWhileTheQueueCannotBeAskedIsNotKept() throws Throwable {
		Await.await(write(KEY, "new"));
		Await.await(region().evict(KEY));
		this.queue.reachable(false);
		assertThat(region().getOrLoad(KEY, STRINGS, () -> "old")).isEqualTo("old");
		this.queue.reachable(true);
		assertThat(load()).isEqualTo("new");
	}

	@Test
	void warmingSkipsWhatWaitsAndWhatWasWrittenSinceItWasRead() {
		Await.await(write(KEY, "new"));
		emptyTheCaches();
		LoadStart read = this.node.capture();
		List<KeyedValue> values = List.of(new KeyedValue(KEY, "old", PutOptions.DEFAULTS),
				new KeyedValue(OTHER, "other", PutOptions.DEFAULTS));
		assertThat(Await.await(region().bulk().putAllIfAbsent(values, String.class, read))).isEqualTo(1);
		acknowledge();
		assertThat(Await.await(region().bulk().putAllIfAbsent(values, String.class, read))).isZero();
		this.fixture.time.pass(Duration.ofSeconds(1));
		assertThat(Await.await(region().bulk().putAllIfAbsent(values, String.class, this.node.capture()))).isEqualTo(1);
	}

	@Test
	void fullQueueIsWaitedForUntilThereIsRoom() {
		fill();
		CompletableFuture<Void> write = write(KEY, "new").toCompletableFuture();
		this.fixture.time.pass(Duration.ofSeconds(1));
		assertThat(write).isNotDone();
		acknowledge();
		this.fixture.time.pass(Duration.ofMillis(500));
		assertThat(write).isCompleted();
		assertThat(queued()).containsExactly("new");
	}

	@Test
	void fullQueueIsNotWaitedForLongerThanItMayBe() {
		fill();
		CompletableFuture<Void> write = write(KEY, "new").toCompletableFuture();
		this.fixture.time.pass(Duration.ofMillis(1_999));
		assertThat(write).isNotDone();
		this.fixture.time.pass(Duration.ofMillis(101));
		assertThat(write).isCompletedExceptionally();
		assertThatThrownBy(() -> Await.await(write)).isInstanceOf(CacheUnavailableException.class)
			.hasStackTraceContaining("cacheaside.write-behind.maximum-length");
		assertThat(queued()).containsExactly("1", "2");
	}

	@Test
	void writeThatIsNotAcknowledgedFailsAndItsKeyIsEvicted() throws Throwable {
		assertThat(region().getOrLoad(KEY, STRINGS, () -> "old")).isEqualTo("old");
		this.queue.reachable(false);
		assertThatThrownBy(() -> Await.await(write(KEY, "new"))).isInstanceOf(CacheUnavailableException.class)
			.hasMessageContaining("cache:key");
		this.queue.reachable(true);
		assertThat(region().getOrLoad(KEY, STRINGS, () -> "loaded")).isEqualTo("loaded");
	}

	@Test
	void transactionQueuesAfterItsCommit() throws Throwable {
		this.fixture.transactions.begin(this.node.capture());
		Await.await(write(KEY, "new"));
		assertThat(queued()).isEmpty();
		this.fixture.transactions.commit();
		assertThat(queued()).containsExactly("new");
		assertThat(load()).isEqualTo("new");
	}

	@Test
	void transactionThatIsRolledBackQueuesNothing() {
		this.fixture.transactions.begin(this.node.capture());
		Await.await(write(KEY, "new"));
		this.fixture.transactions.rollBack();
		assertThat(queued()).isEmpty();
		assertThat(region().lookup(KEY, String.class)).isInstanceOf(Lookup.Miss.class);
	}

	@Test
	void valueThatIsNotToBeCachedIsQueuedAndTheOldOneEvicted() throws Throwable {
		assertThat(region().getOrLoad(KEY, STRINGS, () -> "old")).isEqualTo("old");
		EntryPolicy uncached = new EntryPolicy() {

			@Override
			public Type type() {
				return String.class;
			}

			@Override
			public Optional<PutOptions> optionsFor(Object value) {
				return Optional.empty();
			}

		};
		Await.await(region().behind().put(PendingPut.of(KEY, region().start()), "new", uncached));
		assertThat(load()).isEqualTo("new");
		assertThat(this.queue.questions()).as("once before, and once now").isEqualTo(2);
	}

	@Test
	void nullIsNoWriteAndWhatIsTooLargeIsRefused() {
		Await.await(write(KEY, null));
		assertThat(queued()).isEmpty();
		assertThatThrownBy(() -> write(KEY, "x".repeat(2_000))).isInstanceOf(ValueCodecException.class)
			.hasMessageContaining("remote.max-value-size");
	}

	@Test
	void cacheWithoutAWriterRefuses() {
		CacheRegion without = new EngineFixture().node().region("cache");
		assertThatThrownBy(() -> without.behind().put(PendingPut.of(KEY, without.start()), "new", STRINGS))
			.isInstanceOf(IllegalStateException.class)
			.hasMessageContaining("WriteBehindWriter");
	}

	private void fill() {
		Await.await(write(new CacheKey("cache", "cache:1"), "1"));
		Await.await(write(new CacheKey("cache", "cache:2"), "2"));
	}

	private CompletionStage<Void> write(CacheKey key, String value) {
		return region().behind().put(PendingPut.of(key, region().start()), value, STRINGS);
	}

	private Object load() throws Throwable {
		return region().getOrLoad(KEY, STRINGS, UNEXPECTED);
	}

	private void emptyTheCaches() {
		Await.await(region().evict(KEY));
		this.fixture.settle();
	}

	private List<String> queued() {
		return Await.await(this.queue.take(10))
			.writes()
			.stream()
			.map((write) -> String.valueOf(region().behind().decode(write.value(), String.class)))
			.toList();
	}

	private void acknowledge() {
		List<QueuedWrite> all = Await.await(this.queue.take(10)).writes();
		Await.await(this.queue.acknowledge(all));
	}

	private CacheRegion region() {
		return this.node.region("cache");
	}

}
