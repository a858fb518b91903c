package io.cacheaside.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.cacheaside.CacheConfigurationException;
import io.cacheaside.actuate.WriteBehindEndpoint;
import io.cacheaside.annotation.WriteBehind;
import io.cacheaside.testing.RedisContextRunner;
import io.cacheaside.write.PendingWrite;
import io.cacheaside.write.WriteBehindWriter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What writing behind needs, and what it costs those who do not. */
class WriteBehindConfigurationTests {

	private final ApplicationContextRunner runner = RedisContextRunner.onEmptyRedis();

	@Test
	void applicationWithoutAWriterHasNoneOfIt() {
		this.runner.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(WriteBehindLifecycle.class)
			.doesNotHaveBean("cacheAsideWriteQueues"));
	}

	@Test
	void writerAndMethodOfOneTypeFit() {
		this.runner.withBean(Installs.class)
			.withBean(LongWriter.class)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(WriteBehindLifecycle.class));
	}

	@Test
	void writerOfAWiderTypeFits() {
		this.runner.withBean(Installs.class).withBean(NumberWriter.class).run((context) -> {
			context.getBean(Installs.class).installs("a");
			await().atMost(Duration.ofSeconds(20))
				.untilAsserted(() -> assertThat(context.getBean(NumberWriter.class).written).contains(1L));
		});
	}

	@Test
	void methodWithoutAWriterStopsTheStart() {
		assertFails(this.runner.withBean(Installs.class),
				"@WriteBehind on io.cacheaside.autoconfigure.WriteBehindConfigurationTests$Installs.installs(String)"
						+ " writes behind to the cache 'installs', which has no writer",
				"cacheName() is 'installs'");
		assertFails(this.runner.withBean(Installs.class).withBean(OtherWriter.class), "which has no writer",
				"cacheName() is 'installs'");
	}

	@Test
	void twoWritersOfOneCacheStopTheStart() {
		assertFails(this.runner.withBean(LongWriter.class).withBean(NumberWriter.class),
				"The cache 'installs' has two writers", "Keep one");
	}

	@Test
	void writerOfAnotherTypeStopsTheStart() {
		assertFails(this.runner.withBean(Installs.class).withBean(StringWriter.class),
				"makes values of type java.lang.Long", "take the type of the method");
	}

	@Test
	void cacheThatIsOffStopsTheStart() {
		assertFails(
				this.runner.withBean(LongWriter.class).withPropertyValues("cacheaside.caches.installs.enabled=false"),
				"its writes would be lost", "cacheaside.caches.installs.enabled");
		assertFails(this.runner.withBean(LongWriter.class).withPropertyValues("cacheaside.enabled=false"),
				"caching is off", "Switch caching on");
	}

	@Test
	void endpointIsThereWhereItIsExposed() {
		ApplicationContextRunner exposable = this.runner.withBean(LongWriter.class)
			.withConfiguration(AutoConfigurations.of(CacheAsideWriteBehindEndpointAutoConfiguration.class));
		exposable.run((context) -> assertThat(context).doesNotHaveBean(WriteBehindEndpoint.class));
		exposable.withPropertyValues("management.endpoints.web.exposure.include=cacheasidewrites")
			.run((context) -> assertThat(context.getBean(WriteBehindEndpoint.class).letters())
				.containsOnlyKeys("installs"));
		this.runner.withConfiguration(AutoConfigurations.of(CacheAsideWriteBehindEndpointAutoConfiguration.class))
			.withPropertyValues("management.endpoints.web.exposure.include=cacheasidewrites")
			.run((context) -> assertThat(context).doesNotHaveBean(WriteBehindEndpoint.class));
	}

	@Test
	void settingsThatCannotBeMeantStopTheStart() {
		for (String bad : List.of("batch-size=0", "linger=0s", "maximum-length=0", "retry.attempts=0", "retry.delay=0s",
				"retry.max-delay=1ms")) {
			assertFails(this.runner.withBean(LongWriter.class).withPropertyValues("cacheaside.write-behind." + bad),
					bad.substring(0, bad.indexOf('=')), "cacheaside.write-behind");
		}
	}

	private static void assertFails(ApplicationContextRunner runner, String problem, String mend) {
		runner.run((context) -> {
			assertThat(context).hasFailed();
			Throwable cause = context.getStartupFailure();
			while (cause != null && !(cause instanceof CacheConfigurationException)) {
				cause = cause.getCause();
			}
			assertThat(cause).isInstanceOfSatisfying(CacheConfigurationException.class, (failure) -> {
				assertThat(failure).hasMessageContaining(problem);
				assertThat(failure.getAction()).contains(mend);
			});
		});
	}

	static class Installs {

		@WriteBehind(cacheNames = "installs", key = "#agent")
		public Long installs(String agent) {
			return 1L;
		}

	}

	static class LongWriter extends Discarding<Long> {

	}

	static class NumberWriter extends Discarding<Number> {

	}

	static class StringWriter extends Discarding<String> {

	}

	static class OtherWriter extends Discarding<Long> {

		@Override
		public String cacheName() {
			return "other";
		}

	}

	abstract static class Discarding<V> implements WriteBehindWriter<V> {

		final Queue<V> written = new ConcurrentLinkedQueue<>();

		@Override
		public String cacheName() {
			return "installs";
		}

		@Override
		public void write(List<PendingWrite<V>> batch) {
			batch.forEach((write) -> this.written.add(write.value()));
		}

	}

}
