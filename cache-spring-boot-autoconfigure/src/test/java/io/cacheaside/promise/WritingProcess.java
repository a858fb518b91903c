package io.cacheaside.promise;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.sql.DataSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

import io.cacheaside.CacheOperations;
import io.cacheaside.embedded.RedisServer;
import io.cacheaside.testing.RedisContextRunner;
import io.cacheaside.testing.TestDatabase;

/**
 * A node in a process of its own that writes an article to a database, evicts it in the
 * same transaction, and goes on to a certain step, where it can be killed. The line of
 * its input is the text.
 */
final class WritingProcess implements AutoCloseable {

	/** Where the process stands still. */
	enum Step {

		BEFORE_COMMIT, AFTER_COMMIT, BEFORE_REMOVAL

	}

	private static final String READY = "ready";

	private static final String REACHED = "reached";

	private final Process process;

	private final BufferedReader answers;

	private WritingProcess(Process process) {
		this.process = process;
		this.answers = process.inputReader(StandardCharsets.UTF_8);
	}

	static WritingProcess start(RedisServer redis, String databaseUrl, Step step) throws IOException {
		WritingProcess writer = new WritingProcess(
				new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
						System.getProperty("java.class.path"), WritingProcess.class.getName(), redis.host(),
						Integer.toString(redis.port()), databaseUrl, step.name())
					.redirectError(ProcessBuilder.Redirect.DISCARD)
					.start());
		writer.await(READY);
		return writer;
	}

	/** Writes, up to the step. */
	void write(String text) throws IOException {
		PrintStream in = new PrintStream(this.process.getOutputStream(), true, StandardCharsets.UTF_8);
		in.println(text);
		await(REACHED);
	}

	private void await(String answer) throws IOException {
		for (String line = this.answers.readLine(); line != null; line = this.answers.readLine()) {
			if (line.equals(answer)) {
				return;
			}
		}
		throw new IllegalStateException("the process ended");
	}

	/** As {@code kill -9}. */
	void kill() {
		this.process.destroyForcibly();
		this.process.onExit().join();
	}

	@Override
	public void close() {
		kill();
	}

	public static void main(String[] args) {
		Step step = Step.valueOf(args[3]);
		AtomicBoolean writing = new AtomicBoolean();
		DataSource dataSource = new Standing(TestDatabase.dataSource(args[2]), step, writing);
		RedisContextRunner.on(args[0], Integer.parseInt(args[1]))
			.withBean(DataSource.class, () -> dataSource)
			.withBean(PlatformTransactionManager.class, () -> new Committing(dataSource, step))
			.withPropertyValues(P7_OutboxOutlivesTheProcess.OUTBOX)
			.withPropertyValues("cacheaside.outbox.interval=1h")
			.run((context) -> {
				BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
				System.out.println(READY);
				String text = in.readLine();
				writing.set(true);
				new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
					.executeWithoutResult((status) -> {
						new JdbcTemplate(dataSource).update("update article set text = ?", text);
						context.getBean(CacheOperations.class).cache("cache", String.class).evict("1");
					});
				new CountDownLatch(1).await();
			});
	}

	private static void standStill() {
		System.out.println(REACHED);
		try {
			new CountDownLatch(1).await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** Stands still at the commit, before or after it. */
	private static final class Committing extends JdbcTransactionManager {

		private final Step step;

		Committing(DataSource dataSource, Step step) {
			super(dataSource);
			this.step = step;
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
			if (this.step == Step.BEFORE_COMMIT) {
				standStill();
			}
			super.doCommit(status);
			if (this.step == Step.AFTER_COMMIT) {
				standStill();
			}
		}

	}

	/** Stands still when the outbox wants a connection of its own, to remove the row. */
	private static final class Standing extends DelegatingDataSource {

		private final Step step;

		private final AtomicBoolean writing;

		Standing(DataSource target, Step step, AtomicBoolean writing) {
			super(target);
			this.step = step;
			this.writing = writing;
		}

		@Override
		public Connection getConnection() throws SQLException {
			if (this.step == Step.BEFORE_REMOVAL && this.writing.get()
					&& Thread.currentThread().getName().startsWith("cacheaside-")) {
				standStill();
			}
			return super.getConnection();
		}

	}

}
