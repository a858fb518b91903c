package io.cacheaside.sample.install;

import java.util.List;

import io.cacheaside.sample.agent.AgentInstalled;
import io.cacheaside.write.PendingWrite;
import io.cacheaside.write.WriteBehindWriter;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Brings installs to the database, however many there were, with one statement for each
 * batch of agents. Two installs may be queued in another order than they were counted in,
 * so the number is asked for once more; what is written never counts down.
 */
@Component
class InstallWriter implements WriteBehindWriter<Installs> {

	private final InstallCounter counter;

	private final InstallTable table;

	private final ApplicationEventPublisher events;

	private final TransactionOperations transaction;

	InstallWriter(InstallCounter counter, InstallTable table, ApplicationEventPublisher events,
			TransactionOperations transaction) {
		this.counter = counter;
		this.table = table;
		this.events = events;
		this.transaction = transaction;
	}

	@Override
	public String cacheName() {
		return "installs";
	}

	@Override
	public void write(List<PendingWrite<Installs>> batch) {
		List<Installs> installs = this.counter.latest(batch.stream().map(PendingWrite::value).toList());
		this.transaction.executeWithoutResult((status) -> {
			this.table.raise(installs);
			installs.forEach((counted) -> this.events.publishEvent(new AgentInstalled(counted.agentId())));
		});
	}

}
