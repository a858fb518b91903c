package io.cacheaside.metrics;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

import io.cacheaside.CacheLayer;
import io.cacheaside.engine.CacheRegion;
import io.cacheaside.engine.EngineListener;
import io.cacheaside.engine.RemoteMemory;
import io.cacheaside.engine.RemoteSampler;

/**
 * How much room each cache takes in Redis, and how much there is. What this node does not
 * know is not a number.
 */
public final class RemoteMeters implements EngineListener {

	private final PolledMeters<Optional<RemoteSampler>> meters;

	/**
	 * Registers what belongs to no cache.
	 * @param registry where the meters go
	 * @param sampler knows the figures; not asked for before they are read, and empty as
	 * long as there is none
	 */
	public RemoteMeters(MeterRegistry registry, Supplier<Optional<RemoteSampler>> sampler) {
		this.meters = new PolledMeters<>(registry, sampler);
		this.meters.gauge(CacheMeter.REMOTE_MEMORY_USED, Tags.empty(), memory(RemoteMemory::usedBytes));
		this.meters.gauge(CacheMeter.REMOTE_MEMORY_LIMIT, Tags.empty(), memory(RemoteMemory::limitBytes));
		this.meters.gauge(CacheMeter.REMOTE_MEMORY_SHARE, Tags.empty(), memory(RemoteMeters::share));
		this.meters.count(CacheMeter.REMOTE_EVICTIONS, Tags.empty(),
				(known) -> known.map(RemoteSampler::evictedKeys).orElse(0L));
	}

	@Override
	public void cacheCreated(CacheRegion cache) {
		if (cache.settings().enabled()) {
			String name = cache.settings().name();
			Tags tags = Tags.of("cache", name);
			this.meters.gauge(CacheMeter.SIZE_BYTES, tags.and("cache_layer", CacheLayer.REMOTE.label()),
					known((sampler) -> sampler.bytes(name)));
			this.meters.gauge(CacheMeter.REMOTE_ENTRIES, tags, known((sampler) -> sampler.entries(name)));
		}
	}

	private static ToDoubleFunction<Optional<RemoteSampler>> memory(ToDoubleFunction<RemoteMemory> figure) {
		return (sampler) -> sampler.flatMap(RemoteSampler::memory).map(figure::applyAsDouble).orElse(Double.NaN);
	}

	private static ToDoubleFunction<Optional<RemoteSampler>> known(ToDoubleFunction<RemoteSampler> figure) {
		return (sampler) -> sampler.map(figure::applyAsDouble).orElse(Double.NaN);
	}

	private static double share(RemoteMemory memory) {
		return (memory.fullest() > 0) ? memory.fullest() : Double.NaN;
	}

}
