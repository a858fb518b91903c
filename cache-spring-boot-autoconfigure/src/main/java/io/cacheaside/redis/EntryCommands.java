package io.cacheaside.redis;

import java.time.Duration;

import io.cacheaside.TimeToLive;
import io.cacheaside.engine.EntryWrite;
import io.lettuce.core.SetArgs;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ByteArrayOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;

/** Commands about one entry, as objects, so that many can be sent together. */
final class EntryCommands {

	private static final ByteArrayCodec CODEC = ByteArrayCodec.INSTANCE;

	/** What Redis can add to its clock without overflow, and longer than any cache. */
	private static final Duration LONGEST = Duration.ofDays(36_500);

	private EntryCommands() {
	}

	/**
	 * The arguments that a time to live stands for.
	 * @param ttl the time to live
	 * @return arguments of {@code SET}, with whole milliseconds, rounded up
	 */
	static SetArgs expiry(TimeToLive ttl) {
		SetArgs args = new SetArgs();
		Duration duration = ttl.duration();
		if (duration != null && duration.compareTo(LONGEST) < 0) {
			args.px(wholeMillis(duration));
		}
		return args;
	}

	static long wholeMillis(Duration duration) {
		return duration.plusNanos(999_999).toMillis();
	}

	static AsyncCommand<byte[], byte[], String> setIfAbsent(byte[] name, EntryWrite write) {
		CommandArgs<byte[], byte[]> args = new CommandArgs<>(CODEC).addKey(name).addValue(write.entry());
		expiry(write.ttl()).nx().build(args);
		return new AsyncCommand<>(new Command<>(CommandType.SET, new StatusOutput<>(CODEC), args));
	}

	static AsyncCommand<byte[], byte[], Long> unlink(byte[] name) {
		return new AsyncCommand<>(
				new Command<>(CommandType.UNLINK, new IntegerOutput<>(CODEC), new CommandArgs<>(CODEC).addKey(name)));
	}

	static AsyncCommand<byte[], byte[], byte[]> head(byte[] name, long bytes) {
		return new AsyncCommand<>(new Command<>(CommandType.GETRANGE, new ByteArrayOutput<>(CODEC),
				new CommandArgs<>(CODEC).addKey(name).add(0).add(bytes - 1)));
	}

}
