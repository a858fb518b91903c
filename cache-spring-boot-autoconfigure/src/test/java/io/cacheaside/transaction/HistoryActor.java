package io.cacheaside.transaction;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.TransactionTimedOutException;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.Lookup;
import io.cacheaside.key.CacheKey;
import io.cacheaside.transaction.TransactionNode.Access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * A thread of a node with a database connection of its own while it is in a transaction.
 */
final class HistoryActor implements AutoCloseable {

	private static final Duration SOON = Duration.ofSeconds(10);

	private final ExecutorService thread = Executors.newSingleThreadExecutor();

	private final TransactionNode node;

	private final Setting setting;

	private final Deque<Open> open = new ArrayDeque<>();

	private final Deque<Object> savepoints = new ArrayDeque<>();

	HistoryActor(TransactionNode node, Setting setting) {
		this.node = node;
		this.setting = setting;
	}

	/** Takes a step on this actor's thread. */
	void take(String verb, String object) {
		try {
			this.thread.submit(() -> step(verb, object)).get(20, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof Error error) {
				throw error;
			}
			throw new IllegalStateException(ex.getCause());
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void step(String verb, String object) {
		CachedAccounts accounts = this.node.accounts(this.setting.access());
		AccountRows rows = this.node.rows(this.setting.access());
		String id = this.setting.id();
		switch (verb) {
			case "read" -> assertThat(this.setting.reading().of(accounts, id)).isEqualTo(expected(object));
			case "sees" -> assertThat(rows.read(id)).isEqualTo(expected(object));
			case "soon" -> await().atMost(SOON)
				.pollDelay(Duration.ZERO)
				.untilAsserted(() -> assertThat(this.setting.reading().of(accounts, id)).isEqualTo(object));
			case "cached" -> assertThat(cached()).isEqualTo(object);
			case "free" -> awaitFree();
			case "write" -> rows.write(id, object);
			case "change" -> change(object, accounts, rows);
			case "evict" -> accounts.evict(id);
			case "evictTag" -> accounts.evictTag(id);
			case "evictPattern" -> accounts.evictPattern(id);
			case "clear" -> accounts.clear();
			case "publish" -> accounts.publish(id);
			case "put" -> accounts.put(id, object);
			case "writeThrough" -> accounts.writeThrough(id, object);
			default -> transaction(verb, object);
		}
	}

	/**
	 * Waits for half a second of a machine that runs, in which a lease does not end by
	 * itself: while it stands still, nobody looks.
	 */
	private void awaitFree() {
		AtomicInteger looks = new AtomicInteger();
		await().atMost(SOON)
			.pollInterval(Duration.ofMillis(10))
			.until(() -> !cached().equals("leased") || looks.incrementAndGet() >= 50);
		assertThat(looks).hasValueLessThan(50);
	}

	private void transaction(String verb, String object) {
		switch (verb) {
			case "begin" -> begin(object);
			case "commit" -> close((each) -> each.manager().commit(each.status()));
			case "failsToCommit" -> {
				Open last = this.open.pop();
				assertThatThrownBy(() -> last.manager().commit(last.status())).isInstanceOf(RuntimeException.class);
			}
			case "rollback" -> close((each) -> each.manager().rollback(each.status()));
			case "savepoint" -> this.savepoints.push(this.open.element().status().createSavepoint());
			case "undo" -> this.open.element().status().rollbackToSavepoint(this.savepoints.pop());
			case "fails" -> TransactionSynchronizationManager.registerSynchronization(new Failing(object));
			case "timesOut" -> timeOut();
			default -> throw new IllegalArgumentException(verb);
		}
	}

	/** As another service does all at once. */
	private void change(String name, CachedAccounts accounts, AccountRows rows) {
		begin("");
		rows.write(this.setting.id(), name);
		accounts.evict(this.setting.id());
		close((each) -> each.manager().commit(each.status()));
	}

	private void begin(String kind) {
		Access access = kind.equals("other") ? this.setting.other() : this.setting.access();
		DefaultTransactionDefinition definition = new DefaultTransactionDefinition(
				kind.equals("new") ? TransactionDefinition.PROPAGATION_REQUIRES_NEW : kind.equals("nested")
						? TransactionDefinition.PROPAGATION_NESTED : TransactionDefinition.PROPAGATION_REQUIRED);
		definition.setReadOnly(kind.equals("readonly"));
		if (!kind.equals("nested")) {
			definition.setIsolationLevel(this.setting.isolation());
		}
		PlatformTransactionManager manager = this.node.transactions(access);
		this.open.push(new Open(manager, manager.getTransaction(definition)));
	}

	private void close(Consumer<Open> end) {
		end.accept(this.open.pop());
	}

	/** As if its time were over now. */
	private void timeOut() {
		JdbcTransactionManager manager = (JdbcTransactionManager) this.node.transactions(Access.JDBC);
		ConnectionHolder holder = (ConnectionHolder) TransactionSynchronizationManager
			.getResource(Objects.requireNonNull(manager.getDataSource()));
		Objects.requireNonNull(holder).setTimeoutInMillis(-1);
		assertThatThrownBy(() -> this.node.rows(Access.JDBC).read(this.setting.id()))
			.isInstanceOf(TransactionTimedOutException.class);
	}

	private String expected(String object) {
		int or = object.indexOf('|');
		if (or < 0) {
			return object;
		}
		return this.setting.seesItsBeginning() ? object.substring(0, or) : object.substring(or + 1);
	}

	/** What would be a hit, without loading anything. */
	private String cached() {
		Type type = String.class;
		Lookup lookup = this.node.context()
			.getBean(CacheEngine.class)
			.region("account")
			.lookup(new CacheKey("account", "account:" + this.setting.id()), type);
		if (lookup instanceof Lookup.Miss miss && miss.leased()) {
			return "leased";
		}
		return (lookup instanceof Lookup.Hit hit) ? String.valueOf(hit.value()) : "nothing";
	}

	@Override
	public void close() {
		this.thread.submit(() -> {
			while (!this.open.isEmpty()) {
				close((each) -> each.manager().rollback(each.status()));
			}
		});
		this.thread.shutdown();
	}

	/**
	 * What the histories of a test have in common.
	 *
	 * @param access how the database is reached
	 * @param isolation of all transactions
	 * @param reading by which annotation
	 * @param id of the account
	 */
	record Setting(Access access, int isolation, Reading reading, String id) {

		Access other() {
			return (this.access == Access.JDBC) ? Access.JPA : Access.JDBC;
		}

		boolean seesItsBeginning() {
			return this.access == Access.JPA || this.isolation != TransactionDefinition.ISOLATION_READ_COMMITTED;
		}

	}

	/** By which annotation an account is read. */
	enum Reading {

		CACHE_ASIDE {

			@Override
			String of(CachedAccounts accounts, String id) {
				return accounts.read(id);
			}

		},

		CACHEABLE {

			@Override
			String of(CachedAccounts accounts, String id) {
				return accounts.readPlainly(id);
			}

		};

		abstract String of(CachedAccounts accounts, String id);

	}

	private record Open(PlatformTransactionManager manager, TransactionStatus status) {
	}

	/** Somebody else who takes part in the end of the transaction, and fails. */
	private record Failing(String callback) implements TransactionSynchronization {

		@Override
		public void beforeCommit(boolean readOnly) {
			failIf("beforeCommit");
		}

		@Override
		public void beforeCompletion() {
			failIf("beforeCompletion");
		}

		@Override
		public void afterCommit() {
			failIf("afterCommit");
		}

		@Override
		public void afterCompletion(int status) {
			failIf("afterCompletion");
		}

		private void failIf(String called) {
			if (called.equals(this.callback)) {
				throw new IllegalStateException("failed " + called);
			}
		}

	}

}
