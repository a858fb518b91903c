package io.cacheaside.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.orm.jpa.support.OpenEntityManagerInViewInterceptor;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.MvcResult;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.WebAsyncTask;
import org.springframework.web.servlet.handler.WebRequestHandlerInterceptorAdapter;
import org.springframework.web.util.WebUtils;

import io.cacheaside.engine.LoadStart;
import io.cacheaside.transaction.Captures;
import io.cacheaside.transaction.SpringTransactionScope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.asyncDispatch;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

/**
 * A session that stays open for a request remembers what it read, so its loads are as old
 * as the request; with Hibernate, and with the interceptor that Boot configures.
 */
class SessionStartFilterTests {

	private static final SimpleDriverDataSource dataSource = new SimpleDriverDataSource(new org.h2.Driver(),
			"jdbc:h2:mem:sessions;DB_CLOSE_DELAY=-1");

	private static final LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();

	private final Captures captures = new Captures();

	private final SpringTransactionScope scope = new SpringTransactionScope(this.captures);

	private final SessionStartFilter filter = new SessionStartFilter(this.scope);

	private final JdbcTemplate jdbc = new JdbcTemplate(dataSource);

	private final Controller controller = new Controller();

	private final List<Optional<LoadStart>> dispatched = new ArrayList<>();

	private MockMvc web = MockMvcBuilders.standaloneSetup().build();

	@BeforeAll
	static void startHibernate() {
		factory.setDataSource(dataSource);
		factory.setManagedTypes(
				org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes.of(Row.class.getName()));
		factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
		factory.setJpaPropertyMap(Map.of("hibernate.hbm2ddl.auto", "create"));
		factory.afterPropertiesSet();
	}

	@AfterAll
	static void stopHibernate() {
		factory.destroy();
	}

	@BeforeEach
	void openInView() {
		this.jdbc.update("delete from row_");
		this.jdbc.update("insert into row_ (id, text) values (1, 'old')");
		OpenEntityManagerInViewInterceptor openInView = new OpenEntityManagerInViewInterceptor();
		openInView.setEntityManagerFactory(entityManagerFactory());
		this.web = MockMvcBuilders.standaloneSetup(this.controller)
			.addFilters(this.filter, this::noteDispatch)
			.addInterceptors(new WebRequestHandlerInterceptorAdapter(openInView))
			.build();
	}

	@AfterEach
	void nothingStaysOnTheThread() {
		assertThat(this.scope.began()).isEmpty();
		assertThat(TransactionSynchronizationManager.getResourceMap()).isEmpty();
	}

	@Test
	void loadInAnOpenSessionIsAsOldAsTheRequest() throws Exception {
		LoadStart beginning = this.captures.now();
		this.web.perform(get("/"));
		assertThat(this.controller.read).as("the session remembers").containsExactly("old", "old", "old");
		assertThat(this.controller.began).containsOnly(Optional.of(beginning)).hasSize(3);
	}

	@Test
	void nextRequestBeginsAnew() throws Exception {
		this.web.perform(get("/"));
		this.controller.began.clear();
		LoadStart beginning = this.captures.now();
		this.web.perform(get("/"));
		assertThat(this.controller.began).containsOnly(Optional.of(beginning));
	}

	@Test
	void threadOfACallableAndTheDispatchAfterItWorkInTheSameSession() throws Exception {
		LoadStart beginning = this.captures.now();
		MvcResult result = this.web.perform(get("/callable")).andReturn();
		result.getAsyncResult();
		assertThat(this.scope.began()).isEmpty();
		assertThat(this.controller.read).containsExactly("old", "old", "old");
		assertThat(this.controller.began).containsOnly(Optional.of(beginning));
		this.web.perform(asyncDispatch(result));
		assertThat(this.dispatched).containsExactly(Optional.of(beginning));
	}

