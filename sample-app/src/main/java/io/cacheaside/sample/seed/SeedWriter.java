package io.cacheaside.sample.seed;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import io.cacheaside.sample.seed.SeedGenerator.AgentRow;
import io.cacheaside.sample.seed.SeedGenerator.ConfigurationRow;
import io.cacheaside.sample.seed.SeedGenerator.OrganizationRow;
import io.cacheaside.sample.seed.SeedGenerator.UserRow;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.datasource.init.DatabasePopulatorUtils;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Writes a made-up marketplace in JDBC batches. */
@Component
class SeedWriter {

	private static final int BATCH = 5_000;

	private static final List<String> TABLES = List.of("agent_configuration", "agent", "user_permission", "app_user",
			"organization");

	private final JdbcOperations jdbc;

	private final TransactionOperations transaction;

	private final DataSource dataSource;

	SeedWriter(JdbcOperations jdbc, TransactionOperations transaction, DataSource dataSource) {
		this.dataSource = dataSource;
		this.jdbc = jdbc;
		this.transaction = transaction;
	}

	boolean isFinished() {
		return count("marketplace_seed") > 0;
	}

	long agents() {
		return count("agent");
	}

	/** Makes the rows quick to find; quicker done at the end than row by row. */
	void index() {
		DatabasePopulatorUtils.execute(new ResourceDatabasePopulator(new ClassPathResource("indexes.sql")),
				this.dataSource);
	}

	/** Removes what a start that was broken off may have left. */
	void deleteAll() {
		TABLES.forEach((table) -> this.jdbc.update("delete from " + table));
	}

	void finish(SeedProperties properties) {
		this.jdbc.update("insert into marketplace_seed (seed, agents) values (?, ?)", properties.seed(),
				properties.agents());
	}

	private long count(String table) {
		Long count = this.jdbc.queryForObject("select count(*) from " + table, Long.class);
		return (count != null) ? count : 0;
	}

	void write(SeedGenerator generator, SeedProgress progress) {
		inBatches(generator.organizations(), progress, generator::organization, this::organizations);
		inBatches(generator.users(), progress, generator::user, this::users);
		inBatches(generator.agents(), progress, generator::agent, this::agents);
	}

	private <R> void inBatches(int total, SeedProgress progress, IntFunction<R> row, Consumer<List<R>> writer) {
		for (int first = 1; first <= total; first += BATCH) {
			List<R> rows = IntStream.range(first, Math.min(first + BATCH, total + 1)).mapToObj(row).toList();
			this.transaction.executeWithoutResult((status) -> writer.accept(rows));
			progress.advance(rows.size());
		}
	}

	private void organizations(List<OrganizationRow> rows) {
		batch("insert into organization (id, name, plan, created_at) values (?, ?, ?, ?)",
				rows.stream()
					.map((row) -> new Object[] { row.id(), row.name(), row.plan(), timestamp(row.createdAt()) })
					.toList());
	}

	private void users(List<UserRow> rows) {
		List<Object[]> permissions = new ArrayList<>();
		for (UserRow row : rows) {
			row.permissions().forEach((permission) -> permissions.add(new Object[] { row.id(), permission }));
		}
		batch("insert into app_user (id, name, email, org_id) values (?, ?, ?, ?)",
				rows.stream().map((row) -> new Object[] { row.id(), row.name(), row.email(), row.orgId() }).toList());
		batch("insert into user_permission (user_id, permission) values (?, ?)", permissions);
	}

	private void agents(List<AgentRow> rows) {
		batch("""
				insert into agent (id, org_id, name, description, category, published, installs, updated_at, version)
				values (?, ?, ?, ?, ?, ?, ?, ?, 0)
				""",
				rows.stream()
					.map((row) -> new Object[] { row.id(), row.orgId(), row.name(), row.description(), row.category(),
							row.published(), row.installs(), timestamp(row.updatedAt()) })
					.toList());
		batch("""
				insert into agent_configuration (agent_id, model, temperature, max_tokens, instructions)
				values (?, ?, ?, ?, ?)
				""", rows.stream().map((row) -> configuration(row.id(), row.configuration())).toList());
	}

	private static Object[] configuration(String agentId, ConfigurationRow row) {
		return new Object[] { agentId, row.model(), row.temperature(), row.maxTokens(), row.instructions() };
	}

	private void batch(String sql, List<Object[]> rows) {
		this.jdbc.batchUpdate(sql, rows);
	}

	private static OffsetDateTime timestamp(Instant instant) {
		return instant.atOffset(ZoneOffset.UTC);
	}

}
