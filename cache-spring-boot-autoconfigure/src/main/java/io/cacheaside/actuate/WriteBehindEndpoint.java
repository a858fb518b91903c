package io.cacheaside.actuate;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.engine.Await;
import io.cacheaside.engine.Invalidation;
import io.cacheaside.engine.Invalidator;
import io.cacheaside.engine.queue.DeadLetter;
import io.cacheaside.engine.queue.WriteQueue;

/**
 * The writes that were given up, to be listed, tried again or dropped. Shows keys and
 * errors, never values.
 */
@Endpoint(id = "cacheasidewrites")
public final class WriteBehindEndpoint {

	private static final int LISTED = 100;

	private final Supplier<Map<String, WriteQueue>> queues;

	private final Invalidator invalidator;

	/**
	 * Creates the endpoint.
	 * @param queues the queues by cache
	 * @param invalidator evicts what is to be written again
	 */
	public WriteBehindEndpoint(Supplier<Map<String, WriteQueue>> queues, Invalidator invalidator) {
		this.queues = queues;
		this.invalidator = invalidator;
	}

	/**
	 * Lists the dead letters of all caches.
	 * @return about a hundred of each cache
	 */
	@ReadOperation
	public Map<String, List<Letter>> letters() {
		Map<String, List<Letter>> all = new LinkedHashMap<>();
		this.queues.get().forEach((name, queue) -> all.put(name, letters(queue)));
		return all;
	}

	/**
	 * Lists the dead letters of one cache.
	 * @param cache its name
	 * @return about a hundred, {@code null} if nothing is written behind to it
	 */
	@ReadOperation
	public @Nullable List<Letter> lettersOf(@Selector String cache) {
		WriteQueue queue = this.queues.get().get(cache);
		return (queue != null) ? letters(queue) : null;
	}

	private static List<Letter> letters(WriteQueue queue) {
		return Await.await(queue.deadLetters(LISTED)).stream().map(Letter::of).toList();
	}

	/**
	 * Queues a dead letter again. From now on readers get its value.
	 * @param cache the cache
	 * @param key the logical key
	 * @return whether there was one
	 */
	@WriteOperation
	public Outcome replay(@Selector String cache, String key) {
		WriteQueue queue = queue(cache);
		boolean revived = Await.await(queue.revive(key));
		if (revived) {
			Await.await(this.invalidator.invalidate(Invalidation.of(new InvalidationTarget.Key(cache, key))));
		}
		return new Outcome(key, revived);
	}

	/**
	 * Drops a dead letter for good.
	 * @param cache the cache
	 * @param key the logical key
	 * @return whether there was one
	 */
	@DeleteOperation
	public Outcome drop(@Selector String cache, String key) {
		return new Outcome(key, Await.await(queue(cache).drop(key)));
	}

	/** Of a cache that is to be changed. Nothing to answer would look like success. */
	private WriteQueue queue(String cache) {
		WriteQueue queue = this.queues.get().get(cache);
		if (queue == null) {
			throw Invalidating.refused("Nothing is written behind to the cache '" + cache + "'.");
		}
		return queue;
	}

	/**
	 * A dead letter as it is shown.
	 *
	 * @param key the logical key
	 * @param token the token of the write; text, since not every reader of JSON keeps so
	 * many digits
	 * @param attempts how often it was tried
	 * @param buriedAt when it was given up
	 * @param error what was wrong with it
	 */
	public record Letter(String key, String token, int attempts, Instant buriedAt, String error) {

		static Letter of(DeadLetter letter) {
			return new Letter(letter.key(), Long.toString(letter.token()), letter.attempts(), letter.buriedAt(),
					letter.error());
		}

	}

	/**
	 * What came of an operation.
	 *
	 * @param key the logical key
	 * @param found whether there was a dead letter
	 */
	public record Outcome(String key, boolean found) {

	}

}
