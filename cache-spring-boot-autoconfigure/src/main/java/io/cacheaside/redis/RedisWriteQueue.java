package io.cacheaside.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.lettuce.core.ScriptOutputType;

import io.cacheaside.engine.queue.DeadLetter;
import io.cacheaside.engine.queue.Made;
import io.cacheaside.engine.queue.QueuedWrite;
import io.cacheaside.engine.queue.Taken;
import io.cacheaside.engine.queue.Waiting;
import io.cacheaside.engine.queue.WriteQueue;

/**
 * A stream with one consumer, for the order of the keys, and hashes for what waits and
 * for what was given up. What has to happen together is one script. An append that is
 * held up on its way is refused by the server once nobody waits for it: half of the time
 * limit after it was sent, by the server's clock, which this node knows but for a round
 * trip. Safe for use by many threads.
 */
final class RedisWriteQueue implements WriteQueue {

	private static final LuaScript APPEND = script("append");

	private static final LuaScript APPEND_LATE = script("append-late");

	private static final LuaScript WAITING = script("waiting");

	private static final LuaScript TAKE = script("take");

	private static final LuaScript ACKNOWLEDGE = script("acknowledge");

	private static final LuaScript BURY = script("bury");

	private static final LuaScript LETTERS = script("letters");

	private static final LuaScript REVIVE = script("revive");

	private static final long TOO_LATE = -1;

	private final Calls single;

	private final Calls batches;

	private final byte[][] names;

	private final Duration timeout;

	RedisWriteQueue(Calls single, Calls batches, byte[][] names, Duration timeout) {
		this.single = single;
		this.batches = batches;
		this.names = names;
		this.timeout = timeout;
	}

	private static LuaScript script(String name) {
		return LuaScript.of("queue.lua", "queue-" + name + ".lua");
	}

	@Override
	public CompletionStage<OptionalLong> append(String key, byte[] value, int maximumLength) {
		return inTime((connection) -> APPEND.run(connection.commands(), ScriptOutputType.INTEGER, this.names, utf8(key),
				value, LogNumbers.ascii(maximumLength),
				LogNumbers.ascii(until(connection.serverMillis(this.names[0])))))
			.thenApply((token) -> (token > 0) ? OptionalLong.of(token) : OptionalLong.empty());
	}

	@Override
	public CompletionStage<Long> appendLate(String key, byte[] value, Made made) {
		return inTime((connection) -> {
			OptionalLong now = connection.settledMillis(this.names[0]);
			if (now.isEmpty()) {
				// A clock that is ahead would let it replace what was written later.
				return CompletableFuture.failedFuture(new IllegalStateException("the clock of Redis is not known yet"));
			}
			// Two clocks do not run alike, and one that is being set right differs by up
			// to 1/2000.
			long ago = TimeUnit.NANOSECONDS.toMicros(made.ago().toNanos());
			long at = now.getAsLong() * 1_000 - ago + ago / 2_000;
			return APPEND_LATE.run(connection.commands(), ScriptOutputType.INTEGER, this.names, utf8(key), value,
					LogNumbers.ascii(until(now)), LogNumbers.ascii(at), LogNumbers.ascii(made.after()));
		});
	}

	private CompletableFuture<Long> inTime(Function<MasterConnection, CompletableFuture<Long>> append) {
		return this.single.about(this.names[0], append)
			.thenCompose((token) -> (token != TOO_LATE) ? CompletableFuture.completedFuture(token)
					: CompletableFuture.failedFuture(new TimeoutException("the write came too late to Redis")));
	}

	private long until(OptionalLong now) {
		return now.isPresent() ? now.getAsLong() + this.timeout.toMillis() / 2 : 0;
	}

	@Override
	public CompletionStage<Waiting> waiting(String key) {
		return this.<List<Object>>run(this.single, WAITING, ScriptOutputType.MULTI, utf8(key))
			.thenApply((reply) -> waiting(reply));
	}

	private static Waiting waiting(List<Object> reply) {
		byte[] waiting = (reply.get(0) instanceof byte[] bytes) ? bytes : null;
		Duration writtenAgo = (reply.size() > 1 && reply.get(1) instanceof Long millis) ? Duration.ofMillis(millis)
				: null;
		return new Waiting((waiting != null) ? valueOf(waiting) : null, writtenAgo);
	}

