package io.cacheaside.engine;

import java.util.Collection;
import java.util.function.LongSupplier;

import io.cacheaside.engine.log.LocalPurge;
import io.cacheaside.engine.marker.MarkerIndex;

/**
 * Rids all local tiers of a node of what must not be served any more.
 *
 * @param regions the caches, which may become more
 * @param index what is known to be invalidated
 * @param nanoClock the engine's clock
 */
record LocalTierPurge(Collection<CacheRegion> regions, MarkerIndex index,
		LongSupplier nanoClock) implements LocalPurge {

	@Override
	public void clear() {
		this.regions.forEach((region) -> region.local().clear());
	}

	@Override
	public void removeStale(long drops) {
		for (CacheRegion region : this.regions) {
			region.local().removeIf((entry) -> isStale(entry, drops));
		}
	}

	private boolean isStale(LocalEntry entry, long drops) {
		if (this.index.isStale(entry.subject(), entry.position())) {
			return true;
		}
		if (this.index.isDue(entry.subject(), entry.position())) {
			entry.makeDue(this.nanoClock.getAsLong());
		}
		entry.checkedDrops(drops);
		return false;
	}

}
