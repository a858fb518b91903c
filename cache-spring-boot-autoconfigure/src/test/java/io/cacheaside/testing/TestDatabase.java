package io.cacheaside.testing;

import javax.sql.DataSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The database server that tests of transactions and of the outbox run on, if the
 * environment names one by {@code DATABASE_URL}, {@code DATABASE_USER} and
 * {@code DATABASE_PASSWORD}. Otherwise they run on H2. Tables are dropped, so it should
 * be an empty one.
 */
public final class TestDatabase {

	private TestDatabase() {
	}

	/**
	 * Where the database is.
	 * @param embedded the URL of the embedded one
	 * @return the URL of the one that is named, else the given one
	 */
	public static String url(String embedded) {
		String named = System.getenv("DATABASE_URL");
		return (named != null && !named.isEmpty()) ? named : embedded;
	}

	/** Who connects; the user of H2 if none is named. */
	public static String user() {
		return System.getenv().getOrDefault("DATABASE_USER", "sa");
	}

	/** With which password; none by default. */
	public static String password() {
		return System.getenv().getOrDefault("DATABASE_PASSWORD", "");
	}

	/**
	 * A connection for each statement or transaction.
	 * @param url from {@link #url}
	 * @return the database
	 */
	public static DataSource dataSource(String url) {
		return new DriverManagerDataSource(url, user(), password());
	}

	/**
	 * Drops tables that earlier tests have left on a server.
	 * @param url from {@link #url}
	 * @param tables the tables
	 */
	public static void drop(String url, String... tables) {
		JdbcTemplate jdbc = new JdbcTemplate(dataSource(url));
		for (String table : tables) {
			jdbc.execute("drop table if exists " + table);
		}
	}

}