	@Override
	public CompletionStage<Taken> take(int maximum) {
		return this.<List<Object>>run(this.batches, TAKE, ScriptOutputType.MULTI, LogNumbers.ascii(maximum))
			.thenApply(RedisWriteQueue::taken);
	}

	private static Taken taken(List<Object> reply) {
		List<?> fields = (List<?>) reply.get(3);
		List<QueuedWrite> writes = new ArrayList<>(fields.size() / 3);
		for (int i = 0; i < fields.size(); i += 3) {
			byte[] waiting = (byte[]) fields.get(i + 2);
			writes
				.add(new QueuedWrite(text(fields.get(i)), text(fields.get(i + 1)), tokenOf(waiting), valueOf(waiting)));
		}
		return new Taken(List.copyOf(writes), (Long) reply.get(0), Duration.ofMillis((Long) reply.get(1)),
				(Long) reply.get(2));
	}

	@Override
	public CompletionStage<Void> acknowledge(List<QueuedWrite> written) {
		List<byte[]> args = new ArrayList<>();
		args.add(LogNumbers.ascii(REMEMBERED.toMillis()));
		for (QueuedWrite write : written) {
			args.add(utf8(write.id()));
			args.add(utf8(write.key()));
			args.add(LogNumbers.ascii(write.token()));
		}
		return this.run(this.batches, ACKNOWLEDGE, ScriptOutputType.STATUS, args.toArray(byte[][]::new))
			.thenApply((done) -> null);
	}

	@Override
	public CompletionStage<Void> bury(QueuedWrite write, int attempts, String error) {
		return this
			.run(this.batches, BURY, ScriptOutputType.STATUS, utf8(write.id()), utf8(write.key()),
					LogNumbers.ascii(write.token()), LogNumbers.ascii(attempts), utf8(error))
			.thenApply((done) -> null);
	}

	@Override
	public CompletionStage<List<DeadLetter>> deadLetters(int maximum) {
		return this.<List<Object>>run(this.batches, LETTERS, ScriptOutputType.MULTI, LogNumbers.ascii(maximum))
			.thenApply((fields) -> {
				List<DeadLetter> letters = new ArrayList<>(fields.size() / 5);
				for (int i = 0; i < fields.size(); i += 5) {
					letters.add(new DeadLetter(text(fields.get(i)), number(fields.get(i + 1)),
							(int) number(fields.get(i + 2)), Instant.ofEpochMilli(number(fields.get(i + 3))),
							text(fields.get(i + 4))));
				}
				return letters;
			});
	}

	@Override
	public CompletionStage<Boolean> revive(String key) {
		return this.<Boolean>run(this.batches, REVIVE, ScriptOutputType.BOOLEAN, utf8(key));
	}

	@Override
	public CompletionStage<Boolean> drop(String key) {
		byte[] dead = this.names[2];
		return this.batches
			.about(dead, (connection) -> connection.commands().hdel(dead, utf8(key)).toCompletableFuture())
			.thenApply((removed) -> removed > 0);
	}

	private <T> CompletableFuture<T> run(Calls calls, LuaScript script, ScriptOutputType type, byte[]... args) {
		return calls.about(this.names[0], (connection) -> script.run(connection.commands(), type, this.names, args));
	}

	private static long tokenOf(byte[] waiting) {
		return Long.parseLong(new String(waiting, 0, colon(waiting), StandardCharsets.US_ASCII));
	}

	private static byte[] valueOf(byte[] waiting) {
		return Arrays.copyOfRange(waiting, colon(waiting) + 1, waiting.length);
	}

	private static int colon(byte[] waiting) {
		int colon = 0;
		while (waiting[colon] != ':') {
			colon++;
		}
		return colon;
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static String text(@Nullable Object bytes) {
		return (bytes instanceof byte[] known) ? new String(known, StandardCharsets.UTF_8) : "";
	}

	private static long number(@Nullable Object digits) {
		return Long.parseLong(text(digits));
	}

}
