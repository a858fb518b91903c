package io.cacheaside.transaction;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.Test;

import org.springframework.core.Ordered;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.engine.Delivery;
import io.cacheaside.engine.Invalidation;
import io.cacheaside.engine.InvalidationOutbox;
import io.cacheaside.engine.Invalidator;
import io.cacheaside.engine.LoadStart;
import io.cacheaside.engine.OutboxStatistics;
import io.cacheaside.Position;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What transactions keep in an outbox, and when they let go of it. */
class OutboxKeepingTests {

	private static final Invalidation USER_1 = tag("user 1");

	private static final Invalidation USER_2 = tag("user 2");

	private final List<String> events = new ArrayList<>();

	private final CompletableFuture<Void> acknowledged = new CompletableFuture<>();

	private @Nullable RuntimeException refusal;

	private final SpringTransactionScope scope = new SpringTransactionScope(() -> new LoadStart(Position.NONE, 1, 1, 1),
			RecordingOutbox::new);

	private final Invalidator invalidator = new Slow();

	private final JdbcTransactionManager transactions = transactions(true);

	@Test
	void whatATransactionInvalidatesIsKeptAsOneBeforeTheCommitAndLetGoWhenItIsDelivered() {
		inTransaction(() -> {
			this.scope.defer(USER_1, this.invalidator);
			this.scope.defer(USER_2, this.invalidator);
			assertThat(this.events).isEmpty();
		});
		assertThat(this.events).containsExactly("keep user 1, user 2", "deliver user 1, user 2");
		this.acknowledged.complete(null);
		assertThat(this.events).endsWith("let go of user 1, user 2");
	}

	@Test
	void transactionThatInvalidatesNothingKeepsNothing() {
		inTransaction(this.scope::began);
		assertThat(this.events).isEmpty();
	}

