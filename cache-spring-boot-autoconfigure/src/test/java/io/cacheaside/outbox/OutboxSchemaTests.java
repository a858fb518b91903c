package io.cacheaside.outbox;

import java.time.Duration;
import java.util.List;

import javax.sql.DataSource;

import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.DatabasePopulatorUtils;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.cacheaside.testing.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Scripts and statements in the dialects that H2 imitates, which is their syntax, and on
 * the server that the environment names.
 */
@Timeout(60)
class OutboxSchemaTests {

	@ParameterizedTest
	@CsvSource({ "h2, Regular", "postgresql, PostgreSQL", "mysql, MySQL", "mysql, MariaDB" })
	void scriptMakesATableOnWhichTheStatementsWork(String platform, String mode) {
		JdbcConnectionPool dataSource = JdbcConnectionPool
			.create("jdbc:h2:mem:" + platform + mode + ";DB_CLOSE_DELAY=-1;MODE=" + mode, "sa", "");
		JdbcTemplate jdbc = new JdbcTemplate(dataSource);
		if (platform.equals("postgresql")) {
			// H2 does not have it.
			jdbc.execute("create alias clock_timestamp for \"java.time.OffsetDateTime.now()\"");
		}
		statementsWork(script(platform), dataSource);
		jdbc.execute("shutdown");
		dataSource.dispose();
	}

	/** PostgreSQL, MySQL or MariaDB. */
	@Test
	@EnabledIfEnvironmentVariable(named = "DATABASE_URL", matches = ".+")
	void scriptMakesATableOnTheServerThatIsNamed() {
		String url = TestDatabase.url("");
		TestDatabase.drop(url, "cacheaside_outbox");
		statementsWork(script(url.startsWith("jdbc:postgresql:") ? "postgresql" : "mysql"),
				TestDatabase.dataSource(url));
	}

	private static ResourceDatabasePopulator script(String platform) {
		return new ResourceDatabasePopulator(new ClassPathResource("io/cacheaside/outbox/schema-" + platform + ".sql"));
	}

	private static void statementsWork(ResourceDatabasePopulator script, DataSource dataSource) {
		JdbcTemplate jdbc = new JdbcTemplate(dataSource);
		DatabasePopulatorUtils.execute(script, dataSource);
		// It may be there already.
		DatabasePopulatorUtils.execute(script, dataSource);
		OutboxTable table = new OutboxTable(dataSource, "cacheaside_outbox");
		table.check();
		long id = insert(dataSource, table, "1\nt a");
		assertThat(insert(dataSource, table, "1\nt b")).isGreaterThan(id);
		assertThat(table.read(Duration.ofSeconds(10), 500)).isEmpty();
		assertThat(table.count(Duration.ofMillis(10_500), 500)).isZero();
		jdbc.update("update cacheaside_outbox set created_at = current_timestamp - interval '11' second");
		assertThat(table.read(Duration.ofMillis(10_500), 500)).extracting(OutboxTable.Row::targets)
			.containsExactly("1\nt a", "1\nt b");
		assertThat(table.count(Duration.ofSeconds(10), 1)).isEqualTo(1);
		table.delete(List.of(id, 999L));
		assertThat(table.read(Duration.ZERO, 500)).hasSize(1);
	}

	private static long insert(DataSource dataSource, OutboxTable table, String text) {
		Long id = new TransactionTemplate(new JdbcTransactionManager(dataSource))
			.execute((status) -> table.insert(text));
		return (id != null) ? id : -1;
	}

}
