package io.cacheaside.transaction;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.cacheaside.engine.AfterCommit;

import static org.assertj.core.api.Assertions.assertThat;

/** What waits for a commit. */
class WaitingActionsTests {

	private final SpringTransactionScope scope = new SpringTransactionScope(new Captures());

	private final JdbcTransactionManager transactions = new JdbcTransactionManager(
			new SimpleDriverDataSource(new org.h2.Driver(), "jdbc:h2:mem:waiting"));

	@Test
	void failureOfOneActionDoesNotSkipTheOthers() {
		this.transactions.addListener(this.scope.listener(this.transactions));
		List<String> done = new ArrayList<>();
		new TransactionTemplate(this.transactions).executeWithoutResult((status) -> {
			this.scope.afterCommit(new AfterCommit(null, () -> {
				throw new IllegalStateException("Redis has not acknowledged");
			}, () -> {
			}));
			this.scope.afterCommit(new AfterCommit(null, () -> done.add("second write is queued"), () -> {
			}));
		});
		assertThat(done).containsExactly("second write is queued");
	}

}
