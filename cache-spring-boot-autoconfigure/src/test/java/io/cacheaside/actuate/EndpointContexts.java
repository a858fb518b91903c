package io.cacheaside.actuate;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jackson.JacksonEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jmx.JmxEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementContextAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.jmx.JmxAutoConfiguration;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.servlet.autoconfigure.actuate.web.ServletManagementContextAutoConfiguration;
import org.springframework.boot.test.context.assertj.ApplicationContextAssertProvider;
import org.springframework.boot.test.context.runner.AbstractApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

import io.cacheaside.autoconfigure.CacheAsideAutoConfiguration;
import io.cacheaside.autoconfigure.CacheAsideEndpointAutoConfiguration;
import io.cacheaside.testing.RedisContextRunner;
import io.cacheaside.testing.TestRedis;

/** Web applications with actuator and caches on the shared Redis. */
public final class EndpointContexts {

	private EndpointContexts() {
	}

	/**
	 * A runner whose application exposes our endpoints over HTTP and JMX.
	 * @return the runner, on an empty Redis
	 */
	public static WebApplicationContextRunner onEmptyRedis() {
		return ofAnyStack(new WebApplicationContextRunner()).withConfiguration(AutoConfigurations.of(
				HttpMessageConvertersAutoConfiguration.class, DispatcherServletAutoConfiguration.class,
				WebMvcAutoConfiguration.class, ServletManagementContextAutoConfiguration.class));
	}

	/**
	 * Adds what does not depend on how the application serves HTTP.
	 * @param runner the runner of one stack
	 * @param <S> its type
	 * @param <C> its contexts
	 * @param <A> its assertions
	 * @return the runner, on an empty Redis
	 */
	static <S extends AbstractApplicationContextRunner<S, C, A>, C extends ConfigurableApplicationContext, A extends ApplicationContextAssertProvider<C>> S ofAnyStack(
			S runner) {
		TestRedis redis = TestRedis.shared();
		redis.flushAll();
		return runner
			// As SpringApplication does: names of enums are lenient.
			.withInitializer(
					(context) -> context.getEnvironment().setConversionService(new ApplicationConversionService()))
			.withConfiguration(AutoConfigurations.of(PropertyPlaceholderAutoConfiguration.class,
					AopAutoConfiguration.class, DataRedisAutoConfiguration.class, CacheAsideAutoConfiguration.class,
					CacheAutoConfiguration.class, CacheAsideEndpointAutoConfiguration.class,
					JacksonAutoConfiguration.class, ManagementContextAutoConfiguration.class,
					EndpointAutoConfiguration.class, JacksonEndpointAutoConfiguration.class,
					WebEndpointAutoConfiguration.class, JmxAutoConfiguration.class, JmxEndpointAutoConfiguration.class))
			.withPropertyValues("spring.application.name=test", "spring.data.redis.host=" + redis.host(),
					"spring.data.redis.port=" + redis.port(), "cacheaside.ttl-jitter=0",
					"cacheaside.codec.allowed-packages=io.cacheaside", RedisContextRunner.PATIENT,
					RedisContextRunner.TRUSTING, "management.endpoints.web.exposure.include=cacheaside,cacheasidelog");
	}

}
