package io.cacheaside.sample.install;

import java.util.List;

import io.cacheaside.sample.NotFoundException;

import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The column {@code installs} of the agents. */
@Component
class InstallTable {

	private final JdbcClient client;

	private final JdbcOperations jdbc;

	InstallTable(JdbcOperations jdbc) {
		this.client = JdbcClient.create(jdbc);
		this.jdbc = jdbc;
	}

	Installs find(String agentId) {
		return this.client.sql("select installs from agent where id = :agentId")
			.param("agentId", agentId)
			.query((row, number) -> new Installs(agentId, row.getLong("installs")))
			.optional()
			.orElseThrow(() -> new NotFoundException("agent", agentId));
	}

	/** Never counts down, so it does no harm to be told twice, or late. */
	void raise(List<Installs> installs) {
		this.jdbc.batchUpdate("update agent set installs = greatest(installs, ?) where id = ?",
				installs.stream().map((counted) -> new Object[] { counted.installs(), counted.agentId() }).toList());
	}

}
