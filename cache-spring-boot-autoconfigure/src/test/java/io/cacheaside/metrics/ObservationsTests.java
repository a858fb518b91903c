package io.cacheaside.metrics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.test.simple.SimpleSpan;
import io.micrometer.tracing.test.simple.SimpleTracer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.CacheOperation;
import io.cacheaside.engine.CacheRegion;
import io.cacheaside.engine.EntryPolicy;
import io.cacheaside.engine.Invalidation;
import io.cacheaside.engine.Lookup;
import io.cacheaside.engine.ObservedWork;
import io.cacheaside.engine.Refreshing;
import io.cacheaside.key.CacheKey;
import io.cacheaside.testing.FakeNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ObservationsTests {

	private static final EntryPolicy STRINGS = EntryPolicy.defaults(String.class);

	private static final CacheKey KEY = new CacheKey("user", "user:1");

	private final FakeNode node = new FakeNode();

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private final Operations begun = new Operations();

	@Test
	void loadIsObservedUnderItsCallerAndSoIsWhatRedisDoesForIt() {
		Observation caller = Observation.start("caller", this.registry);
		caller.scoped(() -> load(start(), "value"));
		caller.stop();
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasObservationWithNameEqualTo("cacheaside.load")
			.that()
			.hasBeenStopped()
			.hasParentObservationEqualTo(caller)
			.hasLowCardinalityKeyValue("cache", "user")
			.hasLowCardinalityKeyValue("result", "success")
			.doesNotHaveError();
		assertThat(operations()).containsExactly("get", "lease", "put");
		TestObservationRegistryAssert.assertThat(this.registry)
			.forAllObservationsWithNameEqualTo("cacheaside.remote",
					(remote) -> remote.hasParentObservationEqualTo(caller)
						.hasLowCardinalityKeyValue("cache", "user")
						.hasLowCardinalityKeyValue("result", "success"));
	}

	@Test
	void whatALoaderDoesIsPartOfItsLoad() throws Throwable {
		CacheEngine engine = start();
		engine.region("user").getOrLoad(KEY, STRINGS, () -> {
			assertThat(this.registry.getCurrentObservation()).isNotNull()
				.extracting((current) -> current.getContext().getName())
				.isEqualTo("cacheaside.load");
			return "value";
		});
		assertThat(this.registry.getCurrentObservation()).isNull();
	}

	@Test
	void loadThatFailsHasItsError() {
		CacheRegion user = start().region("user");
		IllegalStateException failure = new IllegalStateException("the source is away");
		assertThatIllegalStateException().isThrownBy(() -> user.getOrLoad(KEY, STRINGS, () -> {
			throw failure;
		}));
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasObservationWithNameEqualTo("cacheaside.load")
			.that()
			.hasBeenStopped()
			.hasError(failure)
			.hasLowCardinalityKeyValue("result", "failure");
		assertThat(this.registry.getCurrentObservation()).isNull();
	}

	@Test
	void loadWhoseValueComesLaterLastsUntilItIsThere() throws Throwable {
		CacheRegion user = start().region("user");
		CompletableFuture<@Nullable Object> value = new CompletableFuture<>();
		Observation caller = Observation.start("caller", this.registry);
		CompletionStage<@Nullable Object> loading;
		try (Observation.Scope scope = caller.openScope()) {
			loading = user.loadAsync(KEY, Lookup.MISS, user.start(), STRINGS, () -> value);
			assertThat(this.registry.getCurrentObservation()).isSameAs(scope.getCurrentObservation());
		}
		assertLoads().hasNumberOfObservationsWithNameEqualTo("cacheaside.load", 1)
			.hasObservationWithNameEqualTo("cacheaside.load")
			.that()
			.isNotStopped()
			.hasParentObservationEqualTo(caller);
		value.completeExceptionally(new IllegalStateException("too late"));
		assertThat(loading).isNotNull();
		assertLoads().hasObservationWithNameEqualTo("cacheaside.load")
			.that()
			.hasBeenStopped()
			.hasError()
			.hasLowCardinalityKeyValue("result", "failure");
	}

	@Test
	void localHitsAreNotObserved() throws Throwable {
		CacheRegion user = start().region("user");
		user.getOrLoad(KEY, STRINGS, () -> "value");
		this.registry.clear();
		assertThat(user.getOrLoad(KEY, STRINGS, () -> "another")).isEqualTo("value");
		TestObservationRegistryAssert.assertThat(this.registry).doesNotHaveAnyObservation();
	}

	@Test
	void operationThatWaitsForTheLogBelongsToItsCallerAllTheSame() {
		CacheRegion user = start().region("user");
		this.registry.clear();
		this.node.time.stop(Duration.ofSeconds(2));
		this.node.log.hold();
		Observation caller = Observation.start("caller", this.registry);
		CompletionStage<Lookup> lookup = caller.scoped(() -> user.lookupAsync(KEY, KEY, String.class, Refreshing.NONE));
		assertThat(operations()).isEmpty();
		this.node.log.release();
		assertThat(lookup).isCompleted();
		assertLoads().hasObservationWithNameEqualTo("cacheaside.remote").that().hasParentObservationEqualTo(caller);
	}

	@Test
	void operationThatFailsHasItsError() {
		CacheEngine engine = start();
		this.node.remote.failNext(new IllegalStateException("refused"));
		load(engine, "value");
		assertLoads().hasObservationWithNameEqualTo("cacheaside.remote")
			.that()
			.hasLowCardinalityKeyValue("operation", "get")
			.hasLowCardinalityKeyValue("result", "failure")
			.hasError();
	}

	@Test
	void evictionsAreObserved() {
		start().invalidate(Invalidation.of(new InvalidationTarget.Tag("org:1")));
		assertLoads().hasObservationWithNameEqualTo("cacheaside.remote")
			.that()
			.hasLowCardinalityKeyValue("operation", "evict")
			.hasLowCardinalityKeyValue("cache", "*");
	}

	@Test
	void nothingIsMadeOfItWhileNobodyHandlesObservations() {
		assertUnobserved(ObservationRegistry.NOOP);
		assertUnobserved(ObservationRegistry.create());
	}

	@Test
	void nothingIsStartedWhileOursAreSwitchedOff() {
		this.registry.observationConfig().observationPredicate((name, context) -> !name.startsWith("cacheaside"));
		assertUnobserved(this.registry);
		load(start(), "value");
		TestObservationRegistryAssert.assertThat(this.registry).doesNotHaveAnyObservation();
	}

	@Test
	void traceShowsTheLoadUnderItsCallerAndWhatItCallsUnderIt() throws Throwable {
		SimpleTracer tracer = new SimpleTracer();
		ObservationRegistry traced = ObservationRegistry.create();
		traced.observationConfig().observationHandler(new DefaultTracingObservationHandler(tracer));
		CacheRegion user = this.node.start(new ObservationEngineListener(traced)).region("user");
		Observation.createNotStarted("caller", traced)
			.observeChecked(() -> user.getOrLoad(KEY, STRINGS,
					() -> Observation.createNotStarted("query", traced).observe(() -> "value")));
		SimpleSpan load = span(tracer, "load user");
		assertThat(load.context().parentId()).isEqualTo(span(tracer, "caller").context().spanId());
		assertThat(span(tracer, "query").context().parentId()).isEqualTo(load.context().spanId());
		assertThat(span(tracer, "put user").context().parentId()).isEqualTo(span(tracer, "caller").context().spanId());
		assertThat(tracer.getSpans()).extracting((each) -> each.context().traceId()).containsOnly(load.getTraceId());
		assertThat(tracer.getSpans()).allSatisfy((each) -> assertThat(each.getTags()).doesNotContainValue("user:1"));
	}

	private CacheEngine start() {
		this.registry.observationConfig().observationHandler(this.begun);
		CacheEngine engine = this.node.start(new ObservationEngineListener(this.registry));
		this.registry.clear();
		return engine;
	}

	private static void load(CacheEngine engine, String value) {
		try {
			engine.region("user").getOrLoad(KEY, STRINGS, () -> value);
		}
		catch (Throwable ex) {
			throw new AssertionError(ex);
		}
	}

	private TestObservationRegistryAssert assertLoads() {
		return TestObservationRegistryAssert.assertThat(this.registry);
	}

	private List<String> operations() {
		return this.begun.operations;
	}

	private static void assertUnobserved(ObservationRegistry registry) {
		ObservationEngineListener listener = new ObservationEngineListener(registry);
		assertThat(listener.loadAnnounced("user")).isSameAs(ObservedWork.NONE);
		assertThat(listener.operationAnnounced("user", CacheOperation.GET)).isSameAs(ObservedWork.NONE);
	}

	private static SimpleSpan span(SimpleTracer tracer, String name) {
		return tracer.getSpans().stream().filter((each) -> each.getName().equals(name)).findFirst().orElseThrow();
	}

	/** Notes which operations have begun. */
	private static final class Operations implements ObservationHandler<Observation.Context> {

		private final List<String> operations = new ArrayList<>();

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context.getName().equals("cacheaside.remote");
		}

		@Override
		public void onStart(Observation.Context context) {
			this.operations.add(context.getLowCardinalityKeyValues()
				.stream()
				.filter((key) -> key.getKey().equals("operation"))
				.map(KeyValue::getValue)
				.findFirst()
				.orElseThrow());
		}

	}

}
