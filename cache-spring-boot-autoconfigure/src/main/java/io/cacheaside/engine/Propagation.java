package io.cacheaside.engine;

import java.time.Duration;

import io.cacheaside.Position;
import io.cacheaside.engine.log.InvalidationLog;
import io.cacheaside.engine.log.LogEntry;
import io.cacheaside.engine.log.LogEntry.Invalidated;
import io.cacheaside.engine.log.LogListener;

/**
 * Tells how long invalidations took to this node. Those of others by the clock of the
 * server that holds the log, as this node knows it: no clock of another node is looked
 * at. While that is not known, they are not told.
 *
 * @param log knows the server's clock
 * @param listener hears it
 */
record Propagation(InvalidationLog log, EngineListener listener) implements LogListener {

	@Override
	public void applied(LogEntry entry) {
		if (isInvalidation(entry)) {
			told(entry.cursor().position());
		}
	}

	@Override
	public void appliedOwn(LogEntry entry, long nanos) {
		if (isInvalidation(entry)) {
			this.listener.invalidationApplied(InvalidationOrigin.OWN, Duration.ofNanos(nanos));
		}
	}

	/** Some entries only keep the log going. */
	private static boolean isInvalidation(LogEntry entry) {
		return entry.content() instanceof Invalidated invalidated && !invalidated.targets().isEmpty();
	}

	private void told(Position position) {
		this.log.serverMillis()
			.ifPresent((now) -> this.listener.invalidationApplied(InvalidationOrigin.OTHER,
					Duration.ofMillis(Math.max(0, now - position.millis()))));
	}

}
