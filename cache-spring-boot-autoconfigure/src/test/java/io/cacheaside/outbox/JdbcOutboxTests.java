package io.cacheaside.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

import javax.sql.DataSource;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.cacheaside.CacheConfigurationException;

import static io.cacheaside.outbox.OutboxFixture.tags;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class JdbcOutboxTests {

	private final OutboxFixture fixture = new OutboxFixture();

	private final JdbcOutbox outbox = this.fixture.outbox();

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void rowIsThereOnceTheTransactionIsCommitted() {
		this.fixture.transaction().executeWithoutResult((status) -> {
			this.outbox.keep(tags("a", "b"));
			assertThat(rowsSeenByOthers()).isZero();
		});
		assertThat(this.fixture.jdbc.queryForList("select targets from cacheaside_outbox", String.class))
			.containsExactly("1\nt a\nt b");
	}

	@Test
	void rowIsGoneIfItIsRolledBack() {
		this.fixture.transaction().executeWithoutResult((status) -> {
			this.outbox.keep(tags("a"));
			assertThat(this.fixture.rows()).isEqualTo(1);
			status.setRollbackOnly();
		});
		assertThat(this.fixture.rows()).isZero();
	}

	@Test
	void rowThatNeedNotBeKeptIsRemovedAMomentLaterTogetherWithOthers() {
		this.fixture.transaction().executeWithoutResult((status) -> {
			Runnable a = this.outbox.keep(tags("a"));
			Runnable b = this.outbox.keep(tags("b"));
			this.outbox.keep(tags("c"));
			this.fixture.jdbc.execute("select 1");
			a.run();
			b.run();
		});
		assertThat(this.fixture.rows()).isEqualTo(3);
		assertThat(this.fixture.time.scheduled()).isEqualTo(1);
		this.fixture.time.pass(SettledRows.LINGER);
		assertThat(this.fixture.jdbc.queryForList("select targets from cacheaside_outbox", String.class))
			.containsExactly("1\nt c");
		assertThat(this.fixture.time.scheduled()).isZero();
	}

	@Test
	void moreRowsThanOneStatementTakesAreRemovedByMore() {
		this.fixture.transaction().executeWithoutResult((status) -> {
			for (int i = 0; i < SettledRows.BATCH * 2 + 1; i++) {
				this.outbox.keep(tags("t" + i)).run();
			}
		});
		this.fixture.time.pass(SettledRows.LINGER);
		assertThat(this.fixture.rows()).isZero();
	}

	@Test
	void rowThatCannotBeRemovedIsLeftToTheDrain(CapturedOutput output) {
		Runnable[] forget = new Runnable[1];
		this.fixture.transaction().executeWithoutResult((status) -> forget[0] = this.outbox.keep(tags("a")));
		this.fixture.jdbc.execute("alter table cacheaside_outbox rename to elsewhere");
		forget[0].run();
		this.fixture.time.pass(SettledRows.LINGER);
		this.fixture.jdbc.execute("alter table elsewhere rename to cacheaside_outbox");
		assertThat(this.fixture.rows()).isEqualTo(1);
		assertThat(output).contains("will be carried out once more");
	}

	@Test
	void whereThePoolGivesConnectionsThatDoNotCommitRowsAreRemovedAllTheSame() {
		JdbcOutbox manual = this.fixture.outbox(new ManualCommit(this.fixture.dataSource));
		Runnable[] forget = new Runnable[1];
		new TransactionTemplate(new JdbcTransactionManager(this.fixture.dataSource))
			.executeWithoutResult((status) -> forget[0] = this.outbox.keep(tags("a")));
		manual.table().delete(List.of(1L));
		assertThat(this.fixture.rows()).isZero();
	}

	@Test
	void transactionOfSomethingElseIsToldOnceAndCounted(CapturedOutput output) {
		try (OutboxFixture other = new OutboxFixture()) {
			other.transaction().executeWithoutResult((status) -> {
				this.outbox.keep(tags("a")).run();
				// A connection that is in use, yet commits by itself.
				this.fixture.jdbc.execute("select 1");
				this.outbox.keep(tags("b")).run();
			});
		}
		this.fixture.time.pass(SettledRows.LINGER);
		assertThat(this.fixture.rows()).isZero();
		assertThat(this.outbox.statistics().uncovered()).isEqualTo(2);
		assertThat(output.getAll().split("not one of the outbox's database", -1)).hasSize(2);
	}

	@Test
	void proxyThatKnowsOfTransactionsIsSeenThrough() {
		JdbcOutbox proxied = this.fixture.outbox(new TransactionAwareDataSourceProxy(this.fixture.dataSource));
		this.fixture.transaction().executeWithoutResult((status) -> proxied.keep(tags("a")));
		assertThat(this.fixture.rows()).isEqualTo(1);
		assertThat(proxied.statistics().uncovered()).isZero();
	}

	@Test
	void whatCannotBeKeptFailsTheTransaction() {
		this.fixture.jdbc.execute("drop table cacheaside_outbox");
		assertThatExceptionOfType(DataAccessException.class)
			.isThrownBy(() -> this.fixture.transaction().executeWithoutResult((status) -> this.outbox.keep(tags("a"))));
	}

	@Test
	void missingTableIsRefusedWithTheMend() {
		this.fixture.jdbc.execute("drop table cacheaside_outbox");
		assertThatExceptionOfType(CacheConfigurationException.class).isThrownBy(this.outbox::checked)
			.withMessageContaining("table 'cacheaside_outbox'")
			.satisfies((ex) -> assertThat(ex.getAction()).contains("cacheaside.outbox.initialize-schema", "always"));
		this.fixture.jdbc.execute("create table cacheaside_outbox (id bigint)");
		assertThatExceptionOfType(CacheConfigurationException.class).isThrownBy(this.outbox::checked);
	}

	@Test
	void databaseThatDoesNotAnswerIsNoReasonNotToStart(CapturedOutput output) {
		JdbcOutbox gone = this.fixture.outbox(new DriverManagerDataSource("jdbc:h2:tcp://localhost:1/mem:gone"));
		assertThat(gone.checked()).isSameAs(gone);
		assertThat(output).contains("It is not known whether the table of the outbox is there");
	}

	private int rowsSeenByOthers() {
		TransactionTemplate other = this.fixture.transaction();
		other.setPropagationBehavior(TransactionTemplate.PROPAGATION_REQUIRES_NEW);
		Integer rows = other.execute((status) -> new JdbcTemplate(this.fixture.dataSource)
			.queryForObject("select count(*) from cacheaside_outbox", Integer.class));
		return (rows != null) ? rows : -1;
	}

	/** As a pool with auto-commit off. */
	private static final class ManualCommit extends DelegatingDataSource {

		ManualCommit(DataSource target) {
			super(target);
		}

		@Override
		public Connection getConnection() throws SQLException {
			Connection connection = super.getConnection();
			connection.setAutoCommit(false);
			return connection;
		}

	}

}
