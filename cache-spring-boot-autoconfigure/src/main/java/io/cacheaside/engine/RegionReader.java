package io.cacheaside.engine;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.cacheaside.CacheLayer;
import io.cacheaside.CacheSettings;
import io.cacheaside.key.CacheKey;

/**
 * The reads of one cache: the local tier, then the remote one, then what the bytes mean.
 * Nothing here fails because of the remote tier.
 */
final class RegionReader {

	private final CacheEngine engine;

	private final CacheSettings settings;

	private final EntryCodec entries;

	private final EnginePorts ports;

	private final RegionObserver observer;

	RegionReader(CacheEngine engine, CacheSettings settings, EntryCodec entries, EnginePorts ports,
			RegionObserver observer) {
		this.engine = engine;
		this.settings = settings;
		this.entries = entries;
		this.ports = ports;
		this.observer = observer;
	}

	Lookup lookup(CacheKey key, Type type) {
		if (!this.settings.enabled()) {
			return Lookup.BYPASS;
		}
		Lookup local = readLocal(key);
		if (local != null) {
			return this.observer.answered(key, local);
		}
		if (!this.engine.isRemoteTrusted()) {
			return this.observer.answered(key, Lookup.BYPASS);
		}
		try {
			return this.observer.answered(key, interpret(key, Await.await(fetch(key)), type));
		}
		catch (RuntimeException ex) {
			this.observer.failed(CacheOperation.GET, ex);
			return this.observer.answered(key, Lookup.BYPASS);
		}
	}

	CompletionStage<Lookup> lookupAsync(CacheKey key, Type type) {
		if (!this.settings.enabled()) {
			return CompletableFuture.completedFuture(Lookup.BYPASS);
		}
		Lookup local = readLocal(key);
		if (local != null) {
			return CompletableFuture.completedFuture(this.observer.answered(key, local));
		}
		if (!this.engine.isRemoteTrusted()) {
			return CompletableFuture.completedFuture(this.observer.answered(key, Lookup.BYPASS));
		}
		return fetch(key).handleAsync((found, failure) -> {
			if (failure != null) {
				this.observer.failed(CacheOperation.GET, failure);
				return this.observer.answered(key, Lookup.BYPASS);
			}
			return this.observer.answered(key, interpret(key, found, type));
		}, this.ports.executor());
	}

	List<Lookup> lookupAll(List<CacheKey> keys, Type type) {
		if (!this.settings.enabled()) {
			return Collections.nCopies(keys.size(), Lookup.BYPASS);
		}
		List<Optional<byte[]>> found = List.of();
		boolean asked = false;
		if (!keys.isEmpty() && this.engine.isRemoteTrusted()) {
			try {
				found = Await
					.await(this.observer.timed(CacheOperation.GET_ALL, () -> this.ports.remote().readAll(keys)));
				asked = true;
			}
			catch (RuntimeException ex) {
				this.observer.failed(CacheOperation.GET_ALL, ex);
			}
		}
		List<Lookup> lookups = new ArrayList<>(keys.size());
		for (int i = 0; i < keys.size(); i++) {
			Lookup lookup = asked ? interpret(keys.get(i), found.get(i), type) : Lookup.BYPASS;
			lookups.add(this.observer.answered(keys.get(i), lookup));
		}
		return lookups;
	}

	Lookup interpret(CacheKey key, Optional<byte[]> found, Type type) {
		return found.isPresent() ? this.entries.decode(key, found.get(), type, this.observer) : Lookup.MISS;
	}

	private Lookup.@Nullable Hit readLocal(CacheKey key) {
		LocalEntry entry = this.ports.local().get(key);
		return (entry != null) ? new Lookup.Hit(entry.value(), CacheLayer.LOCAL) : null;
	}

	private CompletionStage<Optional<byte[]>> fetch(CacheKey key) {
		return this.observer.timed(CacheOperation.GET, () -> this.ports.remote().read(key));
	}

}
