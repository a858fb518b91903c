package io.cacheaside.transaction;

import java.util.Map;
import java.util.function.BiConsumer;

import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.transaction.support.DefaultTransactionDefinition;

import io.cacheaside.CacheOperations;
import io.cacheaside.autoconfigure.CacheAsideAutoConfiguration;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.testing.CachedKeys;
import io.cacheaside.testing.TestRedis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/** Reactive transactions on a real database and a real Redis. */
@Timeout(60)
class ReactiveTransactionsIntegrationTests {

	private static final String ID = "1";

	private static final String ENTRY = "reactive:account:1";

	private static ConfigurableApplicationContext context;

	@BeforeAll
	static void start() {
		TestRedis redis = TestRedis.shared();
		context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties(Map.of("spring.application.name", "reactive", "spring.data.redis.host", redis.host(),
					"spring.data.redis.port", redis.port(), "cacheaside.ttl", "10m", "cacheaside.remote.timeout", "10s",
					"cacheaside.caches.account.tags", "accounts", "spring.main.banner-mode", "off"))
			.run();
		await().until(() -> context.getBean(CacheEngine.class).log().trustsRemote());
		context.getBean(DatabaseClient.class)
			.sql("CREATE TABLE IF NOT EXISTS account (id VARCHAR PRIMARY KEY, name VARCHAR)")
			.then()
			.block();
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@ParameterizedTest
	@EnumSource
	void whatATransactionInvalidatesIsGoneAfterItsCommit(Change change) {
		with((accounts, context) -> {
			assertThat(accounts.read(ID).block()).isEqualTo("old");
			Mono<String> work = change.of(accounts)
				.then(Mono.fromCallable(() -> CachedKeys.served(context)))
				.doOnNext((served) -> assertThat(served).containsExactly(ENTRY))
				.then(Mono.defer(() -> accounts.read(ID)));
			assertThat(operator(context).transactional(work).block()).isEqualTo("new");
			assertThat(CachedKeys.served(context)).isEmpty();
			assertThat(accounts.read(ID).block()).isEqualTo("new");
			assertThat(CachedKeys.served(context)).containsExactly(ENTRY);
		});
	}

	@ParameterizedTest
	@EnumSource
	void aRollbackInvalidatesNothing(Change change) {
		with((accounts, context) -> {
			assertThat(accounts.read(ID).block()).isEqualTo("old");
			Mono<Object> work = change.of(accounts).then(Mono.error(new IllegalStateException("rolled back")));
			assertThatIllegalStateException().isThrownBy(() -> operator(context).transactional(work).block());
			assertThat(CachedKeys.served(context)).containsExactly(ENTRY);
			assertThat(accounts.read(ID).block()).isEqualTo("old");
		});
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PUBLISH")
	void withoutATransactionItIsGoneWhenTheMethodIsDone(Change change) {
		with((accounts, context) -> {
			accounts.read(ID).block();
			Flux<?> work = change.of(accounts);
			assertThat(CachedKeys.served(context)).containsExactly(ENTRY);
			work.blockLast();
			if (change == Change.PUT) {
				assertThat(accounts.read(ID).block()).isEqualTo("new");
			}
			else {
				assertThat(CachedKeys.served(context)).isEmpty();
			}
		});
	}

	@Test
	void whatIsLoadedInATransactionIsNotStored() {
		with((accounts, context) -> {
			Mono<String> work = accounts.write(ID, "new").then(Mono.defer(() -> accounts.read(ID)));
			assertThat(operator(context).transactional(work).block()).isEqualTo("new");
			assertThat(CachedKeys.served(context)).isEmpty();
			// Spring subscribes to it without the context, so outside of the transaction.
			Mono<String> synced = accounts.write(ID, "newer").then(Mono.defer(() -> accounts.readInSync(ID)));
			assertThat(operator(context).transactional(synced).block()).isEqualTo("new");
			assertThat(CachedKeys.served(context)).isEmpty();
		});
	}

	@Test
	void transactionThatInvalidatesNothingIsServedFromTheCache() {
		with((accounts, context) -> {
			accounts.read(ID).block();
			accounts.write(ID, "unseen").block();
			assertThat(operator(context).transactional(accounts.read(ID)).block()).isEqualTo("old");
			assertThat(operator(context).transactional(accounts.readInSync(ID)).block()).isEqualTo("old");
		});
	}

	@Test
	void transactionOfItsOwnInvalidatesAtItsOwnEnd() {
		with((accounts, context) -> {
			accounts.read(ID).block();
			Mono<Void> inner = operator(context, TransactionDefinition.PROPAGATION_REQUIRES_NEW)
				.transactional(accounts.evictPattern(ID, "new"));
			Mono<Void> outer = accounts.evictTag("2", "new")
				.then(Mono.fromRunnable(() -> assertThat(CachedKeys.served(context)).containsExactly(ENTRY)))
				.then(inner)
				.then(Mono.fromRunnable(() -> assertThat(CachedKeys.served(context)).isEmpty()));
			operator(context).transactional(outer).block();
			assertThat(accounts.read(ID).block()).isEqualTo("new");
		});
	}

	@Test
	void ownAnnotationOutsideOfATransactionalMethodFollowsItsCommit() {
		with((accounts, context) -> {
			accounts.read(ID).block();
			accounts.evictInATransactionOfItsOwn(ID, "new").block();
			assertThat(CachedKeys.served(context)).isEmpty();
			assertThat(accounts.read(ID).block()).isEqualTo("new");
		});
	}

	@Test
	void eachSubscriptionIsACall() {
		with((accounts, context) -> {
			Mono<String> read = accounts.read(ID);
			assertThat(read.block()).isEqualTo("old");
			accounts.evict(ID, "new").block();
			assertThat(read.block()).isEqualTo("new");
			assertThat(read.block()).isEqualTo("new");
		});
	}

	private static void with(BiConsumer<ReactiveAccounts, ApplicationContext> test) {
		context.getBean(DatabaseClient.class).sql("MERGE INTO account VALUES ('1', 'old')").then().block();
		context.getBean(CacheOperations.class).cache("account", String.class).clear();
		test.accept(context.getBean(ReactiveAccounts.class), context);
	}

	private static TransactionalOperator operator(ApplicationContext context) {
		return operator(context, TransactionDefinition.PROPAGATION_REQUIRED);
	}

	private static TransactionalOperator operator(ApplicationContext context, int propagation) {
		return TransactionalOperator.create(context.getBean(ReactiveTransactionManager.class),
				new DefaultTransactionDefinition(propagation));
	}

	/** How an application changes an account and tells the caches. */
	enum Change {

		EVICT, CLEAR, EVICT_PATTERN, EVICT_BY_RESULT, EVICT_TAG, PUT, PUBLISH;

		Flux<?> of(ReactiveAccounts accounts) {
			Publisher<?> result = switch (this) {
				case EVICT -> accounts.evict(ID, "new");
				case CLEAR -> accounts.clear(ID, "new");
				case EVICT_PATTERN -> accounts.evictPattern(ID, "new");
				case EVICT_BY_RESULT -> accounts.evictByResult(ID, "new");
				case EVICT_TAG -> accounts.evictTag(ID, "new");
				case PUT -> accounts.put(ID, "new");
				case PUBLISH -> accounts.publish(ID, "new");
			};
			return Flux.from(result);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	@EnableCaching
	@Import(ReactiveAccounts.class)
	@ImportAutoConfiguration({ PropertyPlaceholderAutoConfiguration.class, AopAutoConfiguration.class,
			DataRedisAutoConfiguration.class, CacheAsideAutoConfiguration.class, CacheAutoConfiguration.class })
	static class Application {

		@Bean
		ConnectionFactory connectionFactory() {
			return ConnectionFactories.get("r2dbc:h2:mem:///reactive?options=DB_CLOSE_DELAY=-1");
		}

		@Bean
		R2dbcTransactionManager transactionManager(ConnectionFactory connectionFactory) {
			return new R2dbcTransactionManager(connectionFactory);
		}

		@Bean
		DatabaseClient databaseClient(ConnectionFactory connectionFactory) {
			return DatabaseClient.create(connectionFactory);
		}

	}

}
