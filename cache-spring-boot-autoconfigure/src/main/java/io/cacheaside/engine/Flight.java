package io.cacheaside.engine;

import java.lang.reflect.Type;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import io.cacheaside.engine.marker.Subject;

/**
 * One read or load of one key that is under way on this node, for others to join.
 *
 * @param type the type that the value is asked for as
 * @param start what was known before it began
 * @param thread the thread that flies, which a load may change
 * @param standIn what may stand in for the value of a load, complete before that begins
 * @param landing how it ends
 */
record Flight(Type type, LoadStart start, AtomicReference<Thread> thread, CompletableFuture<Optional<Landing>> standIn,
		CompletableFuture<Landing> landing) {

	static Flight of(Type type, LoadStart start) {
		return new Flight(type, start, new AtomicReference<>(Thread.currentThread()), new CompletableFuture<>(),
				new CompletableFuture<>());
	}

	/** Lets the calling thread fly from now on. */
	void takeOver() {
		this.thread.set(Thread.currentThread());
	}

	/**
	 * What the flight has brought, for another thread than the one that flew.
	 * @throws Throwable what it failed with
	 */
	Landing landed() throws Throwable {
		Throwable failure = this.landing.handle((landed, thrown) -> Optional.ofNullable(thrown)).join().orElse(null);
		if (failure != null) {
			throw SharedFailure.of(failure);
		}
		return this.landing.join();
	}

	/**
	 * What a flight brought.
	 *
	 * @param value the value, possibly {@code null}
	 * @param subject what markers are compared with, tags included
	 * @param lookup what the tiers said
	 * @param standsIn whether the value is past its time, and stands in for one that the
	 * loader did not give
	 */
	record Landing(@Nullable Object value, Subject subject, Lookup lookup, boolean standsIn) {

		Landing(@Nullable Object value, Subject subject, Lookup lookup) {
			this(value, subject, lookup, false);
		}

	}

}
