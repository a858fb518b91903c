package io.cacheaside.transaction;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.core.Ordered;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.engine.AfterCommit;
import io.cacheaside.engine.Invalidation;
import io.cacheaside.engine.Invalidator;
import io.cacheaside.engine.marker.Subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** What a transaction hides until its end, and what waits for it; on a real database. */
class PendingWorkTests {

	private static final Invalidation USER_1 = Invalidation.of(new InvalidationTarget.Key("user", "user:1"));

	private static final Subject ENTRY_1 = new Subject("user:1", List.of());

	private static final Subject ENTRY_2 = new Subject("user:2", List.of("org:7"));

	private final List<String> done = new ArrayList<>();

	private final Invalidator invalidator = (invalidation) -> {
		this.done.add("invalidated");
		return CompletableFuture.completedFuture(null);
	};

	private final SpringTransactionScope scope = new SpringTransactionScope(new Captures());

	private JdbcTransactionManager transactions = new JdbcTransactionManager(
			new SimpleDriverDataSource(new org.h2.Driver(), "jdbc:h2:mem:pending"));

	@BeforeEach
	void listen() {
		this.transactions.addListener(this.scope.listener(this.transactions));
	}

	@AfterEach
	void nothingStaysBoundToTheThread() {
		assertThat(TransactionSynchronizationManager.getResourceMap()).isEmpty();
		assertThat(TransactionSynchronizationManager.isSynchronizationActive()).isFalse();
		assertThat(this.scope.hides(ENTRY_1)).isFalse();
	}

	@Test
	void withoutATransactionNothingIsDeferredOrHidden() {
		assertThat(this.scope.defer(USER_1, this.invalidator)).isFalse();
		assertThat(this.scope.hides(ENTRY_1)).isFalse();
		inTransaction(() -> assertThat(this.scope.hides(ENTRY_1)).isFalse());
	}

	@Test
	void invalidatedEntryIsHiddenUntilTheEnd() {
		inTransaction(() -> {
			assertThat(this.scope.defer(USER_1, this.invalidator)).isTrue();
			assertThat(this.scope.hides(ENTRY_1)).isTrue();
			assertThat(this.scope.hides(ENTRY_2)).isFalse();
			assertThat(this.scope.hides(new Subject("user:1:permissions", List.of()))).isFalse();
		});
		assertThat(this.done).containsExactly("invalidated");
	}

	@Test
	void targetsOfEachKindHideWhatTheyMatch() {
		assertHidden(new InvalidationTarget.Tag("org:7"), ENTRY_2, ENTRY_1);
		assertHidden(new InvalidationTarget.Pattern("user:[2-9]"), ENTRY_2, ENTRY_1);
		assertHidden(new InvalidationTarget.WholeCache("user"), ENTRY_1, new Subject("users:1", List.of()));
	}

	@Test
	void softTargetsOfEachKindHideWhatTheyMatch() {
		assertHidden(new InvalidationTarget.Key("user", "user:1").soft(), ENTRY_1, ENTRY_2);
		assertHidden(new InvalidationTarget.Tag("org:7").soft(), ENTRY_2, ENTRY_1);
		assertHidden(new InvalidationTarget.Pattern("user:[2-9]").soft(), ENTRY_2, ENTRY_1);
		assertHidden(new InvalidationTarget.WholeCache("user").soft(), ENTRY_1, new Subject("users:1", List.of()));
	}

	private void assertHidden(InvalidationTarget target, Subject hidden, Subject visible) {
		inTransaction(() -> {
			this.scope.defer(Invalidation.of(target), this.invalidator);
			assertThat(this.scope.hides(hidden)).isTrue();
			assertThat(this.scope.hides(visible)).isFalse();
		});
	}

	@Test
	void patternThatIsNoneIsRefusedWhole() {
		inTransaction(() -> assertThatIllegalArgumentException().isThrownBy(() -> this.scope.defer(
				Invalidation.of(new InvalidationTarget.Tag("org:7"), new InvalidationTarget.Pattern("user:[2")),
				this.invalidator)));
		assertThat(this.done).isEmpty();
	}

	@Test
	void innerTransactionOfItsOwnSeesWhatTheOuterOneHides() {
		inTransaction(() -> {
			this.scope.defer(USER_1, this.invalidator);
			template(TransactionDefinition.PROPAGATION_REQUIRES_NEW)
				.executeWithoutResult((status) -> assertThat(this.scope.hides(ENTRY_1)).isFalse());
			assertThat(this.scope.hides(ENTRY_1)).isTrue();
			template(TransactionDefinition.PROPAGATION_NESTED)
				.executeWithoutResult((status) -> assertThat(this.scope.hides(ENTRY_1)).isTrue());
		});
	}

