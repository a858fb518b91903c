package io.cacheaside.transaction;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.cacheaside.Position;
import io.cacheaside.engine.LoadStart;
import io.cacheaside.engine.SessionScope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Since when a thread may see an old state, and whether it may write; on a real database.
 */
class SpringTransactionScopeTests {

	private final Captures captures = new Captures();

	private final SpringTransactionScope scope = new SpringTransactionScope(this.captures);

	private final SimpleDriverDataSource dataSource = new SimpleDriverDataSource(new org.h2.Driver(),
			"jdbc:h2:mem:scope;DB_CLOSE_DELAY=-1");

	private JdbcTransactionManager transactions = new JdbcTransactionManager(this.dataSource);

	@BeforeEach
	void listen() {
		this.transactions.addListener(this.scope.listener(this.transactions));
	}

	@AfterEach
	void nothingStaysBoundToTheThread() {
		assertThat(TransactionSynchronizationManager.getResourceMap()).isEmpty();
		assertThat(TransactionSynchronizationManager.isSynchronizationActive()).isFalse();
		assertThat(this.scope.began()).isEmpty();
	}

	@Test
	void withoutATransactionEachReadSeesTheNewestState() {
		assertThat(this.scope.began()).isEmpty();
		assertThat(this.scope.mayWrite()).isFalse();
	}

	@Test
	void everyReadOfATransactionIsAsOldAsItsBeginning() {
		LoadStart beginning = this.captures.now();
		in(TransactionDefinition.PROPAGATION_REQUIRED, () -> {
			assertThat(this.scope.began()).contains(beginning);
			this.captures.moveOn();
			assertThat(this.scope.began()).contains(beginning);
			assertThat(this.scope.mayWrite()).isTrue();
		});
		in(TransactionDefinition.PROPAGATION_REQUIRED,
				() -> assertThat(this.scope.began()).contains(this.captures.now()));
	}

	@Test
	void whatBecomesKnownWhileATransactionBeginsIsNotKnownToIt() {
		LoadStart before = this.captures.now();
		this.transactions = beginningWith(this.captures::moveOn);
		in(TransactionDefinition.PROPAGATION_REQUIRED, () -> assertThat(this.scope.began()).contains(before));
	}

	@Test
	void readOnlyTransactionHasABeginningAndMayNotWrite() {
		TransactionTemplate readOnly = template(TransactionDefinition.PROPAGATION_REQUIRED);
		readOnly.setReadOnly(true);
		readOnly.executeWithoutResult((status) -> {
			assertThat(this.scope.began()).contains(this.captures.now());
			assertThat(this.scope.mayWrite()).isFalse();
			in(TransactionDefinition.PROPAGATION_REQUIRES_NEW, () -> assertThat(this.scope.mayWrite()).isTrue());
			assertThat(this.scope.mayWrite()).isFalse();
		});
	}

	@Test
	void joinedTransactionAndSavepointKeepTheBeginning() {
		for (int joining : List.of(TransactionDefinition.PROPAGATION_REQUIRED,
				TransactionDefinition.PROPAGATION_SUPPORTS, TransactionDefinition.PROPAGATION_MANDATORY,
				TransactionDefinition.PROPAGATION_NESTED)) {
			LoadStart beginning = this.captures.now();
			in(TransactionDefinition.PROPAGATION_REQUIRED, () -> {
				this.captures.moveOn();
				in(joining, () -> assertThat(this.scope.began()).contains(beginning));
				assertThat(this.scope.began()).contains(beginning);
			});
		}
	}

	@Test
	void savepointThatIsRolledBackKeepsTheBeginning() {
		LoadStart beginning = this.captures.now();
		in(TransactionDefinition.PROPAGATION_REQUIRED, () -> {
			this.captures.moveOn();
			template(TransactionDefinition.PROPAGATION_NESTED).executeWithoutResult((status) -> {
				assertThat(status.hasSavepoint()).isTrue();
				status.setRollbackOnly();
			});
			assertThat(this.scope.began()).contains(beginning);
		});
	}

	@Test
	void innerTransactionOfItsOwnHasItsOwnBeginningAndTheOuterOneComesBack() {
		LoadStart outer = this.captures.now();
		in(TransactionDefinition.PROPAGATION_REQUIRED, () -> {
			LoadStart inner = this.captures.moveOn();
			in(TransactionDefinition.PROPAGATION_REQUIRES_NEW, () -> {
				this.captures.moveOn();
				assertThat(this.scope.began()).contains(inner);
			});
			assertThat(this.scope.began()).contains(outer);
		});
	}

