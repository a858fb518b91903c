package io.cacheaside.engine;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.cacheaside.CacheLayer;
import io.cacheaside.engine.RegionReader.Found;
import io.cacheaside.engine.RegionReader.Reply;
import io.cacheaside.key.CacheKey;

/**
 * Look-ups of one cache without a load: this process first, then the remote tier. Each is
 * counted as one hit or one miss, and told to the loader that it is made from. Safe for
 * use by many threads; nothing here fails.
 */
final class RegionLookups {

	private final RegionParts parts;

	private final LocalHits hits;

	private final RegionReader reader;

	private final LoadFrames frames;

	RegionLookups(RegionParts parts, LocalHits hits, RegionReader reader, LoadFrames frames) {
		this.parts = parts;
		this.hits = hits;
		this.reader = reader;
		this.frames = frames;
	}

	Lookup lookup(CacheKey key, Object localKey, Type type) {
		LocalEntry entry = this.hits.findAny(localKey, type);
		return (entry != null) ? of(entry)
				: answered(key, this.reader.interpret(key, localKey, type, Await.await(this.reader.remote(key))));
	}

	CompletionStage<Lookup> lookupAsync(CacheKey key, Object localKey, Type type) {
		if (this.parts.coherence().transactions().began().isPresent()) {
			// What a transaction hides is known to its own thread only.
			return CompletableFuture.completedFuture(lookup(key, localKey, type));
		}
		LocalEntry entry = this.hits.findAny(localKey, type);
		if (entry != null) {
			return CompletableFuture.completedFuture(of(entry));
		}
		return this.reader.remote(key)
			.thenApplyAsync((reply) -> answered(key, this.reader.interpret(key, localKey, type, reply)),
					this.parts.ports().executor());
	}

	List<Lookup> lookupAll(List<CacheKey> keys, Type type) {
		List<@Nullable Lookup> local = new ArrayList<>(keys.size());
		List<CacheKey> missing = new ArrayList<>();
		for (CacheKey key : keys) {
			LocalEntry entry = this.hits.findAny(key, type);
			local.add((entry != null) ? of(entry) : null);
			if (entry == null) {
				missing.add(key);
			}
		}
		List<Reply> replies = Await.await(this.reader.remote(missing));
		List<Lookup> all = new ArrayList<>(keys.size());
		int next = 0;
		for (int i = 0; i < keys.size(); i++) {
			Lookup hit = local.get(i);
			CacheKey key = keys.get(i);
			all.add((hit != null) ? hit : answered(key, this.reader.interpret(key, key, type, replies.get(next++))));
		}
		return all;
	}

	/** A hit in this process, which is counted already. */
	Lookup of(LocalEntry entry) {
		return new Lookup.Hit(this.hits.valueOf(entry), CacheLayer.LOCAL);
	}

	/** Counts what was found. */
	Lookup answered(CacheKey key, Found found) {
		if (found.lookup() instanceof Lookup.Hit) {
			this.frames.used(key.cacheName(), found.subject());
		}
		return this.parts.observer().answered(key, found.lookup());
	}

}