	@Test
	void callableLeavesNothingOnItsThread() throws Exception {
		List<Optional<LoadStart>> afterwards = new ArrayList<>();
		CompletableFuture<Void> done = new CompletableFuture<>();
		this.controller.executor = new SimpleAsyncTaskExecutor((task) -> new Thread(() -> {
			task.run();
			afterwards.add(this.scope.began());
			done.complete(null);
		}));
		MvcResult result = this.web.perform(get("/callable")).andReturn();
		this.web.perform(asyncDispatch(result));
		done.join();
		assertThat(this.controller.began).doesNotContain(Optional.empty()).isNotEmpty();
		assertThat(afterwards).containsExactly(Optional.empty());
	}

	@Test
	void threadOfTheApplicationHasNoSession() throws Exception {
		MvcResult result = this.web.perform(get("/deferred")).andReturn();
		result.getAsyncResult();
		assertThat(this.controller.began).containsExactly(Optional.empty());
		this.web.perform(asyncDispatch(result));
	}

	@Test
	void requestThatFailsLeavesNothing() {
		assertThatException().isThrownBy(() -> this.web.perform(get("/failing")));
		assertThat(this.controller.began).doesNotContain(Optional.empty()).hasSize(1);
	}

	@Test
	void errorPageIsPartOfTheRequest() throws Exception {
		LoadStart beginning = this.captures.now();
		List<Optional<LoadStart>> began = new ArrayList<>();
		FilterChain page = (request, response) -> began.add(this.scope.began());
		MockHttpServletRequest request = new MockHttpServletRequest();
		this.filter.doFilter(request, new MockHttpServletResponse(), page);
		this.captures.moveOn();
		request.setDispatcherType(DispatcherType.ERROR);
		request.setAttribute(WebUtils.ERROR_REQUEST_URI_ATTRIBUTE, "/failing");
		this.filter.doFilter(request, new MockHttpServletResponse(), page);
		assertThat(began).containsExactly(Optional.of(beginning), Optional.of(beginning));
	}

	private void noteDispatch(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (request.getDispatcherType() == DispatcherType.ASYNC) {
			this.dispatched.add(this.scope.began());
		}
		chain.doFilter(request, response);
	}

	private static EntityManagerFactory entityManagerFactory() {
		EntityManagerFactory object = factory.getObject();
		assertThat(object).isNotNull();
		return object;
	}

	/** Reads, lets others change what it read, and reads again. */
	@RestController
	class Controller {

		final List<String> read = new ArrayList<>();

		final List<Optional<LoadStart>> began = new ArrayList<>();

		private final EntityManager entities = SharedEntityManagerCreator
			.createSharedEntityManager(entityManagerFactory());

		private final TransactionTemplate transaction = new TransactionTemplate(transactions());

		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor();

		private JpaTransactionManager transactions() {
			JpaTransactionManager manager = new JpaTransactionManager(entityManagerFactory());
			manager.addListener(SessionStartFilterTests.this.scope.listener(manager));
			return manager;
		}

		@GetMapping("/")
		String read() {
			load();
			SessionStartFilterTests.this.jdbc.update("update row_ set text = 'new' where id = 1");
			SessionStartFilterTests.this.captures.moveOn();
			load();
			this.transaction.executeWithoutResult((status) -> load());
			return "read";
		}

		@GetMapping("/callable")
		WebAsyncTask<String> callable() {
			Callable<String> task = this::read;
			SessionStartFilterTests.this.captures.moveOn();
			return new WebAsyncTask<>(null, this.executor, task);
		}

		@GetMapping("/deferred")
		DeferredResult<String> deferred() {
			DeferredResult<String> result = new DeferredResult<>();
			CompletableFuture.runAsync(() -> {
				this.began.add(SessionStartFilterTests.this.scope.began());
				result.setResult("done");
			});
			return result;
		}

		@GetMapping("/failing")
		String failing() {
			load();
			throw new IllegalStateException("the handler failed");
		}

		private void load() {
			this.began.add(SessionStartFilterTests.this.scope.began());
			this.read.add(this.entities.find(Row.class, 1L).text);
		}

	}

}
