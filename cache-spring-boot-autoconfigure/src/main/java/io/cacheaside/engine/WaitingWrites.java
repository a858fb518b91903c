package io.cacheaside.engine;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.cacheaside.codec.Entry;
import io.cacheaside.engine.RegionReader.Found;
import io.cacheaside.engine.marker.Subject;
import io.cacheaside.engine.queue.Waiting;
import io.cacheaside.engine.queue.WriteQueue;
import io.cacheaside.key.CacheKey;

/**
 * The writes of one cache that its source does not have yet, as its readers see them. A
 * cache whose writes do not wait has none, and nothing is asked.
 * <ol>
 * <li>Who misses asks for the value that waits, after what the log says was captured and
 * before the source is read. So a write that was not seen to wait is either in the
 * source, or later than the capture, and then its marker tells.</li>
 * <li>A value that waits is a hit. It is not stored: it is asked for again, and soon the
 * source has it. One that this node keeps, since the queue has not acknowledged it, comes
 * before what the queue has, and nobody is asked.</li>
 * <li>In a transaction or session the source may show an older state than the one of now.
 * If it was written since that began, what it shows is not kept.</li>
 * <li>Where the queue cannot be asked, the source is read, and what it gives is not kept
 * either.</li>
 * <li>Nothing that waits is refreshed or warmed from the source.</li>
 * </ol>
 * Nothing here fails. Safe for use by many threads.
 */
final class WaitingWrites {

	private final RegionParts parts;

	private final KeptWrites kept;

	WaitingWrites(RegionParts parts) {
		this.parts = parts;
		this.kept = new KeptWrites(parts);
	}

	/**
	 * Those that this node keeps since the queue has not acknowledged them.
	 */
	KeptWrites kept() {
		return this.kept;
	}

	/**
	 * The queue of this cache, {@code null} if its writes do not wait.
	 */
	@Nullable WriteQueue queue() {
		return this.parts.ports().queues().queue(this.parts.settings().name());
	}

	/**
	 * What a read of the tiers gave, with what waits in place of a miss. Asks at once,
	 * and waits for the answer when it is taken.
	 */
	Supplier<Found> over(CacheKey key, Type type, Found found) {
		WriteQueue queue = queue();
		if (queue == null || found.lookup() instanceof Lookup.Hit
				|| this.parts.coherence().transactions().hides(found.subject())) {
			return () -> found;
		}
		CompletionStage<Optional<Waiting>> answer = ask(queue, key);
		return () -> Await.await(answer)
			.map((waiting) -> known(key, type, found, waiting))
			.orElseGet(() -> new Found(Lookup.UNKEPT, found.subject()));
	}

	private Found known(CacheKey key, Type type, Found found, Waiting waiting) {
		if (waiting.value() != null) {
			return hit(key, type, waiting.value(), found);
		}
		boolean missed = this.parts.coherence()
			.transactions()
			.began()
			.filter((start) -> missed(waiting, start))
			.isPresent();
		return missed ? new Found(Lookup.UNKEPT, found.subject()) : found;
	}

	private Found hit(CacheKey key, Type type, byte[] value, Found found) {
		Optional<Entry> entry = Entry.parse(value);
		Optional<Lookup.Hit> hit = entry
			.flatMap((parsed) -> this.parts.entries().decode(key, parsed, type, this.parts.observer()));
		return hit.map((known) -> new Found(known, new Subject(key.logical(), entry.get().tags())))
			.orElseGet(() -> new Found(Lookup.UNKEPT, found.subject()));
	}

	/**
	 * Whether the source has every write of a key, so that it may be loaded anew. Waits
	 * for the answer.
	 */
	boolean isNone(CacheKey key) {
		WriteQueue queue = queue();
		return queue == null || Await.await(ask(queue, key)).filter((waiting) -> waiting.value() == null).isPresent();
	}

	/**
	 * Those values that were read from the source and lack no write.
	 * @param start what was captured before they were read
	 */
	CompletionStage<List<KeyedValue>> complete(List<KeyedValue> values, LoadStart start) {
		WriteQueue queue = queue();
		if (queue == null) {
			return CompletableFuture.completedFuture(values);
		}
		CompletionStage<List<KeyedValue>> complete = CompletableFuture.completedFuture(new ArrayList<>());
		for (KeyedValue value : values) {
			complete = complete.thenCombine(ask(queue, value.key()), (list, waiting) -> {
				waiting.filter((known) -> known.value() == null && !missed(known, start))
					.ifPresent((known) -> list.add(value));
				return list;
			});
		}
		return complete;
	}

	private boolean missed(Waiting waiting, LoadStart start) {
		return waiting.mayBeMissed(Duration.ofNanos(this.parts.observer().now() - start.nanos()));
	}

	/** Empty if nobody knows. */
	private CompletionStage<Optional<Waiting>> ask(WriteQueue queue, CacheKey key) {
		// First: what is no longer kept is in the queue.
		byte[] known = this.kept.value(key);
		if (known != null) {
			return CompletableFuture.completedFuture(Optional.of(new Waiting(known, null)));
		}
		return this.parts.ports()
			.remote()
			.preceded(() -> queue.waiting(key.logical()))
			.thenApply(Optional::of)
			.exceptionally((failure) -> {
				this.parts.observer().failed(CacheOperation.GET, failure);
				return Optional.empty();
			});
	}

}
