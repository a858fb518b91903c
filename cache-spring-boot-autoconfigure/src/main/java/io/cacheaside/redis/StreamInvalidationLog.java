package io.cacheaside.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.engine.log.Appended;
import io.cacheaside.engine.log.InvalidationLog;
import io.cacheaside.engine.log.LogCursor;
import io.cacheaside.engine.log.LogEntry;
import io.cacheaside.engine.log.LogPage;
import io.cacheaside.engine.log.LogState;
import io.cacheaside.engine.log.Marker;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.StreamMessage;

/**
 * The log on a Redis Stream, with the markers in a hash beside it. Whatever changes one
 * of them is a script, so that it happens in one step.
 * <p>
 * A call fails at once, with a {@link NotConnectedException}, while there is no open
 * connection; with a {@link java.util.concurrent.TimeoutException} when Redis has not
 * answered in time; with a {@link io.cacheaside.engine.log.LogRefusedException} where it
 * refused, as a replica does; else with what the driver reports. A call that has timed
 * out may have reached Redis and may still take effect. Markers, and what is replayed,
 * are given on a thread of the scheduler. Safe for use by many threads.
 */
public final class StreamInvalidationLog implements InvalidationLog {

	/** How many targets fit one entry; an invalidation of more is several. */
	static final int MAXIMUM_TARGETS = 3_000;

	private static final int REPLAY_PAGE = 1_000;

	private static final int FORGET_BATCH = 500;

	private static final LuaScript APPEND = LuaScript.of("log.lua", "log-append.lua");

	private static final LuaScript OPEN = LuaScript.of("log.lua", "log-open.lua");

	private static final LuaScript READ = LuaScript.of("log.lua", "log-read.lua");

	private static final LuaScript ANNOUNCE = LuaScript.of("log.lua", "log-announce.lua");

	private static final LuaScript FORGET = LuaScript.of("log.lua", "log-forget.lua");

	private static final LuaScript ELECT = LuaScript.of("elect.lua");

	private static final LuaScript INFO = LuaScript.of("info.lua");

	private final RedisConnections connections;

	private final LogCalls calls;

	private final LogTail tail;

	private final MarkerScan scan;

	private final byte[] retentionMillis;

	private final RandomGenerator random;

	private final ReentrantLock drawing = new ReentrantLock();

	/**
	 * Creates the log; nothing is sent yet.
	 * @param connections the connections; closed by whoever made them
	 * @param keys where the entries of the application stand, which tells where its log
	 * does
	 * @param settings how the log is spoken to
	 * @param random draws epochs and nonces, by one thread at a time
	 */
	public StreamInvalidationLog(RedisConnections connections, RedisKeys keys, LogSettings settings,
			RandomGenerator random) {
		LogKeys logKeys = LogKeys.of(keys);
		this.connections = connections;
		this.calls = new LogCalls(connections.commands(), logKeys, settings.timeout());
		this.tail = new LogTail(new LogCalls(connections.logTail(), logKeys, settings.timeout()),
				connections.executor());
		this.scan = new MarkerScan(this.calls, connections.executor());
		this.retentionMillis = LogNumbers.ascii(settings.retention().toMillis());
		this.random = random;
	}

	@Override
	public CompletionStage<Appended> append(List<InvalidationTarget> targets) {
		if (targets.size() <= MAXIMUM_TARGETS) {
			return appendEntry(targets);
		}
		CompletableFuture<Appended> first = appendEntry(targets.subList(0, MAXIMUM_TARGETS));
		List<InvalidationTarget> rest = targets.subList(MAXIMUM_TARGETS, targets.size());
		return first.thenCompose((one) -> append(rest).thenApply((other) -> {
			// As one entry, unless another writer came between.
			boolean adjacent = other.previous().equals(one.cursor());
			return adjacent ? new Appended(other.cursor(), one.previous()) : other;
		}));
	}

	private CompletableFuture<Appended> appendEntry(List<InvalidationTarget> targets) {
		long nonce = draw();
		List<byte[]> args = new ArrayList<>(
				List.of(LogNumbers.hex(draw()), LogNumbers.hex(nonce), this.retentionMillis));
		for (InvalidationTarget target : targets) {
			LogTarget written = LogTarget.of(target);
			args.add(LogNumbers.ascii(String.valueOf(written.kind())));
			args.add(written.value());
		}
		return this.calls.run(APPEND, args.toArray(byte[][]::new))
			.thenApply((reply) -> LogReplies.appended(reply, nonce));
	}

	@Override
	public CompletionStage<LogState> open() {
		return this.calls.run(OPEN, LogNumbers.hex(draw()), new byte[0]).thenApply(LogReplies::state);
	}

	@Override
	public CompletionStage<LogState> renew(long expected) {
		return this.calls.run(OPEN, LogNumbers.hex(draw()), LogNumbers.hex(expected)).thenApply(LogReplies::state);
	}

