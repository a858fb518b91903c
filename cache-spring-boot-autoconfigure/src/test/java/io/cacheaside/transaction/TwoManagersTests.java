package io.cacheaside.transaction;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.engine.AfterCommit;
import io.cacheaside.engine.Invalidation;
import io.cacheaside.engine.Invalidator;
import io.cacheaside.engine.LoadStart;
import io.cacheaside.engine.marker.Subject;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A transaction of one transaction manager within one of another. Spring suspends the
 * outer one in name only: its connection stays bound to the thread.
 */
class TwoManagersTests {

	private static final Subject ENTRY = new Subject("user:1", List.of());

	private static final Invalidation USER = Invalidation.of(new InvalidationTarget.Key("user", "user:1"));

	private static final Invalidation ORG = Invalidation.of(new InvalidationTarget.Tag("org:7"));

	private final List<String> done = new ArrayList<>();

	private final Invalidator invalidator = (invalidation) -> {
		this.done.add("invalidated " + invalidation.targets().size());
		return CompletableFuture.completedFuture(null);
	};

	private final Captures captures = new Captures();

	private final SpringTransactionScope scope = new SpringTransactionScope(this.captures);

	private final JdbcTransactionManager outer = manager("outer");

	private final JdbcTransactionManager inner = manager("inner");

	private JdbcTransactionManager manager(String name) {
		return new JdbcTransactionManager(
				new SimpleDriverDataSource(new org.h2.Driver(), "jdbc:h2:mem:managers_" + name));
	}

	@BeforeEach
	void listen() {
		this.outer.addListener(this.scope.listener(this.outer));
		this.inner.addListener(this.scope.listener(this.inner));
	}

	@AfterEach
	void nothingStaysBoundToTheThread() {
		assertThat(TransactionSynchronizationManager.getResourceMap()).isEmpty();
		assertThat(this.scope.suspended()).isNull();
		assertThat(this.scope.hiding()).hasValue(0);
	}

	@Test
	void innerTransactionIsAsOldAsTheOuterOne() {
		LoadStart began = this.captures.now();
		in(this.outer, () -> {
			this.captures.moveOn();
			in(this.inner, () -> assertThat(this.scope.began()).contains(began));
		});
	}

	@Test
	void innerTransactionHidesWhatTheOuterOneHides() {
		in(this.outer, () -> {
			this.scope.defer(USER, this.invalidator);
			in(this.inner, () -> assertThat(this.scope.hides(ENTRY)).isTrue());
		});
	}

	@Test
	void whatTheInnerTransactionInvalidatesIsInvalidatedAtBothEnds() {
		in(this.outer, () -> {
			in(this.inner, () -> this.scope.defer(USER, this.invalidator));
			assertThat(this.done).containsExactly("invalidated 1");
			assertThat(this.scope.hides(ENTRY)).isTrue();
			this.scope.defer(ORG, this.invalidator);
		});
		assertThat(this.done).containsExactly("invalidated 1", "invalidated 2");
	}

	@Test
	void whatAnInnerTransactionThatRollsBackInvalidatesIsInvalidatedWithTheOuterOne() {
		in(this.outer, () -> new TransactionTemplate(this.inner).executeWithoutResult((status) -> {
			this.scope.defer(USER, this.invalidator);
			status.setRollbackOnly();
		}));
		assertThat(this.done).containsExactly("invalidated 1");
	}

	@Test
	void whatTheInnerTransactionStoresWaitsForBoth() {
		in(this.outer, () -> {
			in(this.inner, () -> afterCommit("stored"));
			assertThat(this.done).isEmpty();
		});
		assertThat(this.done).containsExactly("stored");
	}

	@Test
	void whatTheInnerTransactionStoresIsGivenUpIfTheOuterOneRollsBack() {
		new TransactionTemplate(this.outer).executeWithoutResult((status) -> {
			in(this.inner, () -> afterCommit("stored"));
			status.setRollbackOnly();
		});
		assertThat(this.done).containsExactly("no stored");
	}

	@Test
	void readOnlyTransactionInOneThatWritesMayReadWhatIsNeverCommitted() {
		TransactionTemplate readOnly = new TransactionTemplate(this.inner);
		readOnly.setReadOnly(true);
		in(this.outer, () -> readOnly.executeWithoutResult((status) -> assertThat(this.scope.mayWrite()).isTrue()));
		readOnly.executeWithoutResult((status) -> assertThat(this.scope.mayWrite()).isFalse());
	}

	@Test
	void transactionOfItsOwnOfTheSameManagerIsNoPartOfTheOuterOne() {
		TransactionTemplate own = new TransactionTemplate(this.outer);
		own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		in(this.outer, () -> {
			own.executeWithoutResult((status) -> {
				this.scope.defer(USER, this.invalidator);
				afterCommit("stored");
			});
			assertThat(this.done).containsExactly("invalidated 1", "stored");
			assertThat(this.scope.hides(ENTRY)).isFalse();
		});
		assertThat(this.done).hasSize(2);
	}

	@Test
	void ofAManagerWithoutAListenerNobodyKnowsWhetherItIsTheSame() {
		in(manager("outer"), () -> {
			this.scope.defer(ORG, this.invalidator);
			in(this.inner, () -> this.scope.defer(USER, this.invalidator));
			assertThat(this.done).containsExactly("invalidated 1");
		});
		assertThat(this.done).containsExactly("invalidated 1", "invalidated 2");
	}

	private void afterCommit(String name) {
		this.scope.afterCommit(new AfterCommit(ENTRY, () -> this.done.add(name), () -> this.done.add("no " + name)));
	}

	private static void in(JdbcTransactionManager manager, Runnable work) {
		new TransactionTemplate(manager).executeWithoutResult((status) -> work.run());
	}

}
