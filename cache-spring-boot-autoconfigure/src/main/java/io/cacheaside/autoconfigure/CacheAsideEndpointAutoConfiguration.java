package io.cacheaside.autoconfigure;

import java.util.List;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;

import io.cacheaside.actuate.CacheAsideEndpoint;
import io.cacheaside.actuate.CacheAsideEndpointWebExtension;
import io.cacheaside.actuate.CacheLogEndpoint;
import io.cacheaside.actuate.ShownValues;
import io.cacheaside.actuate.Warmers;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.interceptor.OperationSource;
import io.cacheaside.warmup.WarmupRunner;

/** Auto-configuration of the endpoints {@code cacheaside} and {@code cacheasidelog}. */
@AutoConfiguration(after = CacheAsideAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean(CacheEngine.class)
@ConditionalOnCaching
@EnableConfigurationProperties(CacheAsideEndpointProperties.class)
public final class CacheAsideEndpointAutoConfiguration {

	@Bean
	@ConditionalOnAvailableEndpoint
	CacheAsideEndpoint cacheAsideEndpoint(CacheEngine engine, OperationSource operations,
			ConfigurableEnvironment environment, ObjectProvider<WarmupRunner> runner, ShownValues values) {
		return new CacheAsideEndpoint(engine, new SettingOrigins(environment, operations), new Warmers() {

			@Override
			public List<String> names() {
				return runner.getObject().names();
			}

			@Override
			public boolean run(String name) {
				return runner.getObject().run(name);
			}

		}, values);
	}

	@Bean
	@ConditionalOnAvailableEndpoint(CacheAsideEndpoint.class)
	ShownValues cacheAsideShownValues(CacheAsideEndpointProperties properties,
			ObjectProvider<SanitizingFunction> sanitizing) {
		return new ShownValues(properties.showValues(), properties.roles(), sanitizing.orderedStream().toList());
	}

	@Bean
	@ConditionalOnBean(CacheAsideEndpoint.class)
	@ConditionalOnAvailableEndpoint(CacheAsideEndpoint.class)
	CacheAsideEndpointWebExtension cacheAsideEndpointWebExtension(CacheAsideEndpoint endpoint) {
		return new CacheAsideEndpointWebExtension(endpoint);
	}

	@Bean
	@ConditionalOnAvailableEndpoint
	CacheLogEndpoint cacheAsideLogEndpoint(CacheEngine engine) {
		return new CacheLogEndpoint(engine);
	}

}
