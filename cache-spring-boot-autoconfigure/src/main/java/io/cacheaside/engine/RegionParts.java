package io.cacheaside.engine;

import io.cacheaside.CacheSettings;

/**
 * What the parts of one cache share.
 *
 * @param settings its settings
 * @param entries between its values and the bytes of their entries
 * @param ports what the engine stands on
 * @param coherence what this node knows of the invalidation log
 * @param observer counts, times and records
 * @param local its entries in this process
 * @param expired some of those whose time was found to be over
 */
record RegionParts(CacheSettings settings, EntryCodec entries, EnginePorts ports, Coherence coherence,
		RegionObserver observer, LocalTier local, ExpiredKeys expired) {
}
