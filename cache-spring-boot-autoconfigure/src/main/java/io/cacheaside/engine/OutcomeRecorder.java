package io.cacheaside.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import io.cacheaside.CacheLayer;
import io.cacheaside.CacheOutcome;
import io.cacheaside.CacheOutcomes;
import io.cacheaside.key.CacheKey;

/**
 * Keeps the outcomes of calls for the threads that asked for them. A call on any other
 * thread pays one volatile read while nobody records.
 */
public final class OutcomeRecorder implements CacheOutcomes {

	private final ThreadLocal<@Nullable ThreadRecording> current = new ThreadLocal<>();

	private final AtomicInteger open = new AtomicInteger();

	@Override
	public Recording record() {
		ThreadRecording recording = new ThreadRecording(this.current.get());
		this.current.set(recording);
		this.open.incrementAndGet();
		return recording;
	}

	void hit(String cacheName, String logicalKey, CacheLayer layer) {
		if (this.open.get() != 0) {
			add(new CacheOutcome(cacheName, logicalKey, CacheOutcome.Status.HIT, layer));
		}
	}

	void hit(String cacheName, LocalEntry entry, CacheLayer layer) {
		if (this.open.get() != 0) {
			add(new CacheOutcome(cacheName, entry.subject().logicalKey(), CacheOutcome.Status.HIT, layer));
		}
	}

	void miss(CacheKey key, CacheOutcome.Status status) {
		if (this.open.get() != 0) {
			add(new CacheOutcome(key.cacheName(), key.logical(), status, null));
		}
	}

	private void add(CacheOutcome outcome) {
		for (ThreadRecording each = this.current.get(); each != null; each = each.outer) {
			each.outcomes.add(outcome);
		}
	}

	private final class ThreadRecording implements Recording {

		private final @Nullable ThreadRecording outer;

		private final List<CacheOutcome> outcomes = new ArrayList<>();

		private boolean closed;

		ThreadRecording(@Nullable ThreadRecording outer) {
			this.outer = outer;
		}

		@Override
		public List<CacheOutcome> outcomes() {
			return List.copyOf(this.outcomes);
		}

		@Override
		public void close() {
			if (this.closed) {
				return;
			}
			this.closed = true;
			OutcomeRecorder.this.open.decrementAndGet();
			if (this.outer != null) {
				OutcomeRecorder.this.current.set(this.outer);
			}
			else {
				OutcomeRecorder.this.current.remove();
			}
		}

	}

}
