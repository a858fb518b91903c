package io.cacheaside.http;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** What the sessions of these tests read. */
@Entity
@Table(name = "row_")
class Row {

	@Id
	long id;

	String text = "";

	protected Row() {
	}

	Row(long id, String text) {
		this.id = id;
		this.text = text;
	}

}
