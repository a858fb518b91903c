package io.cacheaside.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.engine.log.LogCursor;
import io.cacheaside.engine.log.LogEntry;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the stream, read. Reading never fails: what this version does not know
 * becomes the narrowest target that is certain to contain it, with a problem.
 * <ol>
 * <li>A name of several letters is left to later versions.</li>
 * <li>The first value of each field about the entry itself counts.</li>
 * <li>Every other name is the kind of a target.</li>
 * <li>An entry of another version names everything, and so does one of another epoch than
 * the log it stands in.</li>
 * </ol>
 */
final class LogEntryFields {

	private static final String ABOUT = "venpso";

	private final Map<Character, String> about = new TreeMap<>();

	private final List<InvalidationTarget> targets = new ArrayList<>();

	private @Nullable String problem;

	private LogEntryFields() {
	}

	/**
	 * Reads an entry of a log whose epoch is known.
	 * @param id its ID
	 * @param fields names and values by turns
	 * @param epoch the epoch of the log
	 * @return the entry, whose position bears this epoch
	 */
	static LogEntry read(String id, List<byte[]> fields, long epoch) {
		LogEntryFields entry = of(fields);
		if (entry.epoch().orElse(epoch + 1) != epoch) {
			entry.widen("an entry that names another epoch than its log");
		}
		return entry.build(id, epoch);
	}

	/**
	 * Reads an entry of whatever log there is.
	 * @param id its ID
	 * @param fields names and values by turns
	 * @param assumed the epoch if the entry names none
	 * @return the entry, whose position bears the epoch that it names
	 */
	static LogEntry readAny(String id, List<byte[]> fields, long assumed) {
		LogEntryFields entry = of(fields);
		return entry.build(id, entry.epoch().orElse(assumed));
	}

	private static LogEntryFields of(List<byte[]> fields) {
		LogEntryFields entry = new LogEntryFields();
		for (int i = 0; i + 1 < fields.size(); i += 2) {
			String name = new String(fields.get(i), StandardCharsets.UTF_8);
			if (name.length() == 1) {
				entry.take(name.charAt(0), fields.get(i + 1));
			}
		}
		String version = entry.about.getOrDefault('v', "");
		if (!version.equals("1")) {
			entry.widen("an entry of the unknown version '" + version + "'");
		}
		return entry;
	}

	private void take(char name, byte[] value) {
		if (ABOUT.indexOf(name) >= 0) {
			this.about.putIfAbsent(name, new String(value, StandardCharsets.UTF_8));
			return;
		}
		LogTarget.Decoded decoded = new LogTarget(name, value).decode();
		this.targets.add(decoded.target());
		report(decoded.problem());
	}

	private void widen(String reason) {
		this.targets.add(LogTarget.EVERYTHING);
		report(reason);
	}

	private void report(@Nullable String found) {
		if (this.problem == null) {
			this.problem = found;
		}
	}

	private OptionalLong epoch() {
		return LogNumbers.parseHex(this.about.getOrDefault('e', ""));
	}

	private LogEntry build(String id, long epoch) {
		Position position = LogNumbers.parseId(id, epoch).orElseGet(() -> new Position(epoch, 0, 0));
		// A nonce or a predecessor that cannot be read is one that nobody knows: a gap.
		long nonce = LogNumbers.parseHex(this.about.getOrDefault('n', "")).orElse(0);
		LogCursor previous = LogNumbers.parseCursor(this.about.getOrDefault('p', ""), epoch)
			.orElseGet(() -> new LogCursor(new Position(epoch, 0, 0), 0));
		return new LogEntry(new LogCursor(position, nonce), previous, content(epoch));
	}

	private LogEntry.Content content(long epoch) {
		String keys = this.about.get('s');
		String others = this.about.get('o');
		if (keys != null || others != null) {
			Optional<LogEntry.Content> swept = swept(keys, others, epoch);
			if (swept.isPresent() && this.targets.isEmpty()) {
				return swept.get();
			}
			report("an announcement that cannot be read");
		}
		return new LogEntry.Invalidated(this.targets, this.problem);
	}

	private static Optional<LogEntry.Content> swept(@Nullable String keys, @Nullable String others, long epoch) {
		if (keys == null || others == null) {
			return Optional.empty();
		}
		return LogNumbers.parseId(keys, epoch)
			.flatMap((one) -> LogNumbers.parseId(others, epoch).map((two) -> new LogEntry.Swept(one, two)));
	}

}
