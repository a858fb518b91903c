package io.cacheaside.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import javax.sql.DataSource;

import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import io.cacheaside.CacheConfigurationException;

/**
 * The table. Its statements are understood by PostgreSQL, MySQL, MariaDB and H2 alike,
 * and times are compared by the database, with its own clock. Safe for use by many
 * threads.
 */
final class OutboxTable {

	/** A slow database must not hold our threads for longer. */
	private static final int TIMEOUT_SECONDS = 10;

	private final String name;

	private final DataSource dataSource;

	/** Within the application's transaction, whose time limit counts. */
	private final JdbcTemplate joining;

	/** On a connection of our own. */
	private final JdbcTemplate own;

	OutboxTable(DataSource dataSource, String name) {
		this.name = name;
		this.dataSource = target(dataSource);
		this.joining = new JdbcTemplate(this.dataSource);
		this.own = new JdbcTemplate(this.dataSource);
		this.own.setQueryTimeout(TIMEOUT_SECONDS);
	}

	/** Transaction managers bind what is behind such a proxy. */
	private static DataSource target(DataSource dataSource) {
		DataSource behind = (dataSource instanceof TransactionAwareDataSourceProxy proxy) ? proxy.getTargetDataSource()
				: null;
		return (behind != null) ? target(behind) : dataSource;
	}

	/**
	 * Sees whether the table is there.
	 * @throws CacheConfigurationException if it is not, or has other columns
	 * @throws RuntimeException if the database cannot tell
	 */
	void check() {
		try {
			this.own.query("select id, targets, created_at from " + this.name + " where id < 0", (row) -> {
			});
		}
		catch (BadSqlGrammarException ex) {
			throw new CacheConfigurationException(
					"cacheaside.outbox.enabled is true, but the table '" + this.name
							+ "' is not there or not as it should be: " + ex.getMostSpecificCause().getMessage(),
					"Create the table '" + this.name + "' as docs/outbox.md shows, or set "
							+ "cacheaside.outbox.initialize-schema to 'always', or correct cacheaside.outbox.table.",
					ex);
		}
	}

	/**
	 * Whether the calling thread's transaction is one of this database. A connection that
	 * merely is in use beside a transaction of something else commits by itself.
	 */
	boolean isInTransaction() {
		if (!(TransactionSynchronizationManager.getResource(this.dataSource) instanceof ConnectionHolder)) {
			return false;
		}
		Connection connection = DataSourceUtils.getConnection(this.dataSource);
		try {
			return !connection.getAutoCommit();
		}
		catch (SQLException ex) {
			throw new IllegalStateException("The connection does not tell whether it is in a transaction", ex);
		}
		finally {
			DataSourceUtils.releaseConnection(connection, this.dataSource);
		}
	}

	/**
	 * Adds a row in the calling thread's transaction.
	 * @return its id
	 */
	long insert(String targets) {
		GeneratedKeyHolder id = new GeneratedKeyHolder();
		this.joining.update((connection) -> {
			PreparedStatement insert = connection.prepareStatement("insert into " + this.name + " (targets) values (?)",
					new String[] { "id" });
			insert.setString(1, targets);
			return insert;
		}, id);
		return Objects.requireNonNull(id.getKey(), "the database tells no id").longValue();
	}

	/**
	 * Removes rows; those that are gone already are no matter.
	 */
	void delete(Collection<Long> ids) {
		List<Long> all = List.copyOf(ids);
		String marks = String.join(",", all.stream().map((id) -> "?").toList());
		this.own.execute((ConnectionCallback<Integer>) (connection) -> {
			try (PreparedStatement delete = connection
				.prepareStatement("delete from " + this.name + " where id in (" + marks + ")")) {
				delete.setQueryTimeout(TIMEOUT_SECONDS);
				for (int i = 0; i < all.size(); i++) {
					delete.setLong(i + 1, all.get(i));
				}
				return committed(connection, delete.executeUpdate());
			}
		});
	}

	/** Where the pool hands out connections that do not commit by themselves. */
	private static int committed(Connection connection, int rows) throws SQLException {
		if (!connection.getAutoCommit()) {
			connection.commit();
		}
		return rows;
	}

	/**
	 * Reads the rows that are in the table for a while, the first ones first.
	 */
	List<Row> read(Duration age, int limit) {
		List<Row> rows = new ArrayList<>();
		this.own.query(
				"select id, targets from " + this.name + " where " + olderThan(age) + " order by id limit " + limit,
				(row) -> {
					rows.add(new Row(row.getLong(1), Objects.requireNonNullElse(row.getString(2), "")));
				});
		return rows;
	}

	/**
	 * Counts the rows that are in the table for a while.
	 * @return how many, at most the limit
	 */
	long count(Duration age, int limit) {
		Long count = this.own.queryForObject("select count(*) from (select id from " + this.name + " where "
				+ olderThan(age) + " limit " + limit + ") as older", Long.class);
		return (count != null) ? count : 0;
	}

	private static String olderThan(Duration age) {
		String seconds = String.format(Locale.ROOT, "%d.%03d", age.toSeconds(), age.toMillisPart());
		return "created_at <= current_timestamp(3) - interval '" + seconds + "' second";
	}

	/**
	 * A row.
	 *
	 * @param id its id, in the order of the inserts
	 * @param targets what it names
	 */
	record Row(long id, String targets) {
	}

}
