package io.cacheaside.outbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import org.h2.jdbcx.JdbcConnectionPool;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.engine.Delivery;
import io.cacheaside.engine.FakeCoordination;
import io.cacheaside.engine.Invalidation;
import io.cacheaside.engine.Invalidator;
import io.cacheaside.engine.log.FakeTime;

/**
 * An outbox in a database of its own, nodes in fake time, and a Redis that may be away.
 */
final class OutboxFixture implements AutoCloseable {

	static final Duration INTERVAL = Duration.ofSeconds(5);

	static final Duration DELAY = Duration.ofSeconds(10);

	private static final AtomicInteger DATABASES = new AtomicInteger();

	final JdbcConnectionPool dataSource = JdbcConnectionPool
		.create("jdbc:h2:mem:outbox" + DATABASES.incrementAndGet() + ";DB_CLOSE_DELAY=-1", "sa", "");

	final JdbcTemplate jdbc = new JdbcTemplate(this.dataSource);

	final FakeTime time = new FakeTime();

	final FakeCoordination.Server server = new FakeCoordination.Server(this.time);

	final List<Invalidation> asked = new ArrayList<>();

	final List<CompletableFuture<Void>> unacknowledged = new ArrayList<>();

	boolean acknowledging = true;

	OutboxFixture() {
		this.jdbc.execute(script("h2"));
	}

	static String script(String platform) {
		try (var in = OutboxTable.class.getResourceAsStream("schema-" + platform + ".sql")) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	OutboxThreads threads() {
		return new OutboxThreads(this.time, Runnable::run);
	}

	JdbcOutbox outbox() {
		return outbox(this.dataSource);
	}

	JdbcOutbox outbox(DataSource source) {
		return new JdbcOutbox(source, "cacheaside_outbox", threads());
	}

	OutboxDrain drain(JdbcOutbox outbox, FakeCoordination coordination) {
		return new OutboxDrain(outbox, new Redis(), coordination, new OutboxDrain.Settings(INTERVAL, DELAY, threads()));
	}

	FakeCoordination node(String name) {
		return new FakeCoordination(this.server, name);
	}

	TransactionTemplate transaction() {
		return new TransactionTemplate(new JdbcTransactionManager(this.dataSource));
	}

	/** A row that its writer left so long ago. */
	void leave(String tag, Duration age) {
		this.jdbc.update("insert into cacheaside_outbox (targets, created_at) values (?, current_timestamp - interval '"
				+ age.toSeconds() + "' second)", "1\nt " + tag);
	}

	int rows() {
		Integer rows = this.jdbc.queryForObject("select count(*) from cacheaside_outbox", Integer.class);
		return (rows != null) ? rows : -1;
	}

	static Invalidation tags(String... tags) {
		List<InvalidationTarget> targets = new ArrayList<>();
		for (String tag : tags) {
			targets.add(new InvalidationTarget.Tag(tag));
		}
		return Invalidation.of(targets);
	}

	@Override
	public void close() {
		this.jdbc.execute("shutdown");
		this.dataSource.dispose();
	}

	private final class Redis implements Invalidator {

		@Override
		public CompletionStage<Void> invalidate(Invalidation invalidation) {
			return deliver(invalidation).inForce();
		}

		@Override
		public Delivery deliver(Invalidation invalidation) {
			OutboxFixture.this.asked.add(invalidation);
			CompletableFuture<Void> delivered = new CompletableFuture<>();
			if (OutboxFixture.this.acknowledging) {
				delivered.complete(null);
			}
			else {
				OutboxFixture.this.unacknowledged.add(delivered);
			}
			return new Delivery(CompletableFuture.completedFuture(null), delivered);
		}

	}

}
