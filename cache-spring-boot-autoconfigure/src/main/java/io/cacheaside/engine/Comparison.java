package io.cacheaside.engine;

import java.lang.reflect.Type;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.cacheaside.Position;
import io.cacheaside.engine.Refresher.Due;
import io.cacheaside.engine.marker.Subject;

/**
 * A hit that is compared with what its source says after it. What is loaded for it is
 * stored nowhere. Safe for use by many threads.
 */
final class Comparison {

	private final CompletableFuture<Optional<Fresh>> fresh = new CompletableFuture<>();

	private final Due due;

	private final Served served;

	private final LoadStart start;

	/**
	 * Begins.
	 * @param due which entry
	 * @param served what was served
	 * @param start what was known before the source is read
	 */
	Comparison(Due due, Served served, LoadStart start) {
		this.due = due;
		this.served = served;
		this.start = start;
	}

	Due due() {
		return this.due;
	}

	Served served() {
		return this.served;
	}

	LoadStart start() {
		return this.start;
	}

	/**
	 * What the source says; empty if it was not asked.
	 */
	CompletableFuture<Optional<Fresh>> fresh() {
		return this.fresh;
	}

	/** The source has said something; the first time counts. */
	void loaded(@Nullable Object value, Type type) {
		this.fresh.complete(Optional.of(new Fresh(value, type)));
	}

	/** The source will not say anything any more. */
	void ended(@Nullable Throwable failure) {
		if (failure != null) {
			this.fresh.completeExceptionally(Await.unwrap(failure));
		}
		else {
			this.fresh.complete(Optional.empty());
		}
	}

	/**
	 * A hit.
	 *
	 * @param subject what markers are compared with
	 * @param position the log position at which its load began
	 * @param version a version of the index at which it was fresh
	 * @param value makes its value
	 */
	record Served(Subject subject, Position position, long version, Supplier<@Nullable Object> value) {
	}

	/**
	 * What the source says.
	 *
	 * @param value the value, possibly {@code null}
	 * @param type its declared type
	 */
	record Fresh(@Nullable Object value, Type type) {
	}

}
