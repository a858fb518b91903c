package io.cacheaside.local;

import java.util.concurrent.Executor;

import io.cacheaside.CacheSettings;
import io.cacheaside.LocalSettings;
import io.cacheaside.engine.LocalTier;
import io.cacheaside.engine.LocalTiers;
import io.cacheaside.engine.NoLocalTier;

/**
 * Makes a {@link CaffeineLocalTier} for each cache that keeps its entries in the process
 * too. Safe for use by many threads.
 */
public final class CaffeineLocalTiers implements LocalTiers {

	private final Executor maintenance;

	/** Creates tiers whose callers make room themselves, a few entries at a time. */
	public CaffeineLocalTiers() {
		this(Runnable::run);
	}

	/**
	 * Creates the tiers.
	 * @param maintenance makes room; each task is brief and never blocks
	 */
	public CaffeineLocalTiers(Executor maintenance) {
		this.maintenance = maintenance;
	}

	@Override
	public LocalTier create(CacheSettings settings) {
		LocalSettings local = settings.local();
		return (settings.enabled() && local.enabled()) ? new CaffeineLocalTier(local, this.maintenance)
				: new NoLocalTier();
	}

}
