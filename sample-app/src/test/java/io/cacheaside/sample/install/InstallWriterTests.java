package io.cacheaside.sample.install;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.cacheaside.embedded.RedisServer;
import io.cacheaside.sample.NotFoundException;
import io.cacheaside.sample.agent.AgentInstalled;
import io.cacheaside.write.PendingWrite;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.transaction.support.TransactionOperations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
class InstallWriterTests {

	private final EmbeddedDatabase database = new EmbeddedDatabaseBuilder().generateUniqueName(true)
		.setType(EmbeddedDatabaseType.H2)
		.addScript("schema.sql")
		.build();

	private final RedisServer server = RedisServer.start();

	private final LettuceConnectionFactory connections = new LettuceConnectionFactory(this.server.host(),
			this.server.port());

	private final InstallTable table = new InstallTable(new JdbcTemplate(this.database));

	private final List<Object> events = new ArrayList<>();

	@SuppressWarnings("NullAway.Init")
	private InstallCounter counter;

	@SuppressWarnings("NullAway.Init")
	private InstallWriter writer;

	@BeforeEach
	void prepare() {
		this.connections.afterPropertiesSet();
		this.connections.start();
		this.counter = new InstallCounter(new StringRedisTemplate(this.connections), this.table);
		this.writer = new InstallWriter(this.counter, this.table, this.events::add,
				TransactionOperations.withoutTransaction());
		new JdbcTemplate(this.database).update("""
				insert into agent (id, org_id, name, description, category, published, installs, updated_at, version)
				select 'agt_' || x, 'org_1', 'Agent', '', 'writing', true, 5, current_timestamp, 0
				from system_range(1, 2)
				""");
	}

	@AfterEach
	void close() {
		this.connections.destroy();
		this.server.close();
		this.database.shutdown();
	}

	@Test
	void countingGoesOnFromTheDatabase() {
		assertThat(this.counter.next("agt_1")).isEqualTo(new Installs("agt_1", 6));
		assertThat(this.counter.next("agt_1")).isEqualTo(new Installs("agt_1", 7));
		assertThat(this.table.find("agt_1").installs()).as("not yet written").isEqualTo(5);
	}

	@Test
	void agentThatIsNotThereIsNotCounted() {
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> this.counter.next("agt_0"));
		assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> this.counter.next("agt_0"));
	}

	@Test
	void batchIsWrittenAndToldOf() {
		write(new Installs("agt_1", 8), new Installs("agt_2", 6));
		assertThat(this.table.find("agt_1").installs()).isEqualTo(8);
		assertThat(this.table.find("agt_2").installs()).isEqualTo(6);
		assertThat(this.events).containsExactly(new AgentInstalled("agt_1"), new AgentInstalled("agt_2"));
	}

	@Test
	void batchThatComesAgainOrLateCountsNothingDown() {
		write(new Installs("agt_1", 8));
		write(new Installs("agt_1", 8));
		write(new Installs("agt_1", 7));
		assertThat(this.table.find("agt_1").installs()).isEqualTo(8);
	}

	@Test
	void numberThatWasOvertakenInTheQueueIsNotTheLastWord() {
		Installs sixth = this.counter.next("agt_1");
		this.counter.next("agt_1");
		write(sixth);
		assertThat(this.table.find("agt_1").installs()).isEqualTo(7);
	}

	private void write(Installs... installs) {
		this.writer.write(Stream.of(installs)
			.map((counted) -> new PendingWrite<>("installs:" + counted.agentId(), counted, 1))
			.toList());
	}

}
