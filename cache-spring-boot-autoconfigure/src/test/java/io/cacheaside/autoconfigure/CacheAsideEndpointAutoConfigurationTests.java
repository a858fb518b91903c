package io.cacheaside.autoconfigure;

import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.cacheaside.actuate.CacheAsideEndpoint;
import io.cacheaside.actuate.CacheAsideEndpointWebExtension;
import io.cacheaside.actuate.CacheLogEndpoint;
import io.cacheaside.testing.RedisContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/** When the endpoints are there. */
class CacheAsideEndpointAutoConfigurationTests {

	private static final String EXPOSED = "management.endpoints.web.exposure.include=cacheaside,cacheasidelog";

	private final ApplicationContextRunner runner = RedisContextRunner.onEmptyRedis()
		.withConfiguration(
				AutoConfigurations.of(CacheAsideEndpointAutoConfiguration.class, EndpointAutoConfiguration.class));

	@Test
	void endpointsAreThereOnceTheyAreExposed() {
		this.runner.withPropertyValues(EXPOSED)
			.run((context) -> assertThat(context).hasSingleBean(CacheAsideEndpoint.class)
				.hasSingleBean(CacheAsideEndpointWebExtension.class)
				.hasSingleBean(CacheLogEndpoint.class));
	}

	@Test
	void eachIsExposedByItself() {
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=cacheasidelog")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(CacheAsideEndpoint.class)
				.doesNotHaveBean(CacheAsideEndpointWebExtension.class)
				.hasSingleBean(CacheLogEndpoint.class));
	}

	@Test
	void nothingIsThereUnlessItIsExposed() {
		this.runner.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(CacheAsideEndpoint.class)
			.doesNotHaveBean(CacheLogEndpoint.class));
	}

	@Test
	void nothingIsThereWhereCachingIsOff() {
		this.runner.withPropertyValues(EXPOSED, "cacheaside.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(CacheAsideEndpoint.class)
				.doesNotHaveBean(CacheLogEndpoint.class));
	}

	@Test
	void applicationStartsWithoutActuator() {
		RedisContextRunner.onEmptyRedis()
			.withConfiguration(AutoConfigurations.of(CacheAsideEndpointAutoConfiguration.class))
			.withPropertyValues(EXPOSED)
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("cacheAsideEndpoint"));
	}

}
