package io.cacheaside.promise;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import javax.sql.DataSource;

import org.h2.tools.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import io.cacheaside.TypedCache;
import io.cacheaside.engine.InvalidationOutbox;
import io.cacheaside.testing.RedisContextRunner;
import io.cacheaside.testing.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * With the outbox an invalidation outlives a process that is killed between its commit
 * and Redis. The writer is a process, killed as by {@code kill -9} at each step; the
 * database is a server beside it.
 */
@Timeout(120)
class P7_OutboxOutlivesTheProcess extends RedisOfItsOwn {

	static final String[] OUTBOX = { "cacheaside.outbox.enabled=true", "cacheaside.outbox.initialize-schema=always" };

	private static final AtomicInteger DATABASES = new AtomicInteger();

	private final AtomicInteger loads = new AtomicInteger();

	private Server server = new Server();

	private String url = "";

	private JdbcTemplate jdbc = new JdbcTemplate();

	@BeforeEach
	void startDatabase() throws SQLException {
		this.server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
		this.url = TestDatabase.url("jdbc:h2:tcp://localhost:" + this.server.getPort() + "/mem:killed"
				+ DATABASES.incrementAndGet() + ";DB_CLOSE_DELAY=-1");
		TestDatabase.drop(this.url, "article", "cacheaside_outbox");
		this.jdbc = new JdbcTemplate(dataSource());
		this.jdbc.execute("create table article (id varchar(40) primary key, text varchar(40))");
		this.jdbc.execute("insert into article values ('1', 'old')");
	}

	@AfterEach
	void stopDatabase() {
		this.server.stop();
	}

	@Test
	void killedBeforeTheCommitNothingHasHappened() {
		withReader("200ms", "500ms", (context) -> {
			TypedCache<String> cache = cache(context);
			assertThat(read(cache)).isEqualTo("old");
			killAt(WritingProcess.Step.BEFORE_COMMIT);
			// A row that others left shows that the outbox was looked at since.
			this.jdbc.update("insert into cacheaside_outbox (targets) values (?)", "1\nt canary");
			awaitDrained(context, 1);
			assertThat(read(cache)).isEqualTo("old");
			assertThat(this.loads).hasValue(1);
			assertThat(rows()).isZero();
		});
	}

	@Test
	void killedBetweenCommitAndRedisAnotherNodeCarriesItOut() {
		withReader("200ms", "500ms", (context) -> {
			TypedCache<String> cache = cache(context);
			assertThat(read(cache)).isEqualTo("old");
			killAt(WritingProcess.Step.AFTER_COMMIT);
			await().atMost(LIMIT).until(() -> read(cache).equals("new"));
			awaitDrained(context, 1);
			assertThat(rows()).isZero();
		});
	}

	@Test
	void killedBetweenCommitAndRedisItIsCarriedOutBeforeTheNextNodeServes() {
		withReader("1h", "1h", (context) -> assertThat(read(cache(context))).isEqualTo("old"));
		killAt(WritingProcess.Step.AFTER_COMMIT);
		assertThat(rows()).isEqualTo(1);
		withReader("1h", "1h", (context) -> assertThat(read(cache(context))).isEqualTo("new"));
		assertThat(rows()).isZero();
	}

	@Test
	void killedBeforeTheRowIsRemovedItIsCarriedOutOnceMore() {
		withReader("200ms", "500ms", (context) -> {
			TypedCache<String> cache = cache(context);
			assertThat(read(cache)).isEqualTo("old");
			killAt(WritingProcess.Step.BEFORE_REMOVAL);
			await().atMost(LIMIT).until(() -> read(cache).equals("new"));
			awaitDrained(context, 1);
			assertThat(rows()).isZero();
			assertThat(read(cache)).isEqualTo("new");
		});
	}

	private void killAt(WritingProcess.Step step) {
		try (WritingProcess writer = WritingProcess.start(this.redis, this.url, step)) {
			writer.write("new");
			writer.kill();
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	private void withReader(String interval, String delay, Consumer<AssertableApplicationContext> scenario) {
		RedisContextRunner.on(this.redis.host(), this.redis.port())
			.withBean(DataSource.class, this::dataSource)
			.withPropertyValues(OUTBOX)
			.withPropertyValues(RedisContextRunner.PATIENT, "cacheaside.outbox.interval=" + interval,
					"cacheaside.outbox.delay=" + delay)
			.run(scenario::accept);
	}

	private String read(TypedCache<String> cache) {
		try {
			String text = cache.getOrLoad("1", () -> {
				this.loads.incrementAndGet();
				return this.jdbc.queryForObject("select text from article", String.class);
			});
			return String.valueOf(text);
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

	private void awaitDrained(AssertableApplicationContext context, long count) {
		InvalidationOutbox outbox = context.getBean(InvalidationOutbox.class);
		await().atMost(LIMIT).until(() -> outbox.statistics().drained() >= count);
		assertThat(outbox.statistics().drained()).isEqualTo(count);
	}

	private int rows() {
		Integer rows = this.jdbc.queryForObject("select count(*) from cacheaside_outbox", Integer.class);
		return (rows != null) ? rows : -1;
	}

	private DataSource dataSource() {
		return TestDatabase.dataSource(this.url);
	}

}
