package io.cacheaside.engine.log;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Tells several listeners, which may be added at any time. Safe for use by many threads.
 */
public final class LogListeners implements LogListener {

	private final List<LogListener> all = new CopyOnWriteArrayList<>();

	/**
	 * Adds a listener.
	 * @param listener hears what happens from now on
	 */
	public void add(LogListener listener) {
		this.all.add(listener);
	}

	@Override
	public void appended(Appended appended) {
		this.all.forEach((listener) -> listener.appended(appended));
	}

	@Override
	public void applied(LogEntry entry) {
		this.all.forEach((listener) -> listener.applied(entry));
	}

	@Override
	public void appliedOwn(LogEntry entry, long nanos) {
		this.all.forEach((listener) -> listener.appliedOwn(entry, nanos));
	}

	@Override
	public void gapFound(Gap gap) {
		this.all.forEach((listener) -> listener.gapFound(gap));
	}

	@Override
	public void loaded(LogState state, boolean newEpoch) {
		this.all.forEach((listener) -> listener.loaded(state, newEpoch));
	}

	@Override
	public void unreadable(String problem) {
		this.all.forEach((listener) -> listener.unreadable(problem));
	}

	@Override
	public void failed(Throwable failure) {
		this.all.forEach((listener) -> listener.failed(failure));
	}

}