	@Override
	public CompletionStage<Optional<LogPage>> read(LogCursor after) {
		return this.calls
			.run(READ, LogNumbers.ascii(LogNumbers.id(after.position())), LogNumbers.hex(after.nonce()),
					LogNumbers.ascii(LogTail.PAGE))
			.thenApply((reply) -> LogReplies.page(reply, after));
	}

	@Override
	public CompletionStage<List<LogEntry>> await(LogCursor after, Duration limit) {
		return this.tail.await(after, limit);
	}

	@Override
	public CompletionStage<Void> markers(Consumer<? super List<Marker>> page) {
		return this.scan.run(page);
	}

	@Override
	public CompletionStage<Void> replay(Position after, Position upTo, Consumer<? super List<LogEntry>> page) {
		Range<String> range = Range.from(Range.Boundary.excluding(LogNumbers.id(after)),
				Range.Boundary.including(LogNumbers.id(upTo)));
		return this.calls
			.call((connection) -> connection.commands()
				.xrange(this.calls.keys().stream(), range, Limit.from(REPLAY_PAGE))
				.toCompletableFuture())
			.thenComposeAsync((messages) -> {
				List<LogEntry> entries = messages.stream().map((message) -> entry(message, upTo)).toList();
				if (!entries.isEmpty()) {
					page.accept(entries);
				}
				return (entries.size() < REPLAY_PAGE) ? CompletableFuture.completedFuture(null)
						: replay(entries.get(entries.size() - 1).cursor().position(), upTo, page);
			}, this.connections.executor());
	}

	private static LogEntry entry(StreamMessage<byte[], byte[]> message, Position upTo) {
		return LogEntryFields.read(message.getId(), LogReplies.fields(message), upTo.epoch());
	}

	@Override
	public CompletionStage<Appended> announce(LogEntry.Swept swept) {
		long nonce = draw();
		return this.calls
			.run(ANNOUNCE, LogNumbers.hex(swept.keys().epoch()), LogNumbers.hex(nonce), this.retentionMillis,
					LogNumbers.ascii(LogNumbers.id(swept.keys())), LogNumbers.ascii(LogNumbers.id(swept.others())))
			.thenApply((reply) -> LogReplies.appended(reply, nonce));
	}

	@Override
	public CompletionStage<Long> forget(List<Marker> markers) {
		if (markers.isEmpty()) {
			return CompletableFuture.completedFuture(0L);
		}
		List<Marker> batch = markers.subList(0, Math.min(FORGET_BATCH, markers.size()));
		List<byte[]> args = new ArrayList<>(List.of(LogNumbers.hex(batch.get(0).position().epoch())));
		for (Marker marker : batch) {
			args.add(MarkerField.nameOf(marker.target()));
			args.add(MarkerField.valueOf(marker));
		}
		return this.calls
			.<Long>run(FORGET, ScriptOutputType.INTEGER, this.calls.keys().ofScripts(), args.toArray(byte[][]::new))
			.thenCompose((forgotten) -> forget(markers.subList(batch.size(), markers.size()))
				.thenApply((others) -> forgotten + others));
	}

	@Override
	public CompletionStage<Boolean> elect(String node, Duration term) {
		byte[][] names = { this.calls.keys().election() };
		return this.calls.<Boolean>run(ELECT, ScriptOutputType.BOOLEAN, names, node.getBytes(StandardCharsets.UTF_8),
				LogNumbers.ascii(Math.max(1, term.toMillis())));
	}

	@Override
	public OptionalLong serverMillis() {
		MasterConnection connection = this.connections.commands().connection();
		return (connection != null) ? connection.serverMillis(this.calls.keys().stream()) : OptionalLong.empty();
	}

	/**
	 * Asks whether the server may evict the log when its memory is full.
	 * @return the server's eviction policy if it may; empty if not, or if the server does
	 * not tell
	 */
	public CompletionStage<Optional<String>> evictingPolicy() {
		byte[][] names = { this.calls.keys().stream() };
		return this.calls.<byte[]>run(INFO, ScriptOutputType.VALUE, names, LogNumbers.ascii("memory"))
			.thenApply((text) -> evictingPolicy(LogReplies.text(text).lines().toList()));
	}

	private static Optional<String> evictingPolicy(Collection<String> lines) {
		String key = "maxmemory_policy:";
		return lines.stream()
			.filter((line) -> line.startsWith(key))
			.map((line) -> line.substring(key.length()))
			.filter((policy) -> policy.startsWith("allkeys") && !lines.contains("maxmemory:0"))
			.findFirst();
	}

	private long draw() {
		this.drawing.lock();
		try {
			long drawn = this.random.nextLong();
			// No epoch is 0, which stands for no log.
			return (drawn != 0) ? drawn : 1;
		}
		finally {
			this.drawing.unlock();
		}
	}

}
