package io.cacheaside.sample.seed;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MarketplaceSeedTests {

	private final EmbeddedDatabase database = new EmbeddedDatabaseBuilder().setType(EmbeddedDatabaseType.H2)
		.generateUniqueName(true)
		.addScript("schema.sql")
		.build();

	private final JdbcTemplate jdbc = new JdbcTemplate(this.database);

	@AfterEach
	void shutDown() {
		this.database.shutdown();
	}

	@Test
	void emptyDatabaseIsFilled() {
		seed(2_500, 1);
		assertThat(count("agent")).isEqualTo(2_500);
		assertThat(count("agent_configuration")).isEqualTo(2_500);
		assertThat(count("organization")).isEqualTo(50);
		assertThat(count("app_user")).isEqualTo(250);
		assertThat(count("user_permission")).isGreaterThan(250);
	}

	@Test
	void filledDatabaseIsLeftAlone() {
		seed(100, 1);
		this.jdbc.update("update agent set name = 'changed' where id = 'agt_1'");
		seed(200, 2);
		assertThat(count("agent")).isEqualTo(100);
		assertThat(this.jdbc.queryForObject("select name from agent where id = 'agt_1'", String.class))
			.isEqualTo("changed");
	}

	@Test
	void startThatWasBrokenOffIsMadeGoodByTheNext() {
		this.jdbc.execute("alter table agent_configuration alter column instructions rename to other");
		assertThatThrownBy(() -> seed(100, 1)).hasMessageContaining("instructions");
		assertThat(count("organization")).isPositive();
		assertThat(count("agent")).isZero();
		this.jdbc.execute("alter table agent_configuration alter column other rename to instructions");
		seed(200, 2);
		assertThat(count("organization")).isEqualTo(4);
		assertThat(count("agent")).isEqualTo(200);
	}

	@Test
	void marketplaceWithoutAgentsIsRefusedByTheNameOfTheProperty() {
		assertThatIllegalArgumentException().isThrownBy(() -> new SeedProperties(0, 1))
			.withMessage("sample.agents must be at least 1, but was 0");
	}

	private void seed(int agents, long seed) {
		new MarketplaceSeed(new SeedProperties(agents, seed), new SeedWriter(this.jdbc,
				new TransactionTemplate(new JdbcTransactionManager(this.database)), this.database))
			.afterSingletonsInstantiated();
	}

	private long count(String table) {
		Long count = this.jdbc.queryForObject("select count(*) from " + table, Long.class);
		return (count != null) ? count : -1;
	}

}
