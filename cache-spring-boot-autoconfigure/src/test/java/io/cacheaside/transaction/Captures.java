package io.cacheaside.transaction;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.cacheaside.Position;
import io.cacheaside.engine.LoadStart;

/** What a node knows, which a test moves on. */
public final class Captures implements Supplier<@Nullable LoadStart> {

	private long applied = 1;

	private boolean ready = true;

	/**
	 * Something becomes known.
	 * @return what is known from now on
	 */
	public LoadStart moveOn() {
		this.applied++;
		return now();
	}

	public LoadStart now() {
		return new LoadStart(new Position(7, this.applied, 0), this.applied, 0, this.applied);
	}

	void becomeUnready() {
		this.ready = false;
	}

	@Override
	public @Nullable LoadStart get() {
		return this.ready ? now() : null;
	}

}
