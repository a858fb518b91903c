package io.cacheaside.interceptor;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.cacheaside.CacheKeyException;
import io.cacheaside.PutOptions;
import io.cacheaside.TimeToLive;
import io.cacheaside.expression.CompiledTemplate;
import io.cacheaside.expression.ExpressionSubject;

/**
 * What the attribute {@code ttl} of an annotation says. Immutable.
 */
sealed interface DeclaredTtl {

	/**
	 * The time to live for the result of a call.
	 * @return options without tags, or empty not to store the result
	 * @throws CacheKeyException if an expression fails or gives no time to live
	 */
	Optional<PutOptions> options(ExpressionSubject.MethodCall call);

	/**
	 * What the attribute says, for people.
	 * @return the text, {@code null} for the cache's own time to live
	 */
	@Nullable String text();

	/**
	 * The same for every call.
	 * @param ttl the time to live, or {@code null} for the cache's own
	 */
	static DeclaredTtl of(@Nullable TimeToLive ttl) {
		return new Constant(Optional.of(new PutOptions(ttl, Set.of())));
	}

	/**
	 * The same for every call.
	 *
	 * @param options made once
	 */
	record Constant(Optional<PutOptions> options) implements DeclaredTtl {

		@Override
		public Optional<PutOptions> options(ExpressionSubject.MethodCall call) {
			return this.options;
		}

		@Override
		public @Nullable String text() {
			TimeToLive ttl = this.options.map(PutOptions::ttl).orElse(null);
			return (ttl != null) ? ttl.toString() : null;
		}

	}

	/**
	 * One for each result. A {@code null} has a time to live of its own, so nothing is
	 * asked of it.
	 *
	 * @param template gives it
	 * @param where the attribute, annotation and method, for messages
	 */
	record Computed(CompiledTemplate template, String where) implements DeclaredTtl {

		@Override
		public Optional<PutOptions> options(ExpressionSubject.MethodCall call) {
			Object value = (call.result() != null) ? this.template.value(call) : null;
			try {
				return options(value);
			}
			catch (IllegalArgumentException ex) {
				throw new CacheKeyException("The value of '" + this.template.source() + "' in " + this.where
						+ " is no time to live: " + ex.getMessage(), ex);
			}
		}

		@Override
		public String text() {
			return this.template.source();
		}

		private static Optional<PutOptions> options(@Nullable Object value) {
			if (value == null) {
				return Optional.of(PutOptions.DEFAULTS);
			}
			if (value instanceof TimeToLive ttl) {
				return Optional.of(new PutOptions(ttl, Set.of()));
			}
			if (value instanceof String text && text.strip().equalsIgnoreCase("none")) {
				return Optional.of(new PutOptions(TimeToLive.NONE, Set.of()));
			}
			Duration duration = duration(value);
			return (duration.isZero() || duration.isNegative()) ? Optional.empty()
					: Optional.of(PutOptions.ttl(duration));
		}

		private static Duration duration(Object value) {
			if (value instanceof Duration duration) {
				return duration;
			}
			if (value instanceof String text) {
				return TimeToLive.parseDuration(text);
			}
			throw new IllegalArgumentException("'" + value + "' is a " + value.getClass().getName()
					+ "; give a Duration, or text such as '90s', '5m' or 'none'");
		}

	}

}
