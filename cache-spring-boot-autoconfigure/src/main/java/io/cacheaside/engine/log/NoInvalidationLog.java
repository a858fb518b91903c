package io.cacheaside.engine.log;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;

/** No log, since there is nothing to invalidate: caching is switched off. */
public final class NoInvalidationLog implements InvalidationLog {

	private static final LogState EMPTY = new LogState(LogCursor.NONE, Position.NONE, Position.NONE, 0);

	@Override
	public CompletionStage<Appended> append(List<InvalidationTarget> targets) {
		return CompletableFuture.completedFuture(new Appended(LogCursor.NONE, LogCursor.NONE));
	}

	@Override
	public CompletionStage<LogState> open() {
		return CompletableFuture.completedFuture(EMPTY);
	}

	@Override
	public CompletionStage<LogState> renew(long expected) {
		return CompletableFuture.completedFuture(EMPTY);
	}

	@Override
	public CompletionStage<Optional<LogPage>> read(LogCursor after) {
		return CompletableFuture.completedFuture(Optional.of(new LogPage(EMPTY, true, List.of(), true)));
	}

	@Override
	public CompletionStage<List<LogEntry>> await(LogCursor after, Duration limit) {
		return new CompletableFuture<>();
	}

	@Override
	public CompletionStage<Void> markers(Consumer<? super List<Marker>> page) {
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public CompletionStage<Void> replay(Position after, Position upTo, Consumer<? super List<LogEntry>> page) {
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public CompletionStage<Appended> announce(LogEntry.Swept swept) {
		return CompletableFuture.completedFuture(new Appended(LogCursor.NONE, LogCursor.NONE));
	}

	@Override
	public CompletionStage<Long> forget(List<Marker> markers) {
		return CompletableFuture.completedFuture(0L);
	}

	@Override
	public CompletionStage<Boolean> elect(String node, Duration term) {
		return CompletableFuture.completedFuture(false);
	}

}
