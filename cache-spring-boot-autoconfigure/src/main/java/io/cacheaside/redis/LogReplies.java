package io.cacheaside.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.cacheaside.Position;
import io.cacheaside.engine.log.Appended;
import io.cacheaside.engine.log.LogCursor;
import io.cacheaside.engine.log.LogEntry;
import io.cacheaside.engine.log.LogPage;
import io.cacheaside.engine.log.LogState;
import io.lettuce.core.StreamMessage;

/**
 * What the scripts of the log answer, read. The scripts have checked all numbers but
 * those of the entries.
 */
final class LogReplies {

	private LogReplies() {
	}

	/** An id, the previous id, its nonce, the epoch; and the nonce that was given. */
	static Appended appended(List<?> reply, long nonce) {
		if (reply.isEmpty()) {
			throw new IllegalStateException("the log has another epoch by now");
		}
		long epoch = number(reply.get(3));
		LogCursor previous = new LogCursor(position(reply.get(1), epoch), number(reply.get(2)));
		return new Appended(new LogCursor(position(reply.get(0), epoch), nonce), previous);
	}

	static LogState state(List<?> reply) {
		long epoch = number(reply.get(0));
		LogCursor end = new LogCursor(position(reply.get(1), epoch), number(reply.get(2)));
		// What cannot be read counts as not swept.
		Position none = new Position(epoch, 0, 0);
		return new LogState(end, LogNumbers.parseId(text(reply.get(3)), epoch).orElse(none),
				LogNumbers.parseId(text(reply.get(4)), epoch).orElse(none), (Long) reply.get(5));
	}

	static Optional<LogPage> page(List<?> reply, LogCursor after) {
		if (reply.isEmpty()) {
			return Optional.empty();
		}
		LogState state = state((List<?>) reply.get(0));
		boolean kept = Long.valueOf(1).equals(reply.get(1)) && after.position().epoch() == state.epoch();
		List<LogEntry> entries = new ArrayList<>();
		for (Object entry : (List<?>) reply.get(2)) {
			List<byte[]> fields = ((List<?>) ((List<?>) entry).get(1)).stream().map(byte[].class::cast).toList();
			entries.add(LogEntryFields.read(text(((List<?>) entry).get(0)), fields, state.epoch()));
		}
		boolean complete = entries.isEmpty() || entries.get(entries.size() - 1).cursor().equals(state.end());
		return Optional.of(new LogPage(state, kept, entries, complete));
	}

	/**
	 * The fields of an entry as the driver gives it.
	 * @param message the entry; its map holds each field, of equal names too, since
	 * arrays are equal to nothing but themselves
	 * @return names and values by turns
	 */
	static List<byte[]> fields(StreamMessage<byte[], byte[]> message) {
		List<byte[]> fields = new ArrayList<>();
		for (Map.Entry<byte[], byte[]> field : message.getBody().entrySet()) {
			fields.add(field.getKey());
			fields.add(field.getValue());
		}
		return fields;
	}

	static String text(Object reply) {
		return new String((byte[]) reply, StandardCharsets.UTF_8);
	}

	private static long number(Object reply) {
		return LogNumbers.parseHex(text(reply)).orElseThrow();
	}

	private static Position position(Object reply, long epoch) {
		return LogNumbers.parseId(text(reply), epoch).orElseThrow();
	}

}