	@Test
	void outerBeginningComesBackAfterAnInnerTransactionThatCouldNotBegin() {
		LoadStart outer = this.captures.now();
		in(TransactionDefinition.PROPAGATION_REQUIRED, () -> {
			this.captures.moveOn();
			JdbcTransactionManager broken = beginningWith(() -> {
				throw new CannotCreateTransactionException("no connection");
			});
			TransactionTemplate inner = new TransactionTemplate(broken);
			inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
			assertThatExceptionOfType(CannotCreateTransactionException.class)
				.isThrownBy(() -> inner.executeWithoutResult((status) -> {
				}));
			assertThat(this.scope.began()).contains(outer);
		});
	}

	@Test
	void beginningOfATransactionInWhichAnotherOneBeganMeanwhileIsNotKnown() {
		JdbcTransactionManager other = new JdbcTransactionManager(
				new SimpleDriverDataSource(new org.h2.Driver(), "jdbc:h2:mem:other"));
		other.addListener(this.scope.listener(other));
		this.transactions = beginningWith(() -> new TransactionTemplate(other).executeWithoutResult((status) -> {
		}));
		in(TransactionDefinition.PROPAGATION_REQUIRED, this::assertNotKnown);
	}

	@Test
	void beginningOfATransactionThatWasGivenUpIsNotTakenForThatOfAnotherOne() {
		JdbcTransactionManager other = new JdbcTransactionManager(this.dataSource);
		other.addListener(this.scope.listener(other));
		other.addListener(new TransactionExecutionListener() {

			@Override
			public void beforeBegin(TransactionExecution transaction) {
				throw new IllegalStateException("not ours");
			}

		});
		this.transactions = beginningWith(() -> {
			this.captures.moveOn();
			assertThatException().isThrownBy(() -> other.getTransaction(null));
		});
		in(TransactionDefinition.PROPAGATION_REQUIRED, this::assertNotKnown);
	}

	@Test
	void listenerThatFailsLeavesNothingToTheNextTransaction() {
		RuntimeException failure = new IllegalStateException("not ours");
		List<RuntimeException> failures = new ArrayList<>(List.of(failure));
		this.transactions.addListener(new TransactionExecutionListener() {

			@Override
			public void beforeBegin(TransactionExecution transaction) {
				if (!failures.isEmpty()) {
					throw failures.remove(0);
				}
			}

		});
		assertThatException().isThrownBy(() -> in(TransactionDefinition.PROPAGATION_REQUIRED, () -> {
		})).isSameAs(failure);
		LoadStart next = this.captures.moveOn();
		in(TransactionDefinition.PROPAGATION_REQUIRED, () -> assertThat(this.scope.began()).contains(next));
	}

	@Test
	void beginningIsNotKnownOfATransactionManagerWithoutListeners() {
		this.transactions = new JdbcTransactionManager(this.dataSource);
		in(TransactionDefinition.PROPAGATION_REQUIRED, () -> {
			assertNotKnown();
			assertThat(this.scope.mayWrite()).isTrue();
		});
	}

	@Test
	void beginningIsNotKnownWhileNothingCanBeCaptured() {
		this.captures.becomeUnready();
		in(TransactionDefinition.PROPAGATION_REQUIRED, this::assertNotKnown);
	}

	@Test
	void scopeWithoutATransactionBeginsWithTheFirstQuestion() {
		for (int without : List.of(TransactionDefinition.PROPAGATION_SUPPORTS,
				TransactionDefinition.PROPAGATION_NOT_SUPPORTED)) {
			in(without, () -> {
				LoadStart first = this.captures.moveOn();
				assertThat(this.scope.began()).contains(first);
				DataSourceUtils.getConnection(this.dataSource);
				this.captures.moveOn();
				assertThat(this.scope.began()).contains(first);
				assertThat(this.scope.mayWrite()).isFalse();
			});
		}
	}

	@Test
	void scopeInWhichSomethingWasOpenedBeforeIsNotKnown() {
		in(TransactionDefinition.PROPAGATION_SUPPORTS, () -> {
			new JdbcTemplate(this.dataSource).queryForObject("select 1", Integer.class);
			assertNotKnown();
			in(TransactionDefinition.PROPAGATION_REQUIRED,
					() -> assertThat(this.scope.began()).contains(this.captures.now()));
			assertNotKnown();
		});
	}

