package io.cacheaside.autoconfigure;

import java.util.Map;
import java.util.stream.Collectors;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

import io.cacheaside.actuate.WriteBehindEndpoint;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.queue.WriteQueue;
import io.cacheaside.write.BehindCache;

/** Auto-configuration of the endpoint {@code cacheasidewrites}. */
@AutoConfiguration(after = CacheAsideAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean(BehindWriters.class)
@ConditionalOnAvailableEndpoint(WriteBehindEndpoint.class)
public final class CacheAsideWriteBehindEndpointAutoConfiguration {

	@Bean
	WriteBehindEndpoint cacheAsideWriteBehindEndpoint(BehindWriters writers, CacheEngine engine) {
		return new WriteBehindEndpoint(() -> writers.caches()
			.entrySet()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, (cache) -> queue(cache.getValue()))), engine);
	}

	private static WriteQueue queue(BehindCache cache) {
		return cache.queue();
	}

}
