package io.cacheaside.redis;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.cacheaside.engine.log.LogCursor;
import io.cacheaside.engine.log.LogEntry;
import io.cacheaside.engine.log.LogRefusedException;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for entries, on a connection of its own, since nothing else is answered there
 * meanwhile.
 * <ol>
 * <li>One blocking read, shorter than the driver's own time-out. A replica, which would
 * answer too, is left.</li>
 * <li>Where a proxy or an access list refuses that, it is said once, and from then on the
 * stream is looked at again and again until the time is over.</li>
 * <li>A wait ends at the latest with its time and the time-out of a command.</li>
 * </ol>
 * Safe for use by many threads, of which one at a time should wait.
 */
final class LogTail {

	private static final Logger logger = LoggerFactory.getLogger(LogTail.class);

	static final int PAGE = 500;

	private static final Duration PAUSE = Duration.ofMillis(30);

	private final LogCalls calls;

	private final Executor executor;

	private final AtomicBoolean refused = new AtomicBoolean();

	LogTail(LogCalls calls, Executor executor) {
		this.calls = calls;
		this.executor = executor;
	}

	CompletableFuture<List<LogEntry>> await(LogCursor after, Duration limit) {
		if (limit.isZero() || limit.isNegative()) {
			return look(after);
		}
		if (this.refused.get()) {
			return lookUntil(after, System.nanoTime() + limit.toNanos());
		}
		return block(after, limit).handle((entries, failure) -> {
			if (failure == null) {
				return CompletableFuture.completedFuture(entries);
			}
			if (!isRefusal(failure)) {
				return CompletableFuture.<List<LogEntry>>failedFuture(Replies.unwrap(failure));
			}
			if (this.refused.compareAndSet(false, true)) {
				logger.warn("Redis, or a proxy before it, refuses blocking reads; the invalidation log is polled"
						+ " every {} ms instead: {}", PAUSE.toMillis(), Replies.unwrap(failure).getMessage());
			}
			return look(after);
		}).thenCompose((entries) -> entries);
	}

	@SuppressWarnings("unchecked") // The driver's generic array.
	private CompletableFuture<List<LogEntry>> block(LogCursor after, Duration limit) {
		byte[] stream = this.calls.keys().stream();
		return this.calls.<List<StreamMessage<byte[], byte[]>>>call(limit.plus(this.calls.timeout()), (connection) -> {
			Duration longest = connection.timeout().multipliedBy(3).dividedBy(4);
			Duration block = (limit.compareTo(longest) < 0) ? limit : longest;
			XReadArgs args = XReadArgs.Builder.block(Math.max(1, block.toMillis())).count(PAGE);
			requireMaster(connection);
			return connection.commands()
				.xread(args, XReadArgs.StreamOffset.from(stream, LogNumbers.id(after.position())))
				.toCompletableFuture();
		}).thenApply((messages) -> entries(messages, after));
	}

	/**
	 * Sends the deletion of nothing ahead, which a replica refuses; the link leaves it
	 * then, which ends the wait.
	 */
	private void requireMaster(MasterConnection connection) {
		connection.commands()
			.del(this.calls.keys().nothing())
			.whenComplete((deleted, failure) -> this.calls.link().ended(connection, failure));
	}

	private CompletableFuture<List<LogEntry>> lookUntil(LogCursor after, long end) {
		return look(after).thenCompose((entries) -> {
			long left = end - System.nanoTime();
			if (!entries.isEmpty() || left <= 0) {
				return CompletableFuture.completedFuture(entries);
			}
			Executor later = CompletableFuture.delayedExecutor(Math.min(left, PAUSE.toNanos()), TimeUnit.NANOSECONDS,
					this.executor);
			return CompletableFuture.supplyAsync(() -> lookUntil(after, end), later).thenCompose((next) -> next);
		});
	}

	private CompletableFuture<List<LogEntry>> look(LogCursor after) {
		Range<String> range = Range.from(Range.Boundary.excluding(LogNumbers.id(after.position())),
				Range.Boundary.unbounded());
		return this.calls
			.call((connection) -> connection.commands()
				.xrange(this.calls.keys().stream(), range, Limit.from(PAGE))
				.toCompletableFuture())
			.thenApply((messages) -> entries(messages, after));
	}

	private static List<LogEntry> entries(List<StreamMessage<byte[], byte[]>> messages, LogCursor after) {
		return messages.stream()
			.map((message) -> LogEntryFields.readAny(message.getId(), LogReplies.fields(message),
					after.position().epoch()))
			.toList();
	}

	private static boolean isRefusal(Throwable failure) {
		Throwable cause = Replies.unwrap(failure);
		if (!(cause instanceof LogRefusedException) || cause.getCause() == null) {
			return false;
		}
		String message = String.valueOf(cause.getCause().getMessage()).toLowerCase(Locale.ROOT);
		return (message.startsWith("noperm") || message.contains("unknown command") || message.contains("unsupported")
				|| message.contains("not supported") || message.contains("not allowed")
				|| message.contains("no permissions"));
	}

}
