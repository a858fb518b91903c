package io.cacheaside.transaction;

import jakarta.persistence.EntityManager;

import org.springframework.jdbc.core.JdbcTemplate;

/** The rows of accounts, as the calling thread's transaction sees them. */
interface AccountRows {

	String read(String id);

	void write(String id, String name);

	/** By plain JDBC: each read asks the database. */
	record Jdbc(JdbcTemplate jdbc) implements AccountRows {

		@Override
		public String read(String id) {
			return String.valueOf(this.jdbc.queryForObject("SELECT name FROM account WHERE id = ?", String.class, id));
		}

		@Override
		public void write(String id, String name) {
			this.jdbc.update("UPDATE account SET name = ? WHERE id = ?", name, id);
		}

	}

	/**
	 * By JPA: the first read of a transaction is remembered by the persistence context,
	 * and a write is not flushed before the commit.
	 */
	record Jpa(EntityManager entities) implements AccountRows {

		@Override
		public String read(String id) {
			return this.entities.find(Account.class, id).name();
		}

		@Override
		public void write(String id, String name) {
			this.entities.find(Account.class, id).rename(name);
		}

	}

}