	@Test
	void entryIsHiddenFromCallbacksUntilTheInvalidationIsDone() {
		List<Boolean> hidden = new ArrayList<>();
		List<String> doneBefore = new ArrayList<>();
		inTransaction(() -> {
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public int getOrder() {
					return Ordered.LOWEST_PRECEDENCE - 1;
				}

				@Override
				public void afterCommit() {
					hidden.add(PendingWorkTests.this.scope.hides(ENTRY_1));
				}

				@Override
				public void afterCompletion(int status) {
					hidden.add(PendingWorkTests.this.scope.hides(ENTRY_1));
					doneBefore.addAll(PendingWorkTests.this.done);
				}

			});
			this.scope.defer(USER_1, this.invalidator);
		});
		assertThat(hidden).containsExactly(true, false);
		assertThat(doneBefore).containsExactly("invalidated");
	}

	@Test
	void whatWaitsForTheCommitFollowsTheInvalidation() {
		inTransaction(() -> {
			afterCommit("stored");
			this.scope.defer(USER_1, this.invalidator);
			afterCommit("stored too");
			assertThat(this.done).isEmpty();
		});
		assertThat(this.done).containsExactly("invalidated", "stored", "stored too");
	}

	@Test
	void withoutATransactionNothingWaits() {
		afterCommit("stored");
		assertThat(this.done).containsExactly("stored");
		template(TransactionDefinition.PROPAGATION_SUPPORTS).executeWithoutResult((status) -> {
			afterCommit("stored too");
			assertThat(this.done).containsExactly("stored", "stored too");
		});
	}

	@Test
	void nothingFollowsARollback() {
		assertThatIllegalStateException().isThrownBy(() -> inTransaction(() -> {
			afterCommit("stored");
			throw new IllegalStateException("rolled back");
		}));
		assertThat(this.done).containsExactly("no stored");
	}

	@Test
	void commitOfWhichNobodyKnowsInvalidatesAndIsFollowedByNothing() {
		TransactionSystemException lost = new TransactionSystemException("no answer to the commit");
		this.transactions = new JdbcTransactionManager(
				new SimpleDriverDataSource(new org.h2.Driver(), "jdbc:h2:mem:pending")) {

			@Override
			protected void doCommit(DefaultTransactionStatus status) {
				super.doCommit(status);
				throw lost;
			}

		};
		assertThatException().isThrownBy(() -> inTransaction(() -> {
			this.scope.defer(USER_1, this.invalidator);
			afterCommit("stored");
		})).isSameAs(lost);
		assertThat(this.done).containsExactly("invalidated", "no stored");
	}

	@Test
	void failingAfterCommitOfAnotherSynchronizationSkipsNothing() {
		assertThatIllegalStateException().isThrownBy(() -> inTransaction(() -> {
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public int getOrder() {
					return Ordered.HIGHEST_PRECEDENCE;
				}

				@Override
				public void afterCommit() {
					throw new IllegalStateException("not ours");
				}

			});
			this.scope.defer(USER_1, this.invalidator);
			afterCommit("stored");
		})).withMessage("not ours");
		assertThat(this.done).containsExactly("invalidated", "stored");
	}

	@Test
	void whatTheTransactionInvalidatesLaterIsGivenUp() {
		inTransaction(() -> {
			afterCommit("stored");
			this.scope.defer(USER_1, this.invalidator);
			this.scope.defer(Invalidation.of(new InvalidationTarget.Tag("org:7")), this.invalidator);
			afterCommit("stored later");
			assertThat(this.done).containsExactly("no stored");
		});
		assertThat(this.done).containsExactly("no stored", "invalidated", "stored later");
	}

	@Test
	void whatCameAfterASavepointThatIsRolledBackToIsGivenUp() {
		template(TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult((status) -> {
			afterCommit("first");
			Object savepoint = status.createSavepoint();
			afterCommit("second");
			status.rollbackToSavepoint(savepoint);
			afterCommit("third");
		});
		assertThat(this.done).containsExactly("no second", "first", "third");
	}

	@Test
	void innerTransactionDoesNotWaitForTheOuterOne() {
		assertThatIllegalStateException().isThrownBy(() -> inTransaction(() -> {
			afterCommit("outer");
			template(TransactionDefinition.PROPAGATION_REQUIRES_NEW)
				.executeWithoutResult((status) -> afterCommit("inner"));
			assertThat(this.done).containsExactly("inner");
			throw new IllegalStateException("rolled back");
		}));
		assertThat(this.done).containsExactly("inner", "no outer");
	}

	@Test
	void amongTheCallbacksOfACommitNothingWaits() {
		inTransaction(() -> runAtTheEnd(() -> afterCommit("stored")));
		assertThat(this.done).containsExactly("stored");
	}

	@Test
	void amongTheCallbacksOfARollbackNothingRuns() {
		template(TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult((status) -> {
			runAtTheEnd(() -> afterCommit("stored"));
			status.setRollbackOnly();
		});
		assertThat(this.done).containsExactly("no stored");
	}

	@Test
	void whereNobodyToldOfTheBeginningWhatWaitsForTheCommitWaitsAllTheSame() {
		this.transactions = new JdbcTransactionManager(
				new SimpleDriverDataSource(new org.h2.Driver(), "jdbc:h2:mem:pending"));
		inTransaction(() -> {
			afterCommit("stored");
			assertThat(this.done).isEmpty();
			this.scope.defer(USER_1, this.invalidator);
			assertThat(this.scope.hides(ENTRY_1)).isTrue();
		});
		assertThat(this.done).containsExactly("invalidated", "stored");
	}

	private void afterCommit(String name) {
		this.scope.afterCommit(new AfterCommit(ENTRY_2, () -> this.done.add(name), () -> this.done.add("no " + name)));
	}

	private void runAtTheEnd(Runnable work) {
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void afterCompletion(int status) {
				work.run();
			}

		});
	}

	private void inTransaction(Runnable work) {
		template(TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult((status) -> work.run());
	}

	private TransactionTemplate template(int propagation) {
		TransactionTemplate template = new TransactionTemplate(this.transactions);
		template.setPropagationBehavior(propagation);
		return template;
	}

}
