package io.cacheaside.engine;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.cacheaside.CacheLayer;
import io.cacheaside.engine.Refresher.Due;
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

	private final Refresher refresher;

	RegionLookups(RegionParts parts, RegionReader reader, LoadFrames frames, Refresher refresher) {
		this.parts = parts;
		this.hits = refresher.hits();
		this.reader = reader;
		this.frames = frames;
		this.refresher = refresher;
	}

	/**
	 * Looks an entry up, and if it is due lets it be loaded anew.
	 */
	Lookup lookup(Due wanted, Refreshing refreshing) {
		LocalEntry entry = local(wanted, refreshing);
		return (entry != null) ? of(entry) : answered(wanted, Await.await(this.reader.first(wanted.key())), refreshing);
	}

	/**
	 * The same without waiting, except in a transaction and within a loader.
	 */
	CompletionStage<Lookup> lookupAsync(Due wanted, Refreshing refreshing) {
		if (this.frames.isLoading() || this.parts.coherence().transactions().began().isPresent()) {
			// What a transaction hides is known to its own thread only, and so is what a
			// loader asks for.
			return CompletableFuture.completedFuture(lookup(wanted, refreshing));
		}
		LocalEntry entry = local(wanted, refreshing);
		if (entry != null) {
			return CompletableFuture.completedFuture(of(entry));
		}
		// The thread that has the answer is not the caller's.
		Refreshing captured = captured(wanted, refreshing);
		return this.reader.first(wanted.key())
			.thenApplyAsync((reply) -> answered(wanted, reply, captured), this.parts.ports().executor());
	}

	private Refreshing captured(Due wanted, Refreshing refreshing) {
		try {
			return CapturedRefreshing.of(this.parts.ports().loads().context(), refreshing);
		}
		catch (RuntimeException ex) {
			this.parts.observer()
				.warn("Cache '{}': {} cannot be refreshed without the context of its caller: {}",
						wanted.key().logical(), ex.toString());
			return Refreshing.NONE;
		}
	}

	/**
	 * The same in this process only.
	 */
	@Nullable LocalEntry local(Due wanted, Refreshing refreshing) {
		return this.refresher.local(wanted, refreshing);
	}

	private Lookup answered(Due wanted, Reply reply, Refreshing refreshing) {
		Found found = this.reader.interpret(wanted, reply);
		if (found.timing().due()) {
			this.refresher.refresh(wanted, refreshing);
		}
		this.refresher.watch().met(wanted, found, refreshing);
		return answered(wanted.key(), found);
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
		Iterator<Found> found = this.reader.interpretAll(missing, type, Await.await(this.reader.remote(missing)))
			.iterator();
		List<Lookup> all = new ArrayList<>(keys.size());
		for (int i = 0; i < keys.size(); i++) {
			Lookup hit = local.get(i);
			CacheKey key = keys.get(i);
			all.add((hit != null) ? hit : answered(key, found.next()));
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
