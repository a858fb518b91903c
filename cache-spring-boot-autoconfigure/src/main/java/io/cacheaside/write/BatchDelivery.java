package io.cacheaside.write;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.engine.Await;
import io.cacheaside.engine.Invalidation;
import io.cacheaside.engine.Invalidator;
import io.cacheaside.engine.queue.QueuedWrite;
import io.cacheaside.engine.queue.Taken;

/**
 * Hands the writes of one cache to their writer, a batch for each step. For one thread.
 * <ol>
 * <li>What was taken and not acknowledged comes first, with the newest value of each key.
 * A write that cannot be decoded is a dead letter at once.</li>
 * <li>The batch is written as a whole, then acknowledged.</li>
 * <li>If the writer fails, the batch is tried again, with pauses that double.</li>
 * <li>When it has failed as often as it may, its writes are tried one by one. If some can
 * be written and others cannot, those are dead letters.</li>
 * <li>If none can, it is rather the source that is away: after two failures the rest is
 * spared, and all of it tried again after the longest pause, as often as the batch was.
 * Then what failed is given up all the same.</li>
 * </ol>
 */
final class BatchDelivery {

	private static final Logger logger = LoggerFactory.getLogger(BatchDelivery.class);

	private static final int FAILURES_OF_AN_OUTAGE = 2;

	private static final int LONGEST_ERROR = 1_000;

	private final BehindCache cache;

	private final WriteBehindSettings settings;

	private final Invalidator invalidator;

	private final Election election;

	private int attempts;

	private int passes;

	BatchDelivery(BehindCache cache, WriteBehindSettings settings, Invalidator invalidator, Election election) {
		this.cache = cache;
		this.settings = settings;
		this.invalidator = invalidator;
		this.election = election;
	}

	/**
	 * What a step came to.
	 *
	 * @param outcome what
	 * @param pause for how long to rest
	 */
	record Step(Outcome outcome, Duration pause) {

		enum Outcome {

			/** The batch is written, and there may be more. */
			MORE,

			/** Nothing is left. */
			IDLE,

			/** It is to be tried again. */
			FAILED

		}

	}

	/**
	 * Takes a step.
	 * @throws RuntimeException if the queue does not answer
	 */
	Step step() {
		Taken taken = Await.await(this.cache.queue().take(this.settings.batchSize()));
		this.cache.statistics().seen(taken);
		List<Delivery> batch = decoded(taken.writes());
		if (batch.isEmpty()) {
			this.attempts = 0;
			this.passes = 0;
			return new Step(Step.Outcome.IDLE, this.settings.linger());
		}
		if (this.attempts < this.settings.retry().attempts()) {
			return together(batch);
		}
		return oneByOne(batch);
	}

	private List<Delivery> decoded(List<QueuedWrite> writes) {
		List<Delivery> batch = new ArrayList<>(writes.size());
		for (QueuedWrite write : writes) {
			try {
				Object value = this.cache.decoder().apply(write.value());
				batch.add(new Delivery(write, Objects.requireNonNull(value, "null is no write")));
			}
			catch (RuntimeException ex) {
				bury(write, 1, ex);
			}
		}
		return batch;
	}

	private Step together(List<Delivery> batch) {
		Throwable failure = failureOf(batch);
		if (failure != null) {
			this.attempts++;
			this.cache.statistics().retried();
			Duration pause = this.settings.retry().after(this.attempts);
			logger.warn("Cache '{}': a batch of {} was not written, attempt {}, next in {} ms: {}", this.cache.name(),
					batch.size(), this.attempts, pause.toMillis(), failure.toString());
			return new Step(Step.Outcome.FAILED, pause);
		}
		this.attempts = 0;
		boolean full = batch.size() >= this.settings.batchSize();
		return full ? new Step(Step.Outcome.MORE, Duration.ZERO) : new Step(Step.Outcome.IDLE, this.settings.linger());
	}

	private Step oneByOne(List<Delivery> batch) {
		List<Failed> failed = new ArrayList<>();
		boolean written = false;
		for (Delivery delivery : batch) {
			Throwable failure = failureOf(List.of(delivery));
			if (failure != null) {
				failed.add(new Failed(delivery.write(), failure));
			}
			written |= failure == null;
			if (!written && failed.size() == FAILURES_OF_AN_OUTAGE) {
				break;
			}
		}
		this.passes++;
		if (!written && this.passes < this.settings.retry().attempts()) {
			this.cache.statistics().retried();
			return new Step(Step.Outcome.FAILED, this.settings.retry().maximumDelay());
		}
		failed.forEach((each) -> bury(each.write(), this.attempts + this.passes, each.failure()));
		this.attempts = 0;
		this.passes = 0;
		return new Step(Step.Outcome.MORE, Duration.ZERO);
	}

	/**
	 * Writes, and acknowledges what was written.
	 * @return what the writer failed with, {@code null} if it did not
	 */
	private @Nullable Throwable failureOf(List<Delivery> batch) {
		if (!this.election.isHeld()) {
			throw new IllegalStateException("another node may be elected by now");
		}
		try {
			write(this.cache.writer(), batch);
		}
		catch (Throwable ex) {
			return ex;
		}
		Await.await(this.cache.queue().acknowledge(batch.stream().map(Delivery::write).toList()));
		this.cache.statistics().written(batch.size());
		return null;
	}

	@SuppressWarnings("unchecked")
	private static <V> void write(WriteBehindWriter<V> writer, List<Delivery> batch) throws Exception {
		writer.write(batch.stream()
			.map((delivery) -> new PendingWrite<>(delivery.write().key(), (V) delivery.value(),
					delivery.write().token()))
			.toList());
	}

	private void bury(QueuedWrite write, int tried, Throwable failure) {
		String error = failure.toString();
		Await.await(this.cache.queue()
			.bury(write, tried, (error.length() > LONGEST_ERROR) ? error.substring(0, LONGEST_ERROR) : error));
		this.cache.statistics().buried();
		logger.error("Cache '{}': the write of {} is a dead letter after {} attempts", this.cache.name(), write.key(),
				tried, failure);
		// Readers get what the source has.
		CompletionStage<Void> evicted = this.invalidator
			.invalidate(Invalidation.of(new InvalidationTarget.Key(this.cache.name(), write.key())));
		Await.await(evicted.exceptionally((problem) -> null));
	}

	private record Delivery(QueuedWrite write, Object value) {
	}

	private record Failed(QueuedWrite write, Throwable failure) {
	}

}
