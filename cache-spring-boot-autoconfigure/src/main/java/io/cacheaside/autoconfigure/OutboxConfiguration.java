package io.cacheaside.autoconfigure;

import javax.sql.DataSource;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.sql.autoconfigure.init.OnDatabaseInitializationCondition;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;

import io.cacheaside.CacheConfigurationException;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.Coordination;
import io.cacheaside.outbox.JdbcOutbox;
import io.cacheaside.outbox.OutboxDrain;
import io.cacheaside.outbox.OutboxThreads;

/** Invalidations that outlive the process, in a table of the application's database. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnCaching
@ConditionalOnBean(CacheEngine.class)
@ConditionalOnProperty(name = "cacheaside.outbox.enabled", havingValue = "true")
class OutboxConfiguration {

	private static final String NEEDS = "cacheaside.outbox.enabled is true, but there is no ";

	private static final String OR_OFF = ", or set cacheaside.outbox.enabled to false.";

	/** Spring JDBC and what Spring Boot adds to it are there. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ JdbcTemplate.class, DataSourceScriptDatabaseInitializer.class })
	@Import(DatabaseInitializationDependencyConfigurer.class)
	static class JdbcConfiguration {

		@Bean
		@Conditional(OnOutboxSchema.class)
		OutboxSchema cacheAsideOutboxSchema(ObjectProvider<DataSource> dataSource, CacheAsideProperties properties) {
			return new OutboxSchema(single(dataSource), properties.outbox());
		}

		@Bean
		@DependsOnDatabaseInitialization
		JdbcOutbox cacheAsideOutbox(ObjectProvider<DataSource> dataSource, CacheAsideProperties properties,
				EngineThreads threads) {
			return new JdbcOutbox(single(dataSource), properties.outbox().table(), threads(threads)).checked();
		}

		@Bean
		OutboxLifecycle cacheAsideOutboxLifecycle(JdbcOutbox outbox, CacheEngine engine, Coordination coordination,
				CacheAsideProperties properties, EngineThreads threads) {
			CacheAsideProperties.Outbox settings = properties.outbox();
			return new OutboxLifecycle(outbox, new OutboxDrain(outbox, engine, coordination, new OutboxDrain.Settings(
					settings.interval().duration(), settings.delay().duration(), threads(threads))));
		}

		private static OutboxThreads threads(EngineThreads threads) {
			return new OutboxThreads(threads.scheduler(), threads.executor());
		}

		private static DataSource single(ObjectProvider<DataSource> dataSource) {
			DataSource single = dataSource.getIfUnique();
			if (single == null) {
				throw new CacheConfigurationException(NEEDS + "single DataSource",
						"Configure a DataSource, mark the one whose transactions invalidate as @Primary" + OR_OFF);
			}
			return single;
		}

	}

	/**
	 * Somebody else creates the table where it says so; then the database is not asked.
	 */
	static final class OnOutboxSchema extends OnDatabaseInitializationCondition {

		OnOutboxSchema() {
			super("Outbox", "cacheaside.outbox.initialize-schema");
		}

	}

	/** They are not. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer")
	static class NoJdbcConfiguration {

		@Bean
		InitializingBean cacheAsideOutboxRefusal() {
			return () -> {
				throw new CacheConfigurationException(NEEDS + "Spring JDBC on the class path",
						"Add spring-boot-starter-jdbc or spring-boot-starter-data-jpa" + OR_OFF);
			};
		}

	}

}
