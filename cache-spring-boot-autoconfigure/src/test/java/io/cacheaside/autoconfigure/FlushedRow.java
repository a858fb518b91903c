package io.cacheaside.autoconfigure;

import java.util.concurrent.atomic.AtomicReference;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.PreUpdate;

/** An entity that does something when it is flushed, as listeners of entities do. */
@Entity(name = "flushed_row")
class FlushedRow {

	static final AtomicReference<Runnable> ON_FLUSH = new AtomicReference<>(() -> {
	});

	@Id
	long id;

	String text = "";

	@PreUpdate
	void flushed() {
		ON_FLUSH.get().run();
	}

}
