package io.cacheaside.transaction;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** A row. */
@Entity
class Account {

	@Id
	private String id = "";

	private String name = "";

	protected Account() {
	}

	Account(String id, String name) {
		this.id = id;
		this.name = name;
	}

	void rename(String name) {
		this.name = name;
	}

	String name() {
		return this.name;
	}

}
