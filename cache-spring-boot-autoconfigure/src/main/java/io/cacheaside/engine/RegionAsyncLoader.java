package io.cacheaside.engine;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.cacheaside.PutOptions;
import io.cacheaside.engine.PendingLoad.Loaded;
import io.cacheaside.engine.Refresher.Claim;
import io.cacheaside.engine.Refresher.Due;
import io.cacheaside.engine.marker.Subject;

/**
 * Loads of one cache whose values come later. The slot is leased before the source is
 * asked, and the lease is kept until the value is there.
 */
final class RegionAsyncLoader {

	private final RegionParts parts;

	private final RegionStore store;

	private final LoadRunner runner;

	private final LoadFrames frames;

	private final Refresher refresher;

	RegionAsyncLoader(RegionParts parts, RegionStore store, LoadRunner runner, Refresher refresher) {
		this.refresher = refresher;
		this.parts = parts;
		this.store = store;
		this.runner = runner;
		this.frames = runner.frames();
	}

	/**
	 * Begins a load, on this thread unless it has to wait for its place.
	 * @return the value, when it is loaded and, if it is stored, Redis has it;
	 * {@code null} if the loader returned no stage at once
	 */
	@Nullable CompletionStage<@Nullable Object> load(PendingLoad load, EntryPolicy policy, AsyncLoader loader) throws Throwable {
		Running running = running(load, policy, loader, this.runner.place());
		CompletableFuture<Void> place = running.place().had();
		if (!place.isDone() && this.runner.isInTransaction()) {
			Await.await(place);
		}
		return place.isDone() ? begin(running) : beginLater(running);
	}

	/**
	 * Loads anew what is due, as part of a refresh, which has a place.
	 * @return completes when the value is stored; {@code null} if there is nothing to do
	 */
	@Nullable CompletionStage<?> refresh(Due due, EntryPolicy policy, AsyncLoader loader, Refresh refresh) throws Throwable {
		Comparison comparison = refresh.comparison();
		if (comparison != null) {
			CompletionStage<@Nullable Object> fresh = this.frames.within(loader::load);
			return (fresh != null) ? fresh.thenAccept((value) -> comparison.loaded(value, policy.type())) : null;
		}
		Claim claim = this.refresher.claim(due, refresh);
		if (claim == null) {
			return null;
		}
		CompletionStage<?> later = null;
		this.frames.hold();
		try {
			later = begin(running(claim.load(), policy, loader, LoadRunner.Place.HAD));
		}
		finally {
			this.frames.letGo();
			if (later == null) {
				this.refresher.ended(refresh, false);
			}
		}
		return (later != null) ? later.whenComplete((value, failure) -> this.refresher.ended(refresh, failure == null))
				: null;
	}

	private Running running(PendingLoad load, EntryPolicy policy, AsyncLoader loader, LoadRunner.Place place) {
		return new Running(load, policy, loader, place, (load.lease() != null)
				? new LeaseRenewal(this.parts.ports(), this.parts.coherence(), load.lease(), load.start()) : null);
	}

	private CompletionStage<@Nullable Object> beginLater(Running running) {
		CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
		Runnable begin = this.parts.ports().loads().context().captured(() -> {
			try {
				CompletionStage<@Nullable Object> stage = begin(running);
				if (stage == null) {
					result.complete(null);
					return;
				}
				stage.whenComplete((value, failure) -> {
					if (failure != null) {
						result.completeExceptionally(Await.unwrap(failure));
					}
					else {
						result.complete(value);
					}
				});
			}
			catch (Throwable ex) {
				result.completeExceptionally(ex);
			}
		});
		running.place().had().thenRunAsync(begin, this.parts.ports().executor()).exceptionally((failure) -> {
			// The application stops.
			running.place().leave().run();
			abandon(running);
			result.completeExceptionally(Await.unwrap(failure));
			return null;
		});
		return result;
	}

	private @Nullable CompletionStage<@Nullable Object> begin(Running running) throws Throwable {
		RegionObserver.ObservedLoad observed = this.parts.observer().loadBegins();
		Throwable problem = null;
		PendingLoad load = running.load();
		CompletionStage<@Nullable Object> loading = null;
		Set<String> dependencies;
		try (LoadFrames.Frame frame = this.frames.begin()) {
			loading = running.loader().load();
			dependencies = frame.dependencies();
		}
		catch (Throwable ex) {
			problem = ex;
			throw ex;
		}
		finally {
			observed.left();
			if (loading == null) {
				running.place().leave().run();
				observed.ended((problem != null) ? problem : new IllegalStateException("The loader returned no stage"));
				abandon(running);
			}
		}
		if (loading == null) {
			return null;
		}
		// Its own tags are not known yet; what it was built from is.
		this.frames.used(this.parts.settings().name(), new Subject(load.key().logical(), List.copyOf(dependencies)));
		return loading.whenComplete((value, failure) -> {
			running.place().leave().run();
			observed.ended((failure != null) ? Await.unwrap(failure) : null);
		})
			.thenCompose((value) -> store(load, new Loaded(value, observed.nanos(), dependencies), running.policy()))
			.whenComplete((value, failure) -> {
				if (failure != null) {
					abandon(running);
				}
				else if (running.renewal() != null) {
					running.renewal().close();
				}
			});
	}

	private CompletionStage<@Nullable Object> store(PendingLoad load, Loaded loaded, EntryPolicy policy) {
		Optional<PutOptions> options = policy.optionsFor(loaded.value());
		return this.store.store(load, loaded, policy, options).thenApply((stored) -> loaded.value());
	}

	private void abandon(Running running) {
		if (running.renewal() != null) {
			running.renewal().close();
		}
		this.store.release(running.load());
	}

	private record Running(PendingLoad load, EntryPolicy policy, AsyncLoader loader, LoadRunner.Place place,
			@Nullable LeaseRenewal renewal) {
	}

}
