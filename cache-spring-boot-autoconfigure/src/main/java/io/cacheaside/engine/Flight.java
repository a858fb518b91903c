package io.cacheaside.engine;

import java.lang.reflect.Type;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.cacheaside.engine.marker.Subject;

/**
 * One read or load of one key that is under way on this node, for others to join.
 *
 * @param type the type that the value is asked for as
 * @param start what was known before it began
 * @param thread the thread that flies
 * @param landing how it ends
 */
record Flight(Type type, LoadStart start, Thread thread, CompletableFuture<Landing> landing) {

	static Flight of(Type type, LoadStart start) {
		return new Flight(type, start, Thread.currentThread(), new CompletableFuture<>());
	}

	/**
	 * What a flight brought.
	 *
	 * @param value the value, possibly {@code null}
	 * @param subject what markers are compared with, tags included
	 * @param lookup what the tiers said
	 */
	record Landing(@Nullable Object value, Subject subject, Lookup lookup) {
	}

}
