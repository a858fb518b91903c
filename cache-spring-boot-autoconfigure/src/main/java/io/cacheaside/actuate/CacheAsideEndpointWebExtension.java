package io.cacheaside.actuate;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * What differs over HTTP: who asks is known, and a refusal is status 400 with its
 * sentence as the body, whatever the application makes of errors. Operations name each
 * parameter that they may be given, since the others are not heard of.
 */
@EndpointWebExtension(endpoint = CacheAsideEndpoint.class)
public final class CacheAsideEndpointWebExtension {

	private final CacheAsideEndpoint endpoint;

	/**
	 * Creates the extension.
	 * @param endpoint what it extends
	 */
	public CacheAsideEndpointWebExtension(CacheAsideEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * One cache, or one entry of it.
	 * @param security who asks
	 * @param cache the cache's name
	 * @param key the key, {@code null} for the whole cache
	 * @return the cache or the entry
	 */
	@ReadOperation
	public WebEndpointResponse<Object> cache(SecurityContext security, @Selector String cache, @Nullable String key) {
		return Refusal.answer(() -> this.endpoint.cache(cache, key, this.endpoint.values().to(security)));
	}

	/**
	 * Evicts a tag, or a pattern.
	 * @param tag the tag
	 * @param pattern the pattern
	 * @param dryRun whether to count only
	 * @return what came of it
	 */
	@DeleteOperation
	public WebEndpointResponse<Object> evictAll(@Nullable String tag, @Nullable String pattern,
			@Nullable Boolean dryRun) {
		return Refusal.answer(() -> this.endpoint.evictAll(tag, pattern, dryRun));
	}

	/**
	 * Evicts one entry, or clears a cache.
	 * @param cache the cache's name
	 * @param key the key
	 * @param all whether the whole cache is meant
	 * @param tag refused
	 * @param pattern refused
	 * @param dryRun whether to count only
	 * @return what came of it
	 */
	@DeleteOperation
	public WebEndpointResponse<Object> evict(@Selector String cache, @Nullable String key, @Nullable Boolean all,
			@Nullable String tag, @Nullable String pattern, @Nullable Boolean dryRun) {
		return within(cache, tag, pattern, () -> this.endpoint.evict(cache, key, all, dryRun));
	}

	/**
	 * Makes what bears a tag, or matches a pattern, due; or runs a warmer.
	 * @param tag the tag
	 * @param pattern the pattern
	 * @param warmer the warmer's name
	 * @param dryRun whether to count only
	 * @return what came of it
	 */
	@WriteOperation
	public WebEndpointResponse<Object> renew(@Nullable String tag, @Nullable String pattern, @Nullable String warmer,
			@Nullable Boolean dryRun) {
		return Refusal.answer(() -> this.endpoint.renew(tag, pattern, warmer, dryRun));
	}

	/**
	 * Makes one entry, or a whole cache, due.
	 * @param cache the cache's name
	 * @param key the key
	 * @param all whether the whole cache is meant
	 * @param tag refused
	 * @param pattern refused
	 * @param dryRun whether to count only
	 * @return what came of it
	 */
	@WriteOperation
	public WebEndpointResponse<Object> refresh(@Selector String cache, @Nullable String key, @Nullable Boolean all,
			@Nullable String tag, @Nullable String pattern, @Nullable Boolean dryRun) {
		return within(cache, tag, pattern, () -> this.endpoint.refresh(cache, key, all, dryRun));
	}

	private static WebEndpointResponse<Object> within(String cache, @Nullable String tag, @Nullable String pattern,
			Supplier<Object> operation) {
		if (tag == null && pattern == null) {
			return Refusal.answer(operation::get);
		}
		return new Refusal("A tag or a pattern is looked for in all caches: leave '/" + cache
				+ "' out of the path. A pattern may begin with '" + cache + ":'.")
			.answer();
	}

}
