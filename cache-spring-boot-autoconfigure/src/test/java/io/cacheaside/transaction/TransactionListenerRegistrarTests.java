package io.cacheaside.transaction;

import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizationAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.ReactiveTransaction;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.reactive.AbstractReactiveTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.cacheaside.engine.LoadStart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.CALLS_REAL_METHODS;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.withSettings;

/** Transaction managers get the listener, however they are made. */
class TransactionListenerRegistrarTests {

	private static final Captures captures = new Captures();

	private final ApplicationContextRunner context = new ApplicationContextRunner()
		.withUserConfiguration(ScopeConfiguration.class);

	@Test
	void transactionManagerOfTheApplicationIsListenedTo() {
		this.context.withUserConfiguration(OwnTransactionManager.class).run((context) -> {
			JdbcTransactionManager manager = context.getBean(JdbcTransactionManager.class);
			assertThat(manager.getTransactionExecutionListeners()).hasSize(2)
				.hasAtLeastOneElementOfType(TransactionBeginning.class);
			assertBeginningIsKnown(context.getBean(SpringTransactionScope.class), manager);
		});
	}

	@Test
	void transactionManagerThatBootCustomizesIsListenedTo() {
		this.context.withUserConfiguration(ListenerAsABean.class)
			.withConfiguration(AutoConfigurations.of(TransactionManagerCustomizationAutoConfiguration.class,
					DataSourceAutoConfiguration.class, DataSourceTransactionManagerAutoConfiguration.class))
			.run((context) -> {
				JdbcTransactionManager manager = context.getBean(JdbcTransactionManager.class);
				assertThat(manager.getTransactionExecutionListeners()).hasSize(2)
					.hasAtLeastOneElementOfType(TransactionBeginning.class);
				assertBeginningIsKnown(context.getBean(SpringTransactionScope.class), manager);
			});
	}

	@Test
	void registeringTwiceAddsOnce() {
		SpringTransactionScope scope = new SpringTransactionScope(captures);
		TransactionListenerRegistrar registrar = new TransactionListenerRegistrar(() -> scope);
		JdbcTransactionManager manager = new JdbcTransactionManager();
		registrar.postProcessBeforeInitialization(manager, "manager");
		registrar.postProcessBeforeInitialization(manager, "manager");
		assertThat(manager.getTransactionExecutionListeners()).singleElement().isInstanceOf(TransactionBeginning.class);
	}

	@Test
	void everyOtherBeanIsLeftAlone() {
		TransactionListenerRegistrar registrar = new TransactionListenerRegistrar(() -> {
			throw new AssertionError("nobody needs the listener");
		});
		PlatformTransactionManager plain = mock(PlatformTransactionManager.class);
		assertThat(registrar.postProcessBeforeInitialization(plain, "plain")).isSameAs(plain);
		AbstractReactiveTransactionManager reactive = mock(AbstractReactiveTransactionManager.class);
		assertThat(registrar.postProcessBeforeInitialization(reactive, "reactive")).isSameAs(reactive);
		assertThat(registrar.postProcessBeforeInitialization("text", "text")).isEqualTo("text");
	}

	@Test
	void reactiveTransactionIsNotTakenForOneOfThisThread() {
		SpringTransactionScope scope = new SpringTransactionScope(captures);
		ReactiveTransaction transaction = mock(ReactiveTransaction.class,
				withSettings().defaultAnswer(CALLS_REAL_METHODS));
		assertThat(transaction.isNewTransaction()).isTrue();
		scope.listener(this).beforeBegin(transaction);
		assertThat(TransactionSynchronizationManager.getResourceMap()).isEmpty();
	}

	@Test
	void proxiedTransactionManagerIsListenedTo() {
		SpringTransactionScope scope = new SpringTransactionScope(captures);
		JdbcTransactionManager manager = OwnTransactionManager.manager();
		new TransactionListenerRegistrar(() -> scope).postProcessBeforeInitialization(manager, "manager");
		ProxyFactory factory = new ProxyFactory(manager);
		factory.setInterfaces(PlatformTransactionManager.class, ConfigurableTransactionManager.class);
		assertBeginningIsKnown(scope, (PlatformTransactionManager) factory.getProxy());
	}

	private static void assertBeginningIsKnown(SpringTransactionScope scope, PlatformTransactionManager manager) {
		LoadStart beginning = captures.now();
		new TransactionTemplate(manager).executeWithoutResult((status) -> {
			captures.moveOn();
			assertThat(scope.began()).contains(beginning);
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class ScopeConfiguration {

		@Bean
		static SpringTransactionScope transactionScope() {
			return new SpringTransactionScope(captures);
		}

		@Bean
		static TransactionListenerRegistrar transactionListenerRegistrar(
				org.springframework.beans.factory.ObjectProvider<SpringTransactionScope> scope) {
			return new TransactionListenerRegistrar(scope::getObject);
		}

	}

	/** One of the application, which Boot adds. */
	@Configuration(proxyBeanMethods = false)
	static class ListenerAsABean {

		@Bean
		TransactionExecutionListener transactionListener() {
			return new TransactionExecutionListener() {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnTransactionManager {

		@Bean
		JdbcTransactionManager transactionManager() {
			JdbcTransactionManager manager = manager();
			manager.setTransactionExecutionListeners(List.of(new TransactionExecutionListener() {
			}));
			return manager;
		}

		static JdbcTransactionManager manager() {
			return new JdbcTransactionManager(new SimpleDriverDataSource(new org.h2.Driver(), "jdbc:h2:mem:registrar"));
		}

	}

}