	@Test
	void suspendedTransactionComesBackWithItsBeginning() {
		LoadStart beginning = this.captures.now();
		in(TransactionDefinition.PROPAGATION_REQUIRED, () -> {
			LoadStart later = this.captures.moveOn();
			in(TransactionDefinition.PROPAGATION_NOT_SUPPORTED, () -> {
				assertThat(this.scope.began()).contains(later);
				assertThat(this.scope.mayWrite()).isFalse();
			});
			assertThat(this.scope.began()).contains(beginning);
		});
	}

	@Test
	void callbacksOfTheEndSeeTheBeginning() {
		LoadStart beginning = this.captures.now();
		List<LoadStart> seen = new ArrayList<>();
		for (boolean rollback : List.of(false, true)) {
			template(TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult((status) -> {
				TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

					@Override
					public void afterCompletion(int status) {
						SpringTransactionScopeTests.this.scope.began().ifPresent(seen::add);
					}

				});
				if (rollback) {
					status.setRollbackOnly();
				}
			});
		}
		assertThat(seen).containsExactly(beginning, beginning);
	}

	@Test
	void nothingStaysBoundWhereAFailureSkipsACallback() {
		assertThatException().isThrownBy(() -> in(TransactionDefinition.PROPAGATION_REQUIRED,
				() -> TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

					@Override
					public void beforeCommit(boolean readOnly) {
						throw new CannotCreateTransactionException("beforeCompletion is not called after this");
					}

				})));
		assertThat(TransactionSynchronizationManager.getResourceMap()).isEmpty();
	}

	@Test
	void transactionInASessionIsAsOldAsTheSession() {
		LoadStart opened = this.captures.now();
		SessionScope.Attachment session = this.scope.attach(this.scope.capture());
		this.captures.moveOn();
		assertThat(this.scope.began()).contains(opened);
		in(TransactionDefinition.PROPAGATION_REQUIRED, () -> assertThat(this.scope.began()).contains(opened));
		in(TransactionDefinition.PROPAGATION_SUPPORTS, () -> assertThat(this.scope.began()).contains(opened));
		session.detach();
		assertThat(this.scope.began()).isEmpty();
	}

	@Test
	void sessionDoesNotHideThatABeginningIsNotKnown() {
		this.transactions = new JdbcTransactionManager(this.dataSource);
		SessionScope.Attachment session = this.scope.attach(this.scope.capture());
		in(TransactionDefinition.PROPAGATION_REQUIRED, this::assertNotKnown);
		session.detach();
		SessionScope.Attachment unknown = this.scope.attach(null);
		assertNotKnown();
		unknown.detach();
	}

	@Test
	void innerSessionGivesWayToTheOuterOne() {
		LoadStart outer = this.captures.now();
		SessionScope.Attachment first = this.scope.attach(outer);
		SessionScope.Attachment second = this.scope.attach(this.captures.moveOn());
		assertThat(this.scope.began()).contains(this.captures.now());
		second.detach();
		assertThat(this.scope.began()).contains(outer);
		first.detach();
	}

	@Test
	void anotherThreadHasNoPartInATransactionOrSession() {
		SessionScope.Attachment session = this.scope.attach(this.captures.now());
		in(TransactionDefinition.PROPAGATION_REQUIRED, () -> {
			assertThat(CompletableFuture.supplyAsync(() -> this.scope.began().isEmpty()).join()).isTrue();
			assertThat(CompletableFuture.supplyAsync(this.scope::mayWrite).join()).isFalse();
		});
		session.detach();
	}

	private void assertNotKnown() {
		assertThat(this.scope.began()).hasValueSatisfying((start) -> {
			assertThat(start.drops()).isNegative();
			assertThat(start.position()).isEqualTo(Position.NONE);
		});
	}

	private JdbcTransactionManager beginningWith(Runnable first) {
		JdbcTransactionManager manager = new JdbcTransactionManager(this.dataSource) {

			@Override
			protected void doBegin(Object transaction, TransactionDefinition definition) {
				first.run();
				super.doBegin(transaction, definition);
			}

		};
		manager.addListener(this.scope.listener(manager));
		return manager;
	}

	private void in(int propagation, Runnable work) {
		template(propagation).executeWithoutResult((status) -> work.run());
	}

	private TransactionTemplate template(int propagation) {
		TransactionTemplate template = new TransactionTemplate(this.transactions);
		template.setPropagationBehavior(propagation);
		return template;
	}

}
