package io.cacheaside.warmup;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import io.cacheaside.warmup.WarmupReport.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * One run of one warmer, on one thread. While a batch is on its way to the cache the next
 * one is read from the source, so that two batches are held and no more.
 */
final class WarmerRun {

	private final CacheWarmer warmer;

	private final WarmupTarget target;

	private final int batchSize;

	private final WarmupStop stop;

	private final WarmupProgress progress;

	private @Nullable Sent sent;

	WarmerRun(CacheWarmer warmer, WarmupTarget target, WarmupStop stop, WarmupProgress progress, int batchSize) {
		this.warmer = warmer;
		this.target = target;
		this.batchSize = batchSize;
		this.stop = stop;
		this.progress = progress;
	}

	/** Runs the warmer; whatever it throws is in the report. */
	WarmupReport run() {
		try {
			LongSupplier total = this.warmer.total();
			if (total != null) {
				this.progress.total(total.getAsLong());
			}
			Outcome outcome = (this.warmer.work() instanceof WarmupWork.Entries<?> entries) ? write(entries)
					: call((WarmupWork.Calls<?>) this.warmer.work());
			return this.progress.report(outcome, null);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.stop.stop(Outcome.STOPPED);
			return this.progress.report(Outcome.STOPPED, null);
		}
		catch (ExecutionException ex) {
			return this.progress.report(Outcome.FAILED, ex.getCause());
		}
		catch (Throwable ex) {
			return this.progress.report(Outcome.FAILED, ex);
		}
	}

	private <A> Outcome call(WarmupWork.Calls<A> calls) {
		Consumer<? super A> method = calls.method();
		try (Stream<A> arguments = calls.source().open(this.batchSize)) {
			Iterator<A> each = arguments.iterator();
			Outcome reason = this.stop.reason();
			while (reason == null && each.hasNext()) {
				method.accept(each.next());
				this.progress.advance(1, 0);
				reason = this.stop.reason();
			}
			return (reason != null) ? reason : Outcome.COMPLETE;
		}
	}

	private <V> Outcome write(WarmupWork.Entries<V> entries) throws InterruptedException, ExecutionException {
		WarmupTarget.Batches batches = this.target.begin(this.warmer.cacheName(), entries.valueType());
		try (Stream<WarmupEntry<V>> source = entries.source().open(this.batchSize)) {
			Iterator<WarmupEntry<V>> each = source.iterator();
			List<WarmupEntry<?>> batch = new ArrayList<>();
			Outcome reason = this.stop.reason();
			while (reason == null && each.hasNext()) {
				batch.add(each.next());
				if (batch.size() == this.batchSize) {
					send(batches, batch);
					batch = new ArrayList<>();
				}
				reason = this.stop.reason();
			}
			if (!batch.isEmpty()) {
				send(batches, batch);
			}
			acknowledge();
			return (reason != null) ? reason : Outcome.COMPLETE;
		}
	}

	private void send(WarmupTarget.Batches batches, List<WarmupEntry<?>> batch)
			throws InterruptedException, ExecutionException {
		acknowledge();
		this.sent = new Sent(batch.size(), batches.putAllIfAbsent(List.copyOf(batch)));
	}

	private void acknowledge() throws InterruptedException, ExecutionException {
		Sent earlier = this.sent;
		if (earlier != null) {
			this.sent = null;
			this.progress.advance(earlier.size(), earlier.written().toCompletableFuture().get());
		}
	}

	private record Sent(int size, CompletionStage<Long> written) {
	}

}
