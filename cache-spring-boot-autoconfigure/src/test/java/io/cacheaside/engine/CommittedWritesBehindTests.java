package io.cacheaside.engine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.cacheaside.PutOptions;
import io.cacheaside.engine.queue.FakeWriteQueue;
import io.cacheaside.engine.queue.QueueLimits;
import io.cacheaside.engine.queue.WriteQueue;
import io.cacheaside.engine.queue.WriteQueues;
import io.cacheaside.key.CacheKey;

import static io.cacheaside.engine.EngineFixture.KEY;
import static io.cacheaside.engine.EngineFixture.STRINGS;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Writes behind of transactions, with readers between the eviction of the commit and the
 * append.
 */
@Timeout(60)
class CommittedWritesBehindTests {

	private final EngineFixture fixture = new EngineFixture();

	private final FakeWriteQueue real = new FakeWriteQueue(this.fixture.time);

	private Runnable beforeAppend = () -> {
	};

	private boolean answerLost;

	private QueueLimits limits = new QueueLimits(10, Duration.ofSeconds(2));

	private final WriteQueue queue = (WriteQueue) Proxy.newProxyInstance(getClass().getClassLoader(),
			new Class<?>[] { WriteQueue.class }, (proxy, method, args) -> {
				try {
					if (!method.getName().startsWith("append")) {
						return method.invoke(this.real, args);
					}
					this.beforeAppend.run();
					Object result = method.invoke(this.real, args);
					return this.answerLost ? CompletableFuture.failedFuture(new TimeoutException()) : result;
				}
				catch (InvocationTargetException ex) {
					throw ex.getCause();
				}
			});

	private final CacheEngine node = this.fixture.queues(new WriteQueues() {

		@Override
		public WriteQueue queue(String cacheName) {
			return CommittedWritesBehindTests.this.queue;
		}

		@Override
		public QueueLimits limits() {
			return CommittedWritesBehindTests.this.limits;
		}
	}).node();

	private void readerLoadsOldRow() {
		this.beforeAppend = () -> {
			try {
				region().getOrLoad(KEY, STRINGS, () -> "old");
			}
			catch (Throwable ex) {
				throw new IllegalStateException(ex);
			}
		};
	}

	@Test
	void valueThatIsNotCachedIsSeenAfterTheCommit() throws Throwable {
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
		this.fixture.transactions.begin(this.node.capture());
		Await.await(region().behind().put(PendingPut.of(KEY, region().start()), "new", uncached));
		readerLoadsOldRow();
		this.fixture.transactions.commit();
		assertThat(region().getOrLoad(KEY, STRINGS, () -> "old")).isEqualTo("new");
	}

	@Test
	void writeWhoseAnswerIsLostAfterTheCommitIsSeen() throws Throwable {
		this.fixture.transactions.begin(this.node.capture());
		Await.await(region().behind().put(PendingPut.of(KEY, region().start()), "new", STRINGS));
		readerLoadsOldRow();
		this.answerLost = true;
		this.fixture.transactions.commit();
		assertThat(region().getOrLoad(KEY, STRINGS, () -> "old")).isEqualTo("new");
	}

	@Test
	void committedWriteIsQueuedAlsoWhereTheQueueIsFull() {
		this.limits = new QueueLimits(1, Duration.ZERO);
		CacheKey other = new CacheKey("cache", "cache:other");
		Await.await(region().behind().put(PendingPut.of(other, region().start()), "1", STRINGS));
		this.fixture.transactions.begin(this.node.capture());
		Await.await(region().behind().put(PendingPut.of(KEY, region().start()), "new", STRINGS));
		this.fixture.transactions.commit();
		assertThat(Await.await(this.real.take(10)).writes()).hasSize(2);
	}

	@Test
	void valueThatIsCachedIsSeenAfterTheCommit() throws Throwable {
		this.fixture.transactions.begin(this.node.capture());
		Await.await(region().behind().put(PendingPut.of(KEY, region().start()), "new", STRINGS));
		readerLoadsOldRow();
		this.fixture.transactions.commit();
		assertThat(region().getOrLoad(KEY, STRINGS, () -> "old")).isEqualTo("new");
	}

	private CacheRegion region() {
		return this.node.region("cache");
	}

}