	@Test
	void rolledBackTransactionKeepsNothing() {
		template(TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult((status) -> {
			this.scope.defer(USER_1, this.invalidator);
			status.setRollbackOnly();
		});
		assertThat(this.events).isEmpty();
	}

	@Test
	void whatOtherCallbacksInvalidateBeforeTheCommitIsKeptWithTheRest() {
		inTransaction(() -> {
			this.scope.defer(USER_1, this.invalidator);
			beforeCommit(0, () -> this.scope.defer(USER_2, this.invalidator));
		});
		assertThat(this.events).startsWith("keep user 1, user 2", "deliver user 1, user 2");
	}

	@Test
	void whatComesLaterStillIsKeptAtOnce() {
		inTransaction(() -> {
			this.scope.defer(USER_1, this.invalidator);
			beforeCommit(Ordered.LOWEST_PRECEDENCE, () -> this.scope.defer(USER_2, this.invalidator));
		});
		assertThat(this.events).containsExactly("keep user 1", "keep user 2", "deliver user 1, user 2");
		this.acknowledged.complete(null);
		assertThat(this.events).endsWith("let go of user 1", "let go of user 2");
	}

	@Test
	void firstInvalidationAmongTheCallbacksBeforeTheCommitIsKept() {
		inTransaction(() -> beforeCommit(Ordered.LOWEST_PRECEDENCE, () -> this.scope.defer(USER_1, this.invalidator)));
		assertThat(this.events).containsExactly("keep user 1", "deliver user 1");
	}

	@Test
	void whereNobodyToldOfTheBeginningItIsKeptAtOnce() {
		new TransactionTemplate(transactions(false)).executeWithoutResult((status) -> {
			this.scope.defer(USER_1, this.invalidator);
			assertThat(this.events).containsExactly("keep user 1");
		});
		new TransactionTemplate(transactions(false)).executeWithoutResult(
				(status) -> beforeCommit(Ordered.LOWEST_PRECEDENCE, () -> this.scope.defer(USER_2, this.invalidator)));
		assertThat(this.events).containsExactly("keep user 1", "deliver user 1", "keep user 2", "deliver user 2");
	}

	@Test
	void innerTransactionKeepsItsOwn() {
		inTransaction(() -> {
			this.scope.defer(USER_1, this.invalidator);
			template(TransactionDefinition.PROPAGATION_REQUIRES_NEW)
				.executeWithoutResult((status) -> this.scope.defer(USER_2, this.invalidator));
		});
		assertThat(this.events).containsExactly("keep user 2", "deliver user 2", "keep user 1", "deliver user 1");
	}

	@Test
	void whatATransactionOfAnotherManagerInvalidatesWithinIsKeptAtBothEnds() {
		inTransaction(() -> new TransactionTemplate(transactions(true))
			.executeWithoutResult((status) -> this.scope.defer(USER_1, this.invalidator)));
		assertThat(this.events).containsExactly("keep user 1", "deliver user 1", "keep user 1", "deliver user 1");
	}

	@Test
	void readOnlyTransactionInvalidatesAndKeepsNothing() {
		TransactionTemplate readOnly = template(TransactionDefinition.PROPAGATION_REQUIRED);
		readOnly.setReadOnly(true);
		readOnly.executeWithoutResult((status) -> this.scope.defer(USER_1, this.invalidator));
		assertThat(this.events).containsExactly("deliver user 1");
	}

	@Test
	void transactionThatCannotKeepItIsNotCommitted() {
		this.refusal = new DataIntegrityViolationException("no room");
		List<Integer> ends = new ArrayList<>();
		assertThatExceptionOfType(DataIntegrityViolationException.class).isThrownBy(() -> inTransaction(() -> {
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void afterCompletion(int status) {
					ends.add(status);
				}

			});
			this.scope.defer(USER_1, this.invalidator);
		}));
		assertThat(ends).containsExactly(TransactionSynchronization.STATUS_ROLLED_BACK);
	}

	private void beforeCommit(int order, Runnable work) {
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public int getOrder() {
				return order;
			}

			@Override
			public void beforeCommit(boolean readOnly) {
				work.run();
			}

		});
	}

	private JdbcTransactionManager transactions(boolean heard) {
		JdbcTransactionManager manager = new JdbcTransactionManager(
				new SimpleDriverDataSource(new org.h2.Driver(), "jdbc:h2:mem:keeping"));
		if (heard) {
			manager.setTransactionExecutionListeners(List.of(this.scope.listener(manager)));
		}
		return manager;
	}

	private void inTransaction(Runnable work) {
		template(TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult((status) -> work.run());
	}

	private TransactionTemplate template(int propagation) {
		TransactionTemplate template = new TransactionTemplate(this.transactions);
		template.setPropagationBehavior(propagation);
		return template;
	}

	private static Invalidation tag(String tag) {
		return Invalidation.of(new InvalidationTarget.Tag(tag));
	}

	private static String names(Invalidation invalidation) {
		return String.join(", ",
				invalidation.targets().stream().map((target) -> ((InvalidationTarget.Tag) target).tag()).toList());
	}

	private final class RecordingOutbox implements InvalidationOutbox {

		@Override
		public Runnable keep(Invalidation invalidation) {
			if (OutboxKeepingTests.this.refusal != null) {
				throw OutboxKeepingTests.this.refusal;
			}
			OutboxKeepingTests.this.events.add("keep " + names(invalidation));
			return () -> OutboxKeepingTests.this.events.add("let go of " + names(invalidation));
		}

		@Override
		public OutboxStatistics statistics() {
			return OutboxStatistics.NONE;
		}

	}

	/** In force at once, acknowledged when the test says so. */
	private final class Slow implements Invalidator {

		@Override
		public CompletionStage<Void> invalidate(Invalidation invalidation) {
			return deliver(invalidation).inForce();
		}

		@Override
		public Delivery deliver(Invalidation invalidation) {
			OutboxKeepingTests.this.events.add("deliver " + names(invalidation));
			return new Delivery(CompletableFuture.completedFuture(null), OutboxKeepingTests.this.acknowledged);
		}

	}

}
