package io.cacheaside.actuate;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

import io.cacheaside.CacheUnavailableException;
import io.cacheaside.InvalidationTarget;
import io.cacheaside.actuate.InvalidationOutcome.Count;
import io.cacheaside.engine.Await;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.Invalidation;
import io.cacheaside.key.GlobPattern;

/**
 * Invalidates what operations staff name, or counts it.
 *
 * @param engine the engine
 */
record Invalidating(CacheEngine engine) {

	private static final Duration LONGEST_COUNT = Duration.ofSeconds(10);

	InvalidationOutcome run(InvalidationTarget target, @Nullable Boolean dryRun) {
		boolean counting = Boolean.TRUE.equals(dryRun);
		Count count = counting ? count(target) : null;
		if (!counting) {
			invalidate(target);
		}
		return new InvalidationOutcome(Texts.of(target), counting, count, this.engine.undeliveredInvalidations());
	}

	private Count count(InvalidationTarget target) {
		try {
			return Count.of(Await.await(this.engine.inspection().count(target, LONGEST_COUNT)));
		}
		catch (RejectedExecutionException ex) {
			throw refused(String.valueOf(ex.getMessage()));
		}
	}

	private void invalidate(InvalidationTarget target) {
		try {
			Await.await(this.engine.invalidate(Invalidation.of(target)));
		}
		catch (CacheUnavailableException ex) {
			// The outcome says that it waits to be delivered.
		}
	}

	/**
	 * The one target that a request names.
	 * @throws InvalidEndpointRequestException if it names none, two, or one that cannot
	 * be read
	 */
	static InvalidationTarget target(@Nullable String tag, @Nullable String pattern) {
		if (tag != null && pattern == null && !tag.isBlank()) {
			return new InvalidationTarget.Tag(tag);
		}
		if (pattern == null || tag != null) {
			throw refused("Name either a tag or a pattern.");
		}
		try {
			GlobPattern.parse(pattern);
			return new InvalidationTarget.Pattern(pattern);
		}
		catch (IllegalArgumentException ex) {
			throw refused(String.valueOf(ex.getMessage()));
		}
	}

	static InvalidEndpointRequestException refused(String sentence) {
		return new InvalidEndpointRequestException(sentence, sentence);
	}

}
