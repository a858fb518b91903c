package io.cacheaside.interceptor;

import java.lang.reflect.Type;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.cacheaside.CacheKeyException;
import io.cacheaside.PutOptions;
import io.cacheaside.engine.EntryPolicy;
import io.cacheaside.expression.CompiledExpression;
import io.cacheaside.expression.CompiledTemplate;
import io.cacheaside.expression.ExpressionSubject;
import io.cacheaside.key.CacheKey;
import io.cacheaside.key.KeyEncoder;

/**
 * What one {@code @CacheAside}, {@code @WriteThrough} or {@code @WriteBehind} says: where
 * a result is kept, under which key, how long and with which tags. Immutable; made once
 * for each method.
 */
final class StoreOperation {

	private final Description description;

	private final KeyEncoder keys;

	/**
	 * The parsed attributes.
	 *
	 * @param where the annotation and method, for messages
	 * @param way when and where a result is written
	 * @param cacheNames the caches, at least one
	 * @param key gives the key object
	 * @param condition whether to use the cache at all, or {@code null} for always
	 * @param unless whether not to store a result, or {@code null} for never
	 * @param ttl the time to live
	 * @param tags the tags of a stored entry
	 * @param type the declared type of the values
	 */
	record Description(String where, Way way, List<String> cacheNames, CompiledExpression key,
			@Nullable CompiledExpression condition, @Nullable CompiledExpression unless, DeclaredTtl ttl,
			List<CompiledTemplate> tags, Type type) {
	}

	/** When and where a result is written. */
	enum Way {

		/** Into the cache, after it missed. */
		READ_THROUGH,

		/** Into the cache, since the method has written it to its source. */
		WRITE_THROUGH,

		/** Into the cache and the queue of what its source is to have. */
		WRITE_BEHIND

	}

	StoreOperation(Description description, KeyEncoder keys) {
		this.description = description;
		this.keys = keys;
	}

	String where() {
		return this.description.where();
	}

	/** What this says of entries, for people. */
	MethodUse use() {
		return new MethodUse(where(), this.description.ttl().text(),
				this.description.tags().stream().map(CompiledTemplate::source).toList());
	}

	boolean isBehind() {
		return this.description.way() == Way.WRITE_BEHIND;
	}

	List<String> cacheNames() {
		return this.description.cacheNames();
	}

	Type type() {
		return this.description.type();
	}

	boolean applies(ExpressionSubject.MethodCall call) {
		CompiledExpression condition = this.description.condition();
		return condition == null || condition.evaluateCondition(call);
	}

	/**
	 * The argument that is the key of every call's only cache, whatever else the call is;
	 * empty if there is no such argument.
	 */
	OptionalInt keyArgument() {
		boolean plain = this.description.condition() == null && this.description.cacheNames().size() == 1;
		return plain ? this.description.key().argument() : OptionalInt.empty();
	}

	/**
	 * The key object, the same for each of the caches.
	 */
	@Nullable Object key(ExpressionSubject.MethodCall call) {
		return this.description.key().evaluate(call);
	}

	CacheKey encode(String cacheName, @Nullable Object key) {
		try {
			return this.keys.encode(cacheName, key);
		}
		catch (CacheKeyException ex) {
			throw new CacheKeyException(this.description.where() + ": " + ex.getMessage(), ex);
		}
	}

	/**
	 * Whether and how the result of a call is stored.
	 */
	EntryPolicy policy(ExpressionSubject.MethodCall call) {
		return new EntryPolicy() {

			@Override
			public Type type() {
				return StoreOperation.this.type();
			}

			@Override
			public String origin() {
				return where();
			}

			@Override
			public Optional<PutOptions> optionsFor(@Nullable Object value) {
				ExpressionSubject.MethodCall returned = CallExecutor.withResult(call, value);
				return excludes(returned) ? Optional.empty() : StoreOperation.this.optionsFor(returned);
			}

		};
	}

	/**
	 * How a result is stored whose options are known.
	 * @param options time to live and tags, or empty not to store it
	 */
	EntryPolicy policy(Optional<PutOptions> options) {
		return new KnownPolicy(type(), where(), options);
	}

	/**
	 * Whether the annotation says that the result of a call is none of its business.
	 */
	boolean excludes(ExpressionSubject.MethodCall call) {
		CompiledExpression unless = this.description.unless();
		return unless != null && unless.evaluateCondition(call);
	}

	/**
	 * Time to live and tags for a result that is not excluded, or empty not to store it.
	 */
	Optional<PutOptions> optionsFor(ExpressionSubject.MethodCall call) {
		Optional<PutOptions> options = this.description.ttl().options(call);
		if (options.isEmpty() || this.description.tags().isEmpty()) {
			return options;
		}
		Set<String> tags = new LinkedHashSet<>();
		for (CompiledTemplate tag : this.description.tags()) {
			tags.add(tag.render(call));
		}
		return Optional.of(new PutOptions(options.get().ttl(), tags));
	}

	private record KnownPolicy(Type type, String origin, Optional<PutOptions> options) implements EntryPolicy {

		@Override
		public Optional<PutOptions> optionsFor(@Nullable Object value) {
			return this.options;
		}

	}

}
