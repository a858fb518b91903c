package io.cacheaside.actuate;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.IndicatedHealthDescriptor;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import io.cacheaside.CacheOperations;
import io.cacheaside.autoconfigure.CacheAsideAutoConfiguration;
import io.cacheaside.autoconfigure.CacheAsideHealthAutoConfiguration;
import io.cacheaside.embedded.RedisServer;
import io.cacheaside.engine.CacheEngine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** An application with its probes, whose Redis comes, goes and comes back. */
@Timeout(120)
class HealthProbesIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	@Test
	void applicationLivesAndIsReadyWhileRedisIsDown() {
		try (RedisServer redis = RedisServer.start(); ConfigurableApplicationContext context = start(redis)) {
			HealthEndpoint health = context.getBean(HealthEndpoint.class);
			await().atMost(LIMIT).until(context.getBean(CacheEngine.class)::isRemoteTrusted);
			awaitHealthy(health);
			assertThat(statusOf(health, "liveness", "readiness")).containsOnly(Status.UP);

			redis.pause();
			await().atMost(LIMIT).until(() -> state(health).equals("bypassed"));
			assertThat(statusOf(health, "liveness", "readiness")).containsOnly(Status.UP);
			assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
			assertThat(reasons(health)).containsAnyOf("unreachable", "breaker-open");
			await().atMost(LIMIT).until(() -> reasons(health).contains("breaker-open") || callsOpen(context, health));
			assertThat(statusOf(health, "liveness", "readiness")).containsOnly(Status.UP);

			redis.resume();
			awaitHealthy(health);
		}
	}

	/** Every question asks Redis anew. */
	private static void awaitHealthy(HealthEndpoint health) {
		await().atMost(LIMIT).untilAsserted(() -> {
			assertThat(state(health)).isEqualTo("healthy");
			assertThat(health.health().getStatus()).isEqualTo(Status.UP);
			assertThat(reasons(health)).isEmpty();
		});
	}

	/** Each call fails, and enough of them open the breaker. */
	private static boolean callsOpen(ConfigurableApplicationContext context, HealthEndpoint health) throws Exception {
		context.getBean(CacheOperations.class).cache("user", String.class).getOrLoad("1", () -> "value");
		return reasons(health).contains("breaker-open");
	}

	private static ConfigurableApplicationContext start(RedisServer redis) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("spring.application.name=probed", "spring.data.redis.host=" + redis.host(),
					"spring.data.redis.port=" + redis.port(), "cacheaside.remote.timeout=200ms",
					"cacheaside.local.enabled=false", "management.endpoint.health.probes.enabled=true",
					"management.endpoint.health.show-details=always")
			.run();
	}

	private static List<Status> statusOf(HealthEndpoint health, String... groups) {
		return List.of(groups).stream().map(health::healthForPath).map(HealthDescriptor::getStatus).toList();
	}

	private static String state(HealthEndpoint health) {
		return details(health).get("state").toString();
	}

	private static List<String> reasons(HealthEndpoint health) {
		return ((List<?>) details(health).get("reasons")).stream()
			.map((reason) -> ((Map<?, ?>) reason).get("reason").toString())
			.toList();
	}

	private static Map<String, Object> details(HealthEndpoint health) {
		return ((IndicatedHealthDescriptor) health.healthForPath("cacheAside")).getDetails();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ AopAutoConfiguration.class, DataRedisAutoConfiguration.class,
			CacheAsideAutoConfiguration.class, CacheAutoConfiguration.class, CacheAsideHealthAutoConfiguration.class,
			HealthContributorAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class,
			HealthEndpointAutoConfiguration.class, ApplicationAvailabilityAutoConfiguration.class,
			AvailabilityHealthContributorAutoConfiguration.class, AvailabilityProbesAutoConfiguration.class })
	static class Application {

	}

}
