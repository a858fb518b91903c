package io.cacheaside.autoconfigure;

import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.micrometer.context.ContextRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.aopalliance.intercept.MethodInterceptor;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.slf4j.MDC;

import org.springframework.aop.Advisor;
import org.springframework.aop.interceptor.ExposeInvocationInterceptor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.NameMatchMethodPointcut;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

import io.cacheaside.LoadTimeoutException;
import io.cacheaside.annotation.CacheAside;
import io.cacheaside.codec.Entry;
import io.cacheaside.engine.EnginePorts;
import io.cacheaside.testing.CachedKeys;
import io.cacheaside.testing.RedisContextRunner;
import io.cacheaside.testing.TestRedis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Limits for loads in whole contexts. */
@Timeout(120)
class LoadsIntegrationTests {

	private static final String REGISTERED = "loads-integration-tests";

	private static final Duration LIMIT = Duration.ofSeconds(30);

	/** For loads that are to be left behind. */
	private static final String BRIEFLY = "cacheaside.caches.user.load-timeout.hard=100ms";

	/** Half of it is what loads have to end when the application stops. */
	private static final String PHASE = "spring.lifecycle.timeout-per-shutdown-phase=400ms";

	private final Script script = new Script();

	private final ThreadLocal<@Nullable String> registered = new ThreadLocal<>();

	private final ApplicationContextRunner limited = RedisContextRunner.onEmptyRedis()
		.withBean(Service.class, () -> new Service(this.script))
		.withPropertyValues("cacheaside.caches.user.load-timeout.hard=1h");

	private final ApplicationContextRunner brieflyLimited = this.limited.withPropertyValues(BRIEFLY);

	private final ApplicationContextRunner afterwards = RedisContextRunner
		.on(TestRedis.shared().host(), TestRedis.shared().port())
		.withPropertyValues("cacheaside.local.enabled=false", RedisContextRunner.PATIENT)
		.withBean(Service.class, () -> new Service(this.script));

	private static ConditionFactory await() {
		return Awaitility.await().atMost(LIMIT);
	}

	@AfterEach
	void clear() {
		MDC.clear();
		SecurityContextHolder.clearContext();
		ContextRegistry.getInstance().removeThreadLocalAccessor(REGISTERED);
	}

	@Test
	void callerGetsAnExceptionAtTheHardLimitAndALaterOneTheValue() {
		this.brieflyLimited.run((context) -> {
			Service service = context.getBean(Service.class);
			this.script.blocked = new CountDownLatch(1);
			assertThatExceptionOfType(LoadTimeoutException.class).isThrownBy(() -> service.find("1"))
				.satisfies((thrown) -> {
					assertThat(thrown.cacheName()).isEqualTo("user");
					assertThat(thrown.key()).isEqualTo("user:1");
					assertThat(thrown.limit()).isEqualTo(Duration.ofMillis(100));
				});
			assertThatExceptionOfType(LoadTimeoutException.class).isThrownBy(() -> service.findInSync("1"));
			this.script.blocked.countDown();
			await().until(() -> CachedKeys.served(context).contains("test:user:1"));
			assertThat(service.find("1")).isEqualTo("1");
			assertThat(this.script.calls).hasValue(1);
		});
	}

	@Test
	void loaderSeesTheContextOfItsCallerAndNobodySeesItAfterwards() {
		ContextRegistry.getInstance().registerThreadLocalAccessor(REGISTERED, this.registered);
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig().observationHandler((each) -> true);
		this.limited.run((context) -> {
			Service service = context.getBean(Service.class);
			AtomicReference<@Nullable List<@Nullable Object>> seen = new AtomicReference<>();
			Runnable look = () -> seen
				.set(Arrays.asList(MDC.get("user"), this.registered.get(), observations.getCurrentObservation()));
			this.script.inside = look;
			Observation observation = Observation.start("call", observations);
			MDC.put("user", "anna");
			this.registered.set("value");
			observation.scoped(() -> service.find("1"));
			assertThat(this.script.thread).isNotSameAs(Thread.currentThread());
			assertThat(seen.get()).containsExactly("anna", "value", observation);
			assertThat(MDC.get("user")).isEqualTo("anna");
			MDC.clear();
			this.registered.remove();
			Thread first = this.script.thread;
			// Once it waits for work, it gets the next.
			await().until(() -> first.getState() == Thread.State.TIMED_WAITING);
			await().until(() -> {
				service.find(Integer.toString(this.script.calls.get() + 1));
				return this.script.thread == first;
			});
			assertThat(seen.get()).containsExactly(null, null, null);
		});
	}

