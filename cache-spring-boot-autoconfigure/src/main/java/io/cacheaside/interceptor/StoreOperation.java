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
import io.cacheaside.TimeToLive;
import io.cacheaside.engine.EntryPolicy;
import io.cacheaside.expression.CompiledExpression;
import io.cacheaside.expression.CompiledTemplate;
import io.cacheaside.expression.ExpressionSubject;
import io.cacheaside.key.CacheKey;
import io.cacheaside.key.KeyEncoder;

/**
 * What one {@code @CacheAside} or {@code @WriteThrough} says: where a result is kept,
 * under which key, how long and with which tags. Immutable; made once for each method.
 */
final class StoreOperation {

	private final Description description;

	private final KeyEncoder keys;

	private final Optional<PutOptions> fixedOptions;

	/**
	 * The parsed attributes.
	 *
	 * @param where the annotation and method, for messages
	 * @param cacheNames the caches, at least one
	 * @param key gives the key object
	 * @param condition whether to use the cache at all, or {@code null} for always
	 * @param unless whether not to store a result, or {@code null} for never
	 * @param ttl the time to live, or {@code null} for the cache's own
	 * @param tags the tags of a stored entry
	 * @param type the declared type of the values
	 */
	record Description(String where, List<String> cacheNames, CompiledExpression key,
			@Nullable CompiledExpression condition, @Nullable CompiledExpression unless, @Nullable TimeToLive ttl,
			List<CompiledTemplate> tags, Type type) {
	}

	StoreOperation(Description description, KeyEncoder keys) {
		this.description = description;
		this.keys = keys;
		this.fixedOptions = Optional.of(new PutOptions(description.ttl(), Set.of()));
	}

	String where() {
		return this.description.where();
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
				return StoreOperation.this.optionsFor(CallExecutor.withResult(call, value));
			}

		};
	}

	/**
	 * How a result is stored whose options are known.
	 */
	EntryPolicy policy(PutOptions options) {
		return EntryPolicy.of(type(), options, where());
	}

	/**
	 * Time to live and tags for the result of a call, or empty not to store it.
	 */
	Optional<PutOptions> optionsFor(ExpressionSubject.MethodCall call) {
		CompiledExpression unless = this.description.unless();
		if (unless != null && unless.evaluateCondition(call)) {
			return Optional.empty();
		}
		if (this.description.tags().isEmpty()) {
			return this.fixedOptions;
		}
		Set<String> tags = new LinkedHashSet<>();
		for (CompiledTemplate tag : this.description.tags()) {
			tags.add(tag.render(call));
		}
		return Optional.of(new PutOptions(this.description.ttl(), tags));
	}

}
