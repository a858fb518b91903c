package io.cacheaside.redis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.cacheaside.Position;
import io.cacheaside.engine.log.Marker;
import io.lettuce.core.MapScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all markers.
 * <ol>
 * <li>Which log, which server, and where the log ends.</li>
 * <li>The hash, page by page. What stood there all the time is among them; a marker may
 * come twice.</li>
 * <li>The same question again: the cursor of a scan means nothing to another server, so
 * the scan fails if another one answered, or another log has begun.</li>
 * </ol>
 * Pages are decoded and given off the driver's threads. Safe for use by many threads.
 */
final class MarkerScan {

	private static final Logger logger = LoggerFactory.getLogger(MarkerScan.class);

	private static final LuaScript WHERE = LuaScript.of("log.lua", "log-where.lua");

	private static final ScanArgs PAGE = ScanArgs.Builder.limit(1_000);

	private final LogCalls calls;

	private final Executor executor;

	private final AtomicBoolean reported = new AtomicBoolean();

	MarkerScan(LogCalls calls, Executor executor) {
		this.calls = calls;
		this.executor = executor;
	}

	CompletableFuture<Void> run(Consumer<? super List<Marker>> page) {
		return where().thenCompose((begun) -> {
			if (begun.isEmpty()) {
				return CompletableFuture.completedFuture(null);
			}
			return pages(ScanCursor.INITIAL, begun.get().end(), page).thenCompose((done) -> where())
				.thenAccept((ended) -> begun.get().requireSame(ended));
		});
	}

	private CompletableFuture<Optional<Where>> where() {
		return this.calls.run(WHERE).thenApply(Where::of);
	}

	private CompletableFuture<Void> pages(ScanCursor from, Position end, Consumer<? super List<Marker>> page) {
		return this.calls
			.call((connection) -> connection.commands()
				.hscan(this.calls.keys().markers(), from, PAGE)
				.toCompletableFuture())
			.thenComposeAsync((scanned) -> {
				give(scanned, end, page);
				return scanned.isFinished() ? CompletableFuture.completedFuture(null) : pages(scanned, end, page);
			}, this.executor);
	}

	private void give(MapScanCursor<byte[], byte[]> scanned, Position end, Consumer<? super List<Marker>> page) {
		List<Marker> markers = new ArrayList<>(scanned.getMap().size());
		scanned.getMap().forEach((name, value) -> MarkerField.read(name, value, end).ifPresent((field) -> {
			markers.add(field.marker());
			if (field.problem() != null && this.reported.compareAndSet(false, true)) {
				logger.warn("The hash of markers holds {}; it stands for {} from now on", field.problem(),
						field.marker().target());
			}
		}));
		if (!markers.isEmpty()) {
			page.accept(markers);
		}
	}

	/**
	 * Where the markers are.
	 *
	 * @param end the end of the log
	 * @param server the server's name for itself, empty if it does not tell
	 */
	private record Where(Position end, byte[] server) {

		static Optional<Where> of(List<?> reply) {
			if (reply.isEmpty()) {
				return Optional.empty();
			}
			long epoch = LogNumbers.parseHex(LogReplies.text(reply.get(0))).orElseThrow();
			return LogNumbers.parseId(LogReplies.text(reply.get(1)), epoch)
				.map((end) -> new Where(end, (byte[]) reply.get(2)));
		}

		void requireSame(Optional<Where> ended) {
			if (ended.filter((now) -> now.end().epoch() == this.end.epoch() && Arrays.equals(now.server, this.server))
				.isEmpty()) {
				throw new IllegalStateException("the log moved or began anew while its markers were read");
			}
		}

	}

}
