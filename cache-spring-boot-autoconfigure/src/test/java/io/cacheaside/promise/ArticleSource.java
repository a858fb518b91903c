package io.cacheaside.promise;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * The source of truth of all nodes. It can make a call wait between what it did and its
 * return, as a slow loader or writer does. Safe for use by many threads.
 */
class ArticleSource {

	static final String SECTION = "news";

	private final Map<String, String> texts = new ConcurrentHashMap<>();

	private final AtomicInteger reads = new AtomicInteger();

	private volatile boolean available = true;

	private final AtomicReference<@Nullable Gate> next = new AtomicReference<>();

	Article read(String id) {
		this.reads.incrementAndGet();
		if (!this.available) {
			throw new IllegalStateException("the source is away");
		}
		Article article = new Article(id, SECTION, this.texts.getOrDefault(id, "none"));
		passGate();
		return article;
	}

	Article write(String id, String text) {
		this.texts.put(id, text);
		Article article = new Article(id, SECTION, text);
		passGate();
		return article;
	}

	/** Sets whether it can be read. */
	void available(boolean available) {
		this.available = available;
	}

	/** How often it was read. */
	int reads() {
		return this.reads.get();
	}

	/** Makes the next call wait at its end. */
	Gate holdNext() {
		Gate gate = new Gate();
		this.next.set(gate);
		return gate;
	}

	private void passGate() {
		Gate gate = this.next.getAndSet(null);
		if (gate != null) {
			gate.pass();
		}
	}

	/** Where one call waits. */
	static final class Gate {

		private static final Duration LIMIT = Duration.ofSeconds(20);

		private final CountDownLatch reached = new CountDownLatch(1);

		private final CountDownLatch opened = new CountDownLatch(1);

		/** Waits until a call has come to the gate. */
		void awaitCall() {
			await(this.reached);
		}

		void open() {
			this.opened.countDown();
		}

		private void pass() {
			this.reached.countDown();
			await(this.opened);
		}

		private static void await(CountDownLatch latch) {
			try {
				if (!latch.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
					throw new AssertionError("nothing came for " + LIMIT);
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new AssertionError(ex);
			}
		}

	}

}
