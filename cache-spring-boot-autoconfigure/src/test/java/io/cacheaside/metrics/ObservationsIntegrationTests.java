package io.cacheaside.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.test.simple.SimpleSpan;
import io.micrometer.tracing.test.simple.SimpleTracer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.annotation.Cacheable;

import io.cacheaside.CacheOperations;
import io.cacheaside.TypedCache;
import io.cacheaside.autoconfigure.CacheAsideObservationAutoConfiguration;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.testing.RedisContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Traces of an application on a real Redis, by Spring Boot's own set-up. */
@Timeout(60)
class ObservationsIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private final SimpleTracer tracer = new SimpleTracer();

	private final ApplicationContextRunner runner = RedisContextRunner.onEmptyRedis()
		.withConfiguration(
				AutoConfigurations.of(ObservationAutoConfiguration.class, CacheAsideObservationAutoConfiguration.class))
		.withBean(DefaultTracingObservationHandler.class, () -> new DefaultTracingObservationHandler(this.tracer))
		.withBean(Tracer.class, () -> this.tracer);

	@Test
	void loadOnItsCallersThreadIsUnderItsCaller() {
		this.runner.run((context) -> {
			ObservationRegistry registry = context.getBean(ObservationRegistry.class);
			TypedCache<String> user = cache(context.getBean(CacheOperations.class));
			Observation.createNotStarted("caller", registry)
				.observeChecked(() -> user.getOrLoad("1", () -> query(registry)));
			assertUnderTheCaller();
			assertThat(spans("get user")).isNotEmpty()
				.allSatisfy((get) -> assertThat(get.context().parentId()).isEqualTo(idOf("caller")));
		});
	}

	@Test
	void loadOnAThreadOfItsOwnIsUnderItsCaller() {
		this.runner.withPropertyValues("cacheaside.load-timeout.hard=10s").run((context) -> {
			ObservationRegistry registry = context.getBean(ObservationRegistry.class);
			TypedCache<String> user = cache(context.getBean(CacheOperations.class));
			Thread caller = Thread.currentThread();
			Observation.createNotStarted("caller", registry).observeChecked(() -> user.getOrLoad("1", () -> {
				assertThat(Thread.currentThread()).isNotSameAs(caller);
				return query(registry);
			}));
			await().atMost(LIMIT).until(() -> spans("load user").size() == 1);
			assertUnderTheCaller();
		});
	}

	@Test
	void refreshInTheBackgroundIsUnderWhoeverMetTheValue() {
		this.runner.withPropertyValues("cacheaside.refresh-after=200ms").run((context) -> {
			ObservationRegistry registry = context.getBean(ObservationRegistry.class);
			TypedCache<String> user = cache(context.getBean(CacheOperations.class));
			user.getOrLoad("1", () -> "value");
			await().atMost(LIMIT).until(() -> {
				Observation.createNotStarted("caller", registry)
					.observeChecked(() -> user.getOrLoad("1", () -> query(registry)));
				return !spans("query").isEmpty();
			});
			SimpleSpan query = spans("query").get(0);
			await().atMost(LIMIT).until(() -> loadOf(query).isPresent());
			assertThat(spans("caller")).extracting((caller) -> caller.context().spanId())
				.contains(loadOf(query).orElseThrow().context().parentId());
		});
	}

	@Test
	void whatAReactiveMethodAsksOfRedisIsUnderTheObservationOfItsChain() {
		this.runner.withBean(ReactiveUsers.class).run((context) -> {
			ObservationRegistry registry = context.getBean(ObservationRegistry.class);
			ReactiveUsers users = context.getBean(ReactiveUsers.class);
			Observation caller = Observation.start("caller", registry);
			Hooks.enableAutomaticContextPropagation();
			try {
				Mono.defer(() -> users.find("1"))
					.contextWrite((values) -> values.put(ObservationThreadLocalAccessor.KEY, caller))
					.block(LIMIT);
			}
			finally {
				Hooks.disableAutomaticContextPropagation();
			}
			caller.stop();
			assertThat(spans("get user")).isNotEmpty()
				.allSatisfy((get) -> assertThat(get.context().parentId()).isEqualTo(idOf("caller")));
		});
	}

	@Test
	void switchedOffByTheirNameThereAreNone() {
		this.runner.withPropertyValues("management.observations.enable.cacheaside=false").run((context) -> {
			ObservationRegistry registry = context.getBean(ObservationRegistry.class);
			TypedCache<String> user = cache(context.getBean(CacheOperations.class));
			Observation.createNotStarted("caller", registry)
				.observeChecked(() -> user.getOrLoad("1", () -> query(registry)));
			assertThat(this.tracer.getSpans()).extracting(SimpleSpan::getName)
				.containsExactlyInAnyOrder("caller", "query");
		});
	}

	@Test
	void thereIsNothingWithoutARegistryOrCaching() {
		RedisContextRunner.onEmptyRedis()
			.withConfiguration(AutoConfigurations.of(CacheAsideObservationAutoConfiguration.class))
			.run((context) -> assertThat(context).hasSingleBean(CacheEngine.class)
				.doesNotHaveBean(ObservationEngineListener.class));
		this.runner.withPropertyValues("cacheaside.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ObservationEngineListener.class));
	}

	private static TypedCache<String> cache(CacheOperations operations) {
		return operations.cache("user", String.class);
	}

	/** Stands for what a loader does. */
	private static String query(ObservationRegistry registry) {
		return Observation.createNotStarted("query", registry).observe(() -> "value");
	}

	private void assertUnderTheCaller() {
		assertThat(spans("load user")).singleElement()
			.satisfies((load) -> assertThat(load.context().parentId()).isEqualTo(idOf("caller")));
		assertThat(spans("query")).singleElement()
			.satisfies((query) -> assertThat(query.context().parentId()).isEqualTo(idOf("load user")));
	}

	private String idOf(String name) {
		return spans(name).get(0).context().spanId();
	}

	/** The load that a query was part of, when that has ended. */
	private Optional<SimpleSpan> loadOf(SimpleSpan query) {
		return spans("load user").stream()
			.filter((load) -> load.context().spanId().equals(query.context().parentId()))
			.findFirst();
	}

	private List<SimpleSpan> spans(String name) {
		return this.tracer.getSpans().stream().filter((span) -> name.equals(span.getName())).toList();
	}

	static class ReactiveUsers {

		@Cacheable("user")
		public Mono<String> find(String id) {
			return Mono.just("value");
		}

	}

}