	@Test
	void interceptorBehindTheCacheFindsTheInvocationOnTheLoadersThread() {
		this.limited.withBean("behind", Advisor.class, () -> {
			NameMatchMethodPointcut find = new NameMatchMethodPointcut();
			find.setMappedName("find");
			DefaultPointcutAdvisor advisor = new DefaultPointcutAdvisor(find, (MethodInterceptor) (invocation) -> {
				assertThat(ExposeInvocationInterceptor.currentInvocation()).isSameAs(invocation);
				return invocation.proceed();
			});
			return advisor;
		}, (definition) -> definition.setRole(BeanDefinition.ROLE_INFRASTRUCTURE))
			.run((context) -> assertThat(context.getBean(Service.class).find("1")).isEqualTo("1"));
	}

	@Test
	void loadsRunOnBoundedThreadsByDefault() {
		this.limited.run((context) -> {
			Service service = context.getBean(Service.class);
			service.find("1");
			assertThat(this.script.thread.getName()).startsWith("cacheaside-load-");
			assertThat(this.script.thread.isDaemon()).isTrue();
			assertThat(context.getBean(EnginePorts.class).loads().maximum()).isEqualTo(64);
		});
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void loadsRunOnVirtualThreadsWhereSpringBootSaysSo() {
		this.limited.withPropertyValues("spring.threads.virtual.enabled=true").run((context) -> {
			Service service = context.getBean(Service.class);
			service.find("1");
			Method virtual = Thread.class.getMethod("isVirtual");
			assertThat(virtual.invoke(this.script.thread)).isEqualTo(true);
			assertThat(this.script.thread.getName()).startsWith("cacheaside-load-");
			assertThat(context.getBean(EnginePorts.class).loads().maximum()).isZero();
		});
	}

	@Test
	void loadLeftBehindMayEndBeforeTheApplicationStops() {
		CountDownLatch blocked = new CountDownLatch(1);
		this.brieflyLimited.run((context) -> {
			Service service = context.getBean(Service.class);
			this.script.blocked = blocked;
			assertThatExceptionOfType(LoadTimeoutException.class).isThrownBy(() -> service.find("1"));
			CompletableFuture<Void> closing = CompletableFuture
				.runAsync(() -> context.getSourceApplicationContext().close());
			await().until(() -> isStopping());
			blocked.countDown();
			closing.join();
		});
		this.afterwards.run((context) -> {
			assertThat(context.getBean(Service.class).find("1")).isEqualTo("1");
			assertThat(this.script.calls).hasValue(1);
		});
	}

	/** Whether a context is in one of its shutdown phases. */
	private static boolean isStopping() {
		return Thread.getAllStackTraces()
			.values()
			.stream()
			.flatMap(Arrays::stream)
			.anyMatch((frame) -> frame.getClassName().contains("DefaultLifecycleProcessor")
					&& frame.getMethodName().equals("stop"));
	}

	@Test
	void loadThatDoesNotEndIsCancelledItsCallerToldAndNoThreadLeft() {
		this.limited.withPropertyValues(PHASE).run((context) -> {
			Service service = context.getBean(Service.class);
			this.script.blocked = new CountDownLatch(1);
			CompletableFuture<String> caller = CompletableFuture.supplyAsync(() -> service.find("1"));
			await().until(() -> this.script.calls.get() == 1);
			context.getSourceApplicationContext().close();
			assertThatExceptionOfType(CompletionException.class).isThrownBy(caller::join)
				.withCauseInstanceOf(CancellationException.class)
				.withMessageContaining("the application stops");
			await().untilAsserted(() -> assertThat(this.script.thread.isAlive()).isFalse());
			assertThat(Thread.getAllStackTraces().keySet()).noneMatch((each) -> each == this.script.thread);
		});
		this.script.blocked = new CountDownLatch(0);
		this.afterwards.run((context) -> {
			context.getBean(Service.class).find("1");
			assertThat(CachedKeys.served(context)).as("the lease was given back").contains("test:user:1");
		});
	}

	@Test
	void refreshThatDoesNotEndIsCancelledAndNoThreadLeft() {
		this.limited.withPropertyValues("cacheaside.refresh-after=100ms", PHASE).run((context) -> {
			Service service = context.getBean(Service.class);
			service.findPlainly("1");
			this.script.blocked = new CountDownLatch(1);
			await().until(() -> service.findPlainly("1").equals("1") && this.script.calls.get() > 1);
			assertThat(this.script.thread.getName()).startsWith("cacheaside-load-");
			context.getSourceApplicationContext().close();
			await().untilAsserted(() -> assertThat(this.script.thread.isAlive()).isFalse());
		});
		// Before there is another node, which may refresh the value once it has rested.
		await().untilAsserted(() -> assertThat(Entry.parse(slot("test:user:1"))).as("the lease was given back")
			.hasValueSatisfying((entry) -> assertThat(entry.isResting()).isTrue()));
		this.afterwards.run((context) -> {
			assertThat(context.getBean(Service.class).findPlainly("1")).isEqualTo("1");
		});
	}

	private static byte @Nullable [] slot(String name) {
		LettuceConnectionFactory factory = TestRedis.shared().connectionFactory();
		try (var connection = factory.getConnection()) {
			return connection.stringCommands().get(name.getBytes(StandardCharsets.UTF_8));
		}
		finally {
			factory.destroy();
		}
	}

	@Test
	void loaderSeesWhoHasLoggedInAtItsCaller() {
		AtomicReference<@Nullable Authentication> seen = new AtomicReference<>();
		this.script.inside = () -> seen.set(SecurityContextHolder.getContext().getAuthentication());
		Authentication anna = new TestingAuthenticationToken("anna", "password");
		this.limited.withPropertyValues("cacheaside.refresh-after=100ms").run((context) -> {
			Service service = context.getBean(Service.class);
			SecurityContextHolder.getContext().setAuthentication(anna);
			service.find("1");
			assertThat(this.script.thread).isNotSameAs(Thread.currentThread());
			assertThat(seen.getAndSet(null)).isSameAs(anna);
			await().pollInSameThread().until(() -> service.findPlainly("1").equals("1") && this.script.calls.get() > 1);
			await().untilAsserted(() -> assertThat(seen).hasValue(anna));
			assertThat(this.script.thread).isNotSameAs(Thread.currentThread());
		});
	}

	@Test
	void loadsHaveAtMostHalfOfTheTimeThatSpringBootGivesAPhase() {
		MockEnvironment environment = new MockEnvironment();
		assertThat(EngineLifecycle.graceOf(environment)).isEqualTo(Duration.ofSeconds(5));
		environment.setProperty("spring.lifecycle.timeout-per-shutdown-phase", "2s");
		assertThat(EngineLifecycle.graceOf(environment)).isEqualTo(Duration.ofSeconds(1));
		environment.setProperty("spring.lifecycle.timeout-per-shutdown-phase", "1m");
		assertThat(EngineLifecycle.graceOf(environment)).isEqualTo(Duration.ofSeconds(5));
	}

	/** What the service does, and has seen. */
	static class Script {

		final AtomicInteger calls = new AtomicInteger();

		volatile CountDownLatch blocked = new CountDownLatch(0);

		volatile Runnable inside = () -> {
		};

		volatile Thread thread = Thread.currentThread();

	}

	static class Service {

		private final Script script;

		Service(Script script) {
			this.script = script;
		}

		@CacheAside(cacheNames = "user", key = "#id")
		public String find(String id) {
			this.script.calls.incrementAndGet();
			this.script.thread = Thread.currentThread();
			this.script.inside.run();
			try {
				this.script.blocked.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			return id;
		}

		@Cacheable(cacheNames = "user", key = "#id")
		public String findPlainly(String id) {
			return find(id);
		}

		@Cacheable(cacheNames = "user", key = "#id", sync = true)
		public String findInSync(String id) {
			return find(id);
		}

	}

}
