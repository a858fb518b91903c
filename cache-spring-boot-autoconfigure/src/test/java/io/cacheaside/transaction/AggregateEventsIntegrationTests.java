package io.cacheaside.transaction;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.transaction.support.TransactionTemplate;

import io.cacheaside.CacheOperations;
import io.cacheaside.CacheResult;
import io.cacheaside.TypedCache;
import io.cacheaside.transaction.TransactionNode.Access;

import static org.assertj.core.api.Assertions.assertThat;

/** Events that Spring Data publishes when an aggregate is saved. */
@Timeout(60)
class AggregateEventsIntegrationTests {

	private static TransactionNode node;

	@BeforeAll
	static void start() {
		node = TransactionNode.start();
	}

	@AfterAll
	static void stop() {
		node.close();
	}

	private final Members members = node.context().getBean(Members.class);

	private final TypedCache<String> cache = node.context()
		.getBean(CacheOperations.class)
		.cache("member", String.class);

	@Test
	void savingAnAggregateInvalidatesWhatItsEventsSay() throws Exception {
		this.members.save(new Member("1", "old"));
		assertThat(read("1")).isEqualTo("old");
		this.members.save(member("1").rename("new"));
		assertThat(read("1")).isEqualTo("new");
	}

	@Test
	void inATransactionThatHappensAfterItsCommit() throws Exception {
		this.members.save(new Member("2", "old"));
		assertThat(read("2")).isEqualTo("old");
		TransactionTemplate transaction = new TransactionTemplate(node.transactions(Access.JPA));
		transaction.executeWithoutResult((status) -> {
			this.members.save(member("2").rename("never"));
			status.setRollbackOnly();
		});
		assertThat(this.cache.get("2")).isInstanceOf(CacheResult.Hit.class);
		long logged = node.logged();
		transaction.executeWithoutResult((status) -> {
			this.members.save(member("2").rename("newer"));
			this.members.save(member("2").rename("new"));
			assertThat(node.logged()).isEqualTo(logged);
		});
		assertThat(node.logged()).isEqualTo(logged + 1);
		assertThat(read("2")).isEqualTo("new");
	}

	private String read(String id) throws Exception {
		return String.valueOf(this.cache.getOrLoad(id, () -> member(id).name()));
	}

	private Member member(String id) {
		return this.members.findById(id).orElseThrow();
	}

}
