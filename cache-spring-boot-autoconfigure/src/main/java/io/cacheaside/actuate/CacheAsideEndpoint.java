package io.cacheaside.actuate;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.engine.Await;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.CacheRegion;
import io.cacheaside.key.CacheKey;

/**
 * The caches as operations staff look at them and mend them. Reading is switched by
 * {@code management.endpoint.cacheaside.access}, which allows no more than that unless it
 * says {@code unrestricted}. Shows keys and tags; payloads only where
 * {@code management.endpoint.cacheaside.show-values} allows it.
 *
 * What cannot be meant is refused with a sentence. Over the web
 * {@link CacheAsideEndpointWebExtension} takes the place of what has another answer
 * there.
 */
@Endpoint(id = "cacheaside", defaultAccess = Access.READ_ONLY)
public final class CacheAsideEndpoint {

	private final CacheEngine engine;

	private final SettingSources sources;

	private final Warmers warmers;

	private final ShownValues values;

	private final Invalidating invalidating;

	/**
	 * Creates the endpoint.
	 * @param engine the engine
	 * @param sources tells where settings come from
	 * @param warmers runs warmers
	 * @param values who is shown the values of entries
	 */
	public CacheAsideEndpoint(CacheEngine engine, SettingSources sources, Warmers warmers, ShownValues values) {
		this.engine = engine;
		this.sources = sources;
		this.warmers = warmers;
		this.values = values;
		this.invalidating = new Invalidating(engine);
	}

	/**
	 * All caches, and how this node stands.
	 * @return the overview
	 */
	@ReadOperation
	public CachesDescriptor caches() {
		return CachesDescriptor.of(this.engine, this.warmers.names());
	}

	/**
	 * One cache, or one entry of it.
	 * @param cache the cache's name
	 * @param key the key, with the cache's name in front or without; {@code null} for the
	 * whole cache
	 * @return settings, statistics and hottest keys, or the entry; {@code null} if there
	 * is no such cache
	 */
	@ReadOperation
	public @Nullable OperationResponseBody cache(@Selector String cache, @Nullable String key) {
		return cache(cache, key, this.values.toOperators());
	}

	@Nullable OperationResponseBody cache(String cache, @Nullable String key, PayloadView payload) {
		CacheRegion region = region(cache).orElse(null);
		if (region == null) {
			return null;
		}
		return (key != null)
				? EntryDescriptor.of(Await.await(this.engine.inspection().entry(region, key(region, key))), payload)
				: CacheDescriptor.of(region, this.sources);
	}

	ShownValues values() {
		return this.values;
	}

	/**
	 * Evicts a tag, or a pattern.
	 * @param tag the tag
	 * @param pattern the pattern
	 * @param dryRun whether to count only
	 * @return what came of it
	 */
	@DeleteOperation
	public InvalidationOutcome evictAll(@Nullable String tag, @Nullable String pattern, @Nullable Boolean dryRun) {
		return this.invalidating.run(Invalidating.target(tag, pattern), dryRun);
	}

	/**
	 * Evicts one entry, or clears a cache.
	 * @param cache the cache's name
	 * @param key the key, with the cache's name in front or without
	 * @param all whether the whole cache is meant; said in as many words, so that nothing
	 * is cleared by a mistake in writing
	 * @param dryRun whether to count only
	 * @return what came of it
	 */
	@DeleteOperation
	public InvalidationOutcome evict(@Selector String cache, @Nullable String key, @Nullable Boolean all,
			@Nullable Boolean dryRun) {
		return this.invalidating.run(target(cache, key, all), dryRun);
	}

	/**
	 * Makes what bears a tag, or matches a pattern, due: it is served until the next call
	 * that meets it has loaded it anew. Or runs a warmer.
	 * @param tag the tag
	 * @param pattern the pattern
	 * @param warmer the warmer's name
	 * @param dryRun whether to count only; a warmer is not run then
	 * @return what came of it
	 */
	@WriteOperation
	public OperationResponseBody renew(@Nullable String tag, @Nullable String pattern, @Nullable String warmer,
			@Nullable Boolean dryRun) {
		if (warmer == null) {
			return this.invalidating.run(Invalidating.target(tag, pattern).soft(), dryRun);
		}
		if (tag != null || pattern != null) {
			throw Invalidating.refused("Name either a warmer, a tag or a pattern.");
		}
		if (!this.warmers.names().contains(warmer)) {
			throw Invalidating
				.refused("There is no cache warmer '" + warmer + "'. There are: " + this.warmers.names() + ".");
		}
		boolean begun = !Boolean.TRUE.equals(dryRun) && this.warmers.run(warmer);
		return new WarmingOutcome(warmer, begun);
	}

	/**
	 * Makes one entry, or a whole cache, due: it is served until the next call that meets
	 * it has loaded it anew.
	 * @param cache the cache's name
	 * @param key the key, with the cache's name in front or without
	 * @param all whether the whole cache is meant
	 * @param dryRun whether to count only
	 * @return what came of it
	 */
	@WriteOperation
	public InvalidationOutcome refresh(@Selector String cache, @Nullable String key, @Nullable Boolean all,
			@Nullable Boolean dryRun) {
		return this.invalidating.run(target(cache, key, all).soft(), dryRun);
	}

	private InvalidationTarget target(String cache, @Nullable String key, @Nullable Boolean all) {
		CacheRegion region = region(cache)
			.orElseThrow(() -> Invalidating.refused("There is no cache '" + cache + "' in use on this node."));
		boolean whole = Boolean.TRUE.equals(all);
		if (whole == (key != null)) {
			throw Invalidating.refused("Name either a key of '" + cache + "', or all=true for the whole cache.");
		}
		return (key != null) ? target(key(region, key)) : new InvalidationTarget.WholeCache(cache);
	}

	private static InvalidationTarget target(CacheKey key) {
		return new InvalidationTarget.Key(key.cacheName(), key.logical());
	}

	/** A logical key, with the cache's name in front of it or without. */
	private static CacheKey key(CacheRegion region, String text) {
		String prefix = name(region) + ":";
		if (text.isBlank()) {
			throw Invalidating.refused("Name a key.");
		}
		return new CacheKey(name(region), text.startsWith(prefix) ? text : prefix + text);
	}

	/** Never one that is made because somebody asks. */
	private Optional<CacheRegion> region(String cache) {
		return this.engine.regions().stream().filter((region) -> name(region).equals(cache)).findFirst();
	}

	private static String name(CacheRegion region) {
		return region.settings().name();
	}

	/**
	 * What came of running a warmer.
	 *
	 * @param warmer its name
	 * @param begun whether it was begun by this; how it goes is logged
	 */
	public record WarmingOutcome(String warmer, boolean begun) implements OperationResponseBody {

	}

}
