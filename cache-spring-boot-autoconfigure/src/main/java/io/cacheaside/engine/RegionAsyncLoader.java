package io.cacheaside.engine;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.cacheaside.PutOptions;
import io.cacheaside.engine.PendingLoad.Loaded;
import io.cacheaside.engine.marker.Subject;

/**
 * Loads of one cache whose values come later. The slot is leased before the source is
 * asked, and the lease is kept until the value is there.
 */
final class RegionAsyncLoader {

	private final RegionParts parts;

	private final RegionStore store;

	private final LoadFrames frames;

	RegionAsyncLoader(RegionParts parts, RegionStore store, LoadFrames frames) {
		this.parts = parts;
		this.store = store;
		this.frames = frames;
	}

	/**
	 * Begins a load on this thread.
	 * @return the value, when it is loaded and, if it is stored, Redis has it;
	 * {@code null} if the loader returned no stage
	 */
	@Nullable CompletionStage<@Nullable Object> load(PendingLoad load, EntryPolicy policy, AsyncLoader loader) throws Throwable {
		long began = this.parts.observer().now();
		LeaseRenewal renewal = (load.lease() != null)
				? new LeaseRenewal(this.parts.ports(), this.parts.coherence(), load.lease(), load.start()) : null;
		CompletionStage<@Nullable Object> loading = null;
		Set<String> dependencies;
		try (LoadFrames.Frame frame = this.frames.begin()) {
			loading = loader.load();
			dependencies = frame.dependencies();
		}
		finally {
			if (loading == null) {
				this.parts.observer().loadEnded(began, false);
				abandon(load, renewal);
			}
		}
		if (loading == null) {
			return null;
		}
		// Its own tags are not known yet; what it was built from is.
		this.frames.used(this.parts.settings().name(), new Subject(load.key().logical(), List.copyOf(dependencies)));
		return loading.whenComplete((value, failure) -> this.parts.observer().loadEnded(began, failure == null))
			.thenCompose((value) -> store(load, new Loaded(value, this.parts.observer().now() - began, dependencies),
					policy))
			.whenComplete((value, failure) -> {
				if (failure != null) {
					abandon(load, renewal);
				}
				else if (renewal != null) {
					renewal.close();
				}
			});
	}

	private CompletionStage<@Nullable Object> store(PendingLoad load, Loaded loaded, EntryPolicy policy) {
		Optional<PutOptions> options = policy.optionsFor(loaded.value());
		return this.store.store(load, loaded, policy, options).thenApply((stored) -> loaded.value());
	}

	private void abandon(PendingLoad load, @Nullable LeaseRenewal renewal) {
		if (renewal != null) {
			renewal.close();
		}
		this.store.release(load);
	}

}
