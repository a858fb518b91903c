package io.cacheaside.warmup;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.cacheaside.warmup.WarmupReport.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * One run of one warmer, on one thread. While pieces are on their way to the cache the
 * next one is read from the source; no more than {@value #ON_THE_WAY} are.
 */
final class WarmerRun {

	static final int ON_THE_WAY = 3;

	private final CacheWarmer warmer;

	private final WarmupTarget target;

	private final WarmupStop stop;

	private final WarmupProgress progress;

	private final Course course;

	private final Deque<Sent> sent = new ArrayDeque<>();

	WarmerRun(CacheWarmer warmer, WarmupTarget target, WarmupStop stop, WarmupProgress progress, Course course) {
		this.warmer = warmer;
		this.target = target;
		this.stop = stop;
		this.progress = progress;
		this.course = course;
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
			settle();
			return this.progress.report(Outcome.FAILED, ex);
		}
	}

	/** What was read before the source failed is to count. */
	private void settle() {
		try {
			acknowledge(0);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException ex) {
			this.sent.clear();
		}
	}

	private <A> Outcome call(WarmupWork.Calls<A> calls) throws InterruptedException {
		Consumer<? super A> method = calls.method();
		try (WarmupSource.Pieces<A> arguments = calls.source().open(this.course.size(), this.course.from())) {
			for (List<A> piece = next(arguments); !piece.isEmpty(); piece = next(arguments)) {
				for (A argument : piece) {
					this.course.pace().await(1, this.stop);
					if (reason() != null) {
						return ended();
					}
					method.accept(argument);
					this.progress.advance(1, 0);
				}
				this.course.reached(arguments.place(), this.progress.done());
			}
			return ended();
		}
	}

	private <V> Outcome write(WarmupWork.Entries<V> entries) throws InterruptedException, ExecutionException {
		WarmupTarget.Batches batches = this.target.begin(this.warmer.cacheName(), entries.valueType());
		try (WarmupSource.Pieces<WarmupEntry<V>> source = entries.source()
			.open(this.course.size(), this.course.from())) {
			for (List<WarmupEntry<V>> piece = next(source); !piece.isEmpty(); piece = next(source)) {
				this.course.pace().await(piece.size(), this.stop);
				acknowledge(ON_THE_WAY - 1);
				this.sent.add(new Sent(piece.size(), source.place(), batches.write(List.copyOf(piece))));
				if (source.separate()) {
					batches = this.target.begin(this.warmer.cacheName(), entries.valueType());
				}
			}
			acknowledge(0);
			return ended();
		}
	}

	private <T> List<T> next(WarmupSource.Pieces<T> pieces) {
		return pieces.next(() -> reason() != null);
	}

	private Outcome ended() {
		Outcome reason = reason();
		return (reason != null) ? reason : Outcome.COMPLETE;
	}

	private @Nullable Outcome reason() {
		Outcome reason = this.stop.reason();
		return (reason == null && this.course.isLost()) ? Outcome.TAKEN_OVER : reason;
	}

	/**
	 * Waits for the oldest pieces until no more than a number of them are on their way.
	 */
	private void acknowledge(int left) throws InterruptedException, ExecutionException {
		while (this.sent.size() > left) {
			Sent oldest = this.sent.remove();
			this.progress.advance(oldest.size(), oldest.written().toCompletableFuture().get());
			this.course.reached(oldest.place(), this.progress.done());
		}
	}

	/** Where a run begins, how fast it may go, and who hears how far it is. */
	interface Course {

		/** How many elements a piece has. */
		int size();

		/** Where to begin, as {@link WarmupSource} counts. */
		long from();

		/** How fast it may go. */
		WarmupPace pace();

		/** Told how far it is, and how many elements that were. */
		void reached(long place, long done);

		/** Whether another node does this now. */
		boolean isLost();

	}

	private record Sent(int size, long place, CompletionStage<Long> written) {
	}

}
