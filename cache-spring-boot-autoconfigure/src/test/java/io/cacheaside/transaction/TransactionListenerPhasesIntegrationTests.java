package io.cacheaside.transaction;

import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.support.TransactionTemplate;

import io.cacheaside.transaction.TransactionNode.Access;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code @TransactionalEventListener}s get from the caches, phase by phase. */
@Timeout(60)
class TransactionListenerPhasesIntegrationTests {

	private static TransactionNode node;

	@BeforeAll
	static void start() {
		node = TransactionNode.start();
	}

	@AfterAll
	static void stop() {
		node.close();
	}

	@ParameterizedTest
	@EnumSource
	void listenersSeeWhatIsCommittedFromTheCommitOn(Access access) {
		String id = "phases_" + access;
		Map<TransactionPhase, String> read = new LinkedHashMap<>();
		changeAndRead(access, id, read, false);
		assertThat(read).containsOnly(Map.entry(TransactionPhase.BEFORE_COMMIT, "new"),
				Map.entry(TransactionPhase.AFTER_COMMIT, "new"), Map.entry(TransactionPhase.AFTER_COMPLETION, "new"));
		assertThat(node.accounts(access).read(id)).isEqualTo("new");
	}

	@ParameterizedTest
	@EnumSource
	void listenersSeeWhatWasThereBeforeAfterARollback(Access access) {
		String id = "phases_of_a_rollback_" + access;
		Map<TransactionPhase, String> read = new LinkedHashMap<>();
		changeAndRead(access, id, read, true);
		assertThat(read).containsOnly(Map.entry(TransactionPhase.AFTER_ROLLBACK, "old"),
				Map.entry(TransactionPhase.AFTER_COMPLETION, "old"));
		assertThat(node.accounts(access).read(id)).isEqualTo("old");
	}

	private static void changeAndRead(Access access, String id, Map<TransactionPhase, String> read, boolean rollback) {
		node.insert(id);
		CachedAccounts accounts = node.accounts(access);
		assertThat(accounts.read(id)).isEqualTo("old");
		new TransactionTemplate(node.transactions(access)).executeWithoutResult((status) -> {
			node.rows(access).write(id, "new");
			accounts.publish(id);
			node.context().publishEvent(new PhaseListeners.Told((phase) -> read.put(phase, accounts.read(id))));
			if (rollback) {
				status.setRollbackOnly();
			}
		});
	}

}
