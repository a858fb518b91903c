package io.cacheaside.transaction;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.engine.Invalidation;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * When what a transaction invalidates is carried out; on a real database, since the order
 * of Spring's callbacks is what matters.
 */
@ExtendWith(OutputCaptureExtension.class)
class DeferredInvalidationTests {

	private static final Invalidation USER_1 = tags("user 1");

	private static final Invalidation USER_2 = tags("user 2");

	private final RecordingInvalidator delegate = new RecordingInvalidator();

	private final SpringTransactionScope scope = new SpringTransactionScope(() -> null);

	private @Nullable Connection keepAlive;

	private JdbcTemplate jdbc = new JdbcTemplate();

	private JdbcTransactionManager transactions = new JdbcTransactionManager();

	@BeforeEach
	void openDatabase() throws Exception {
		JdbcDataSource dataSource = new JdbcDataSource();
		dataSource.setUrl("jdbc:h2:mem:" + getClass().getSimpleName());
		this.keepAlive = dataSource.getConnection();
		this.jdbc = new JdbcTemplate(dataSource);
		this.jdbc.execute("create table names (name varchar)");
		this.transactions = new JdbcTransactionManager(dataSource);
		this.transactions.addListener(this.scope.listener(this.transactions));
	}

	@AfterEach
	void nothingStaysBoundToTheThread() throws Exception {
		if (this.keepAlive != null) {
			this.keepAlive.close();
		}
		assertThat(TransactionSynchronizationManager.getResourceMap()).isEmpty();
		assertThat(TransactionSynchronizationManager.isSynchronizationActive()).isFalse();
	}

	@Test
	void withoutATransactionNothingIsDeferred() {
		assertThat(this.scope.isDeferring()).isFalse();
		assertThat(this.scope.defer(USER_1, this.delegate)).isFalse();
		assertThat(this.delegate.seen).isEmpty();
	}

	@Test
	void commitPassesOnOneInvalidationInOrderWithoutRepetition() {
		inTransaction(() -> {
			assertThat(this.scope.isDeferring()).isTrue();
			invalidate(USER_2);
			invalidate(tags("user 1", "user 2"));
			invalidate(USER_2);
			assertThat(this.delegate.seen).isEmpty();
		});
		assertThat(this.delegate.seen).containsExactly(tags("user 2", "user 1"));
	}

