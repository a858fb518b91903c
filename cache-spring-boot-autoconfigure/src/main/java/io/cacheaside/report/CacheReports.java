package io.cacheaside.report;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.cacheaside.CacheSettings;
import io.cacheaside.LocalSettings;
import io.cacheaside.engine.Await;
import io.cacheaside.engine.CacheRegion;
import io.cacheaside.engine.CacheStatistics;
import io.cacheaside.engine.MissReason;
import io.cacheaside.engine.RemoteInspection;
import io.cacheaside.engine.RemoteSample;
import io.cacheaside.engine.use.UsedKeys;

/**
 * Reports on the caches that exist. Reads counters, compresses a few values, and waits
 * for the remote tier to tell of some keys, no longer than that may take. Safe for use by
 * many threads.
 */
public final class CacheReports {

	/** How many keys of the server are looked at for a report. */
	private static final int SAMPLED = 1_000;

	/** None of the keys was looked at. */
	private static final RemoteSample UNKNOWN = new RemoteSample(Map.of(), 0, 1);

	private final Supplier<Collection<CacheRegion>> caches;

	private final ReportListener listener;

	private final RemoteInspection remote;

	/**
	 * Creates the reports.
	 * @param caches the caches that exist
	 * @param listener what has heard of them from the beginning
	 * @param remote tells what the entries of a cache take in the remote tier
	 */
	public CacheReports(Supplier<Collection<CacheRegion>> caches, ReportListener listener, RemoteInspection remote) {
		this.caches = caches;
		this.listener = listener;
		this.remote = remote;
	}

	/**
	 * Reports on every cache that is not switched off.
	 * @return the reports by the names of the caches
	 */
	public List<CacheReport> all() {
		Map<String, CacheRegion> enabled = this.caches.get()
			.stream()
			.filter((cache) -> cache.settings().enabled())
			.collect(Collectors.toMap((cache) -> cache.settings().name(), (cache) -> cache, (one, other) -> one,
					TreeMap::new));
		RemoteSample sample = sample(enabled.keySet());
		return enabled.values().stream().map((cache) -> CacheReport.of(use(cache, sample))).toList();
	}

	/** What is in the remote tier; nothing is known of it if that does not answer. */
	private RemoteSample sample(Set<String> names) {
		try {
			return Await.await(this.remote.sample(SAMPLED, names));
		}
		catch (RuntimeException ex) {
			return UNKNOWN;
		}
	}

	private CacheUse use(CacheRegion cache, RemoteSample sample) {
		CacheSettings settings = cache.settings();
		LocalSettings local = settings.local();
		UsedKeys keys = cache.uses().seen();
		double remote = sample.bytes(settings.name());
		CacheUse.Memory memory = new CacheUse.Memory(cache.local().size(), cache.local().bytes(),
				Double.isNaN(remote) ? null : Math.round(remote));
		return new CacheUse(settings.name(),
				new CacheUse.Setup(local.enabled(), local.maximumEntries(), local.maximumSizeBytes(),
						settings.ttl().atMost(settings.maxTtl()), settings.maxTtl()),
				calls(cache), this.listener.timesOf(settings.name()).soFar(), keys, memory,
				Compression.share(cache.uses().payloads()));
	}

	private static CacheUse.Calls calls(CacheRegion cache) {
		CacheStatistics statistics = cache.statistics();
		Map<MissReason, Long> misses = Arrays.stream(MissReason.values())
			.collect(Collectors.toMap((reason) -> reason, statistics::misses));
		return new CacheUse.Calls(statistics.localHits(), statistics.remoteHits(), misses, statistics.puts(),
				cache.local().evictions());
	}

}
