package io.cacheaside.engine;

import java.lang.reflect.Type;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.cacheaside.CurrentEntry;
import io.cacheaside.PutOptions;

/**
 * What is declared for a value, but for what its loader said about it.
 *
 * @param declared what is declared
 * @param entry what the loader said
 */
record HeedingPolicy(EntryPolicy declared, CurrentEntry entry) implements EntryPolicy {

	@Override
	public Type type() {
		return this.declared.type();
	}

	@Override
	public String origin() {
		return this.declared.origin();
	}

	@Override
	public Optional<PutOptions> optionsFor(@Nullable Object value) {
		return this.declared.optionsFor(value).flatMap(this.entry::over);
	}

}