	@Test
	void whatIsPassedOnIsCommittedAlready() {
		List<Integer> rowsSeenByOthers = new ArrayList<>();
		inTransaction(() -> {
			this.jdbc.update("insert into names values ('a')");
			this.scope.defer(USER_1, (invalidation) -> {
				TransactionTemplate other = template(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
				rowsSeenByOthers.add(other.execute((status) -> count()));
				return this.delegate.invalidate(invalidation);
			});
		});
		assertThat(rowsSeenByOthers).containsExactly(1);
	}

	@Test
	void rollbackPassesOnNothing() {
		assertThatIllegalStateException().isThrownBy(() -> inTransaction(() -> {
			invalidate(USER_1);
			throw new IllegalStateException("rolled back");
		}));
		template(TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult((status) -> {
			invalidate(USER_1);
			status.setRollbackOnly();
		});
		assertThat(this.delegate.seen).isEmpty();
	}

	@Test
	void rolledBackTransactionLeavesNothingToTheNextOne() {
		template(TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult((status) -> {
			invalidate(USER_1);
			status.setRollbackOnly();
		});
		inTransaction(() -> invalidate(USER_2));
		assertThat(this.delegate.seen).containsExactly(USER_2);
	}

	@Test
	void innerTransactionOfItsOwnCommitsAlone() {
		assertThatIllegalStateException().isThrownBy(() -> inTransaction(() -> {
			invalidate(USER_1);
			template(TransactionDefinition.PROPAGATION_REQUIRES_NEW)
				.executeWithoutResult((status) -> invalidate(USER_2));
			assertThat(this.delegate.seen).containsExactly(USER_2);
			throw new IllegalStateException("rolled back");
		}));
		assertThat(this.delegate.seen).containsExactly(USER_2);
	}

	@Test
	void outerTransactionKeepsItsOwnOverAnInnerRollback() {
		inTransaction(() -> {
			invalidate(USER_1);
			template(TransactionDefinition.PROPAGATION_REQUIRES_NEW).executeWithoutResult((status) -> {
				invalidate(USER_2);
				status.setRollbackOnly();
			});
			invalidate(tags("user 3"));
		});
		assertThat(this.delegate.seen).containsExactly(tags("user 1", "user 3"));
	}

	@Test
	void suspendedTransactionIsNotActive() {
		inTransaction(() -> {
			invalidate(USER_1);
			template(TransactionDefinition.PROPAGATION_NOT_SUPPORTED)
				.executeWithoutResult((status) -> invalidate(USER_2));
			assertThat(this.delegate.seen).containsExactly(USER_2);
		});
		assertThat(this.delegate.seen).containsExactly(USER_2, USER_1);
	}

	@Test
	void failingAfterCommitOfAnotherSynchronizationDoesNotSkipIt() {
		assertThatIllegalStateException().isThrownBy(() -> inTransaction(() -> {
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public int getOrder() {
					return Integer.MIN_VALUE;
				}

				@Override
				public void afterCommit() {
					throw new IllegalStateException("not ours");
				}

			});
			invalidate(USER_1);
		})).withMessage("not ours");
		assertThat(this.delegate.seen).containsExactly(USER_1);
	}

	@Test
	void invalidationOfAnAfterCommitCallbackIsPassedOnToo() {
		inTransaction(() -> TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void afterCommit() {
				DeferredInvalidationTests.this.invalidate(USER_1);
			}

			@Override
			public void afterCompletion(int status) {
				DeferredInvalidationTests.this.invalidate(USER_2);
			}

		}));
		assertThat(this.delegate.seen).containsExactlyInAnyOrder(USER_1, USER_2);
	}

	@Test
	void readOnlyTransactionDefersAsWell() {
		TransactionTemplate readOnly = template(TransactionDefinition.PROPAGATION_REQUIRED);
		readOnly.setReadOnly(true);
		readOnly.executeWithoutResult((status) -> {
			invalidate(USER_1);
			assertThat(this.delegate.seen).isEmpty();
		});
		assertThat(this.delegate.seen).containsExactly(USER_1);
	}

	@Test
	void rollbackToASavepointKeepsTheTargets() {
		inTransaction(() -> template(TransactionDefinition.PROPAGATION_NESTED).executeWithoutResult((status) -> {
			invalidate(USER_1);
			status.setRollbackOnly();
		}));
		assertThat(this.delegate.seen).containsExactly(USER_1);
	}

	@Test
	void failureAfterTheCommitIsLoggedAndNotThrown(CapturedOutput output) {
		this.delegate.failure = new IllegalStateException("Redis is gone");
		inTransaction(() -> {
			this.jdbc.update("insert into names values ('a')");
			invalidate(USER_1);
		});
		assertThat(output).contains("but its invalidation of").contains("Redis is gone");
		assertThat(count()).isEqualTo(1);
	}

	@Test
	void unknownOutcomeCountsAsCommitted() {
		TransactionSystemException unknown = new TransactionSystemException("connection lost");
		TransactionTemplate template = new TransactionTemplate(new UnsureTransactionManager(unknown));
		assertThatException().isThrownBy(() -> template.executeWithoutResult((status) -> invalidate(USER_1)))
			.isSameAs(unknown);
		assertThat(this.delegate.seen).containsExactly(USER_1);
	}

	@Test
	void unknownEndOfATransactionThatSpringDidNotBeginCountsAsCommitted() {
		new TransactionTemplate(new ForeignTransactionManager()).executeWithoutResult((status) -> {
			invalidate(USER_1);
			status.setRollbackOnly();
		});
		assertThat(this.delegate.seen).containsExactly(USER_1);
	}

	@Test
	void failedCommitThatSpringReportsAsARollbackCountsAsCommitted() {
		QueryTimeoutException lost = new QueryTimeoutException("no answer to the commit");
		TransactionTemplate template = new TransactionTemplate(new UnsureTransactionManager(lost));
		assertThatException().isThrownBy(() -> template.executeWithoutResult((status) -> invalidate(USER_1)))
			.isSameAs(lost);
		assertThat(this.delegate.seen).containsExactly(USER_1);
	}

	@Test
	void transactionEndedOnAnotherThreadLeavesNothingToTheNextOne() throws Exception {
		inTransaction(() -> {
			invalidate(USER_1);
			TransactionSynchronization pending = TransactionSynchronizationManager.getSynchronizations().get(0);
			Thread reaper = new Thread(() -> pending.afterCompletion(TransactionSynchronization.STATUS_ROLLED_BACK));
			reaper.start();
			try {
				reaper.join();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			TransactionSynchronizationManager.clearSynchronization();
			TransactionSynchronizationManager.initSynchronization();
			invalidate(USER_2);
		});
		assertThat(this.delegate.seen).containsExactly(USER_2);
	}

	/** As the engine does. */
	private void invalidate(Invalidation invalidation) {
		if (!this.scope.defer(invalidation, this.delegate)) {
			this.delegate.invalidate(invalidation);
		}
	}

	private void inTransaction(Runnable work) {
		template(TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult((status) -> work.run());
	}

	private TransactionTemplate template(int propagation) {
		TransactionTemplate template = new TransactionTemplate(this.transactions);
		template.setPropagationBehavior(propagation);
		return template;
	}

	private int count() {
		return this.jdbc.queryForList("select name from names").size();
	}

	private static Invalidation tags(String... tags) {
		List<InvalidationTarget> targets = new ArrayList<>();
		for (String tag : tags) {
			targets.add(new InvalidationTarget.Tag(tag));
		}
		return Invalidation.of(targets);
	}

	/** Never hears whether its commit has reached the database. */
	private static class UnsureTransactionManager extends AbstractPlatformTransactionManager {

		private final RuntimeException failure;

		UnsureTransactionManager(RuntimeException failure) {
			this.failure = failure;
		}

		@Override
		protected Object doGetTransaction() {
			return new Object();
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
			throw this.failure;
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
		}

	}

	/** Takes part in a transaction whose end it does not learn of. */
	private static final class ForeignTransactionManager extends UnsureTransactionManager {

		ForeignTransactionManager() {
			super(new IllegalStateException("not its business"));
		}

		@Override
		protected boolean isExistingTransaction(Object transaction) {
			return true;
		}

		@Override
		protected void doSetRollbackOnly(DefaultTransactionStatus status) {
		}

	}

}
