package io.cacheaside.transaction;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import jakarta.persistence.EntityManagerFactory;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.transaction.PlatformTransactionManager;

import io.cacheaside.autoconfigure.CacheAsideAutoConfiguration;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.testing.TestDatabase;
import io.cacheaside.testing.TestRedis;

import static org.awaitility.Awaitility.await;

/**
 * An application on the shared Redis and on one database, which it reaches by JPA and by
 * plain JDBC, each with a connection and a transaction manager of its own.
 *
 * @param context its beans
 */
record TransactionNode(ConfigurableApplicationContext context) implements AutoCloseable {

	private static final String URL = TestDatabase.url("jdbc:h2:mem:transactions;DB_CLOSE_DELAY=-1");

	private static final String LOG = "{cacheaside|transactions:}:log";

	static TransactionNode start() {
		TestRedis redis = TestRedis.shared();
		TransactionNode node = new TransactionNode(new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.properties(Map.of("spring.application.name", "transactions", "spring.data.redis.host", redis.host(),
					"spring.data.redis.port", redis.port(), "cacheaside.ttl-jitter", "0", "cacheaside.ttl", "10m",
					"cacheaside.remote.timeout", "10s", "cacheaside.caches.account.tags", "accounts",
					"spring.main.banner-mode", "off"))
			.properties(Map.of("spring.datasource.url", URL, "spring.datasource.username", TestDatabase.user(),
					"spring.datasource.password", TestDatabase.password(), "spring.jpa.hibernate.ddl-auto", "update"))
			.run());
		await().until(() -> node.context().getBean(CacheEngine.class).isRemoteTrusted()
				&& node.context().getBean(CacheEngine.class).log().trustsRemote());
		return node;
	}

	CachedAccounts accounts(Access access) {
		return this.context.getBean(access.prefix() + "Accounts", CachedAccounts.class);
	}

	AccountRows rows(Access access) {
		return this.context.getBean(access.prefix() + "Rows", AccountRows.class);
	}

	PlatformTransactionManager transactions(Access access) {
		return this.context.getBean(access.prefix() + "Transactions", PlatformTransactionManager.class);
	}

	void insert(String id) {
		((AccountRows.Jdbc) rows(Access.JDBC)).jdbc().update("INSERT INTO account (id, name) VALUES (?, 'old')", id);
	}

	/** How many entries the log has. */
	long logged() {
		Long size = this.context.getBean(StringRedisTemplate.class).opsForStream().size(LOG);
		return (size != null) ? size : 0;
	}

	@Override
	public void close() {
		this.context.close();
	}

	/** How an application reaches its database. */
	enum Access {

		JDBC, JPA;

		private String prefix() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	@EnableJpaRepositories(basePackageClasses = Members.class, transactionManagerRef = "jpaTransactions")
	@EntityScan(basePackageClasses = Account.class)
	@ImportAutoConfiguration({ PropertyPlaceholderAutoConfiguration.class, AopAutoConfiguration.class,
			DataRedisAutoConfiguration.class, CacheAsideAutoConfiguration.class, CacheAutoConfiguration.class,
			DataSourceAutoConfiguration.class, HibernateJpaAutoConfiguration.class,
			TransactionAutoConfiguration.class })
	static class Application {

		@Bean
		@Primary
		JpaTransactionManager jpaTransactions(EntityManagerFactory factory) {
			JpaTransactionManager manager = new JpaTransactionManager(factory);
			manager.setNestedTransactionAllowed(true);
			return manager;
		}

		@Bean
		JdbcTransactionManager jdbcTransactions() {
			return new JdbcTransactionManager(TestDatabase.dataSource(URL));
		}

		@Bean
		AccountRows jpaRows(EntityManagerFactory factory) {
			return new AccountRows.Jpa(SharedEntityManagerCreator.createSharedEntityManager(factory));
		}

		@Bean
		AccountRows jdbcRows(JdbcTransactionManager jdbcTransactions) {
			return new AccountRows.Jdbc(new JdbcTemplate(Objects.requireNonNull(jdbcTransactions.getDataSource())));
		}

		@Bean
		PhaseListeners phaseListeners() {
			return new PhaseListeners();
		}

		@Bean
		CachedAccounts jpaAccounts(@Qualifier("jpaRows") AccountRows rows, ApplicationEventPublisher events) {
			return new CachedAccounts(rows, events);
		}

		@Bean
		CachedAccounts jdbcAccounts(@Qualifier("jdbcRows") AccountRows rows, ApplicationEventPublisher events) {
			return new CachedAccounts(rows, events);
		}

	}

}
