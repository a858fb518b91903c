package io.cacheaside.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ByteArrayOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandKeyword;
import io.lettuce.core.protocol.CommandType;

/** Commands about one slot, as objects, so that many can be sent together. */
final class EntryCommands {

	private static final ByteArrayCodec CODEC = ByteArrayCodec.INSTANCE;

	/** What Redis can add to its clock without overflow, and longer than any cache. */
	private static final Duration LONGEST = Duration.ofDays(36_500);

	private EntryCommands() {
	}

	/**
	 * A duration as the server is told it.
	 * @param duration a positive duration, or {@code null} for no limit
	 * @return whole milliseconds, rounded up; 0 for no limit, or for one that nobody will
	 * see
	 */
	static long millis(@Nullable Duration duration) {
		return (duration != null && duration.compareTo(LONGEST) < 0) ? duration.plusNanos(999_999).toMillis() : 0;
	}

	static byte[] text(long number) {
		return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
	}

	static AsyncCommand<byte[], byte[], byte[]> get(byte[] name) {
		return new AsyncCommand<>(
				new Command<>(CommandType.GET, new ByteArrayOutput<>(CODEC), new CommandArgs<>(CODEC).addKey(name)));
	}

	static AsyncCommand<byte[], byte[], byte[]> head(byte[] name, long bytes) {
		return new AsyncCommand<>(new Command<>(CommandType.GETRANGE, new ByteArrayOutput<>(CODEC),
				new CommandArgs<>(CODEC).addKey(name).add(0).add(bytes - 1)));
	}

	/** How much memory a key takes; the answer is {@code null} if there is none. */
	static AsyncCommand<byte[], byte[], Long> memoryUsage(byte[] name) {
		return number(CommandType.MEMORY, new CommandArgs<>(CODEC).add(CommandKeyword.USAGE).addKey(name));
	}

	/** How long a text is; 0 if there is none. */
	static AsyncCommand<byte[], byte[], Long> length(byte[] name) {
		return number(CommandType.STRLEN, new CommandArgs<>(CODEC).addKey(name));
	}

	private static AsyncCommand<byte[], byte[], Long> number(CommandType type, CommandArgs<byte[], byte[]> args) {
		return new AsyncCommand<>(new Command<>(type, new IntegerOutput<>(CODEC), args));
	}

	static AsyncCommand<byte[], byte[], List<byte[]>> time() {
		return new AsyncCommand<>(
				new Command<>(CommandType.TIME, new ValueListOutput<>(CODEC), new CommandArgs<>(CODEC)));
	}

	/** Sets an empty slot; the answer is {@code null} if it was not empty. */
	static AsyncCommand<byte[], byte[], String> setIfEmpty(byte[] name, byte[] bytes, long millis) {
		CommandArgs<byte[], byte[]> args = new CommandArgs<>(CODEC).addKey(name)
			.addValue(bytes)
			.add("PX")
			.add(millis)
			.add("NX");
		return new AsyncCommand<>(new Command<>(CommandType.SET, new StatusOutput<>(CODEC), args));
	}

	static AsyncCommand<byte[], byte[], Long> evalsha(LuaScript script, SlotCall call) {
		return script(CommandType.EVALSHA, script.digest().getBytes(StandardCharsets.US_ASCII), call);
	}

	static AsyncCommand<byte[], byte[], Long> eval(LuaScript script, SlotCall call) {
		return script(CommandType.EVAL, script.text(), call);
	}

	private static AsyncCommand<byte[], byte[], Long> script(CommandType type, byte[] script, SlotCall call) {
		CommandArgs<byte[], byte[]> args = new CommandArgs<>(CODEC).add(script)
			.add(call.names().size())
			.addKeys(call.names());
		for (byte[] arg : call.args()) {
			args.addValue(arg);
		}
		return number(type, args);
	}

	/**
	 * What a script about slots is called with.
	 *
	 * @param names the slots' keys in Redis
	 * @param args the arguments
	 */
	record SlotCall(List<byte[]> names, byte[]... args) {

		SlotCall(byte[] name, byte[]... args) {
			this(List.of(name), args);
		}

	}

}
