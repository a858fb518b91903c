package io.cacheaside.outbox;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.key.GlobPattern;

/**
 * Targets as a row of the outbox holds them. The first line is the version of the format;
 * each further one is a target: the letter of its kind, a blank, and a text. The kinds
 * are those of the log: {@code k} a key, after the number of characters of its cache's
 * name and a colon, {@code t} a tag, {@code g} a glob, {@code c} a cache; a capital
 * letter says that it is meant softly. All of it is printable ASCII, whatever the
 * database can hold: any other character, and the backslash, is a backslash, the letter u
 * and four hexadecimal digits for each half of a pair.
 * <p>
 * Reading never fails: what this version does not know becomes the narrowest target that
 * is certain to contain it.
 */
final class OutboxText {

	/** What everything is in. */
	static final InvalidationTarget EVERYTHING = new InvalidationTarget.Pattern("*");

	private static final String VERSION = "1";

	private static final int HEXADECIMAL = 16;

	private static final int DIGITS = 4;

	private OutboxText() {
	}

	static String write(List<InvalidationTarget> targets) {
		StringBuilder text = new StringBuilder(VERSION);
		for (InvalidationTarget target : targets) {
			text.append('\n');
			if (target instanceof InvalidationTarget.Soft soft) {
				append(text, Character.toUpperCase(kind(soft.target())), value(soft.target()));
			}
			else {
				append(text, kind(target), value(target));
			}
		}
		return text.toString();
	}

	private static char kind(InvalidationTarget target) {
		return (target instanceof InvalidationTarget.Key) ? 'k' : (target instanceof InvalidationTarget.Tag) ? 't'
				: (target instanceof InvalidationTarget.Pattern) ? 'g' : 'c';
	}

	private static String value(InvalidationTarget target) {
		if (target instanceof InvalidationTarget.Key key) {
			return key.cacheName().length() + ":" + key.logicalKey();
		}
		if (target instanceof InvalidationTarget.Tag tag) {
			return tag.tag();
		}
		return (target instanceof InvalidationTarget.Pattern pattern) ? pattern.glob()
				: ((InvalidationTarget.WholeCache) target).cacheName();
	}

	private static void append(StringBuilder text, char kind, String value) {
		text.append(kind).append(' ');
		for (int i = 0; i < value.length(); i++) {
			char each = value.charAt(i);
			if (each >= ' ' && each <= '~' && each != '\\') {
				text.append(each);
			}
			else {
				text.append("\\u").append(String.format("%04x", (int) each));
			}
		}
	}

	/**
	 * Reads the targets.
	 * @param text what a row holds
	 * @return what it says, with the first problem
	 */
	static Decoded read(String text) {
		List<String> lines = text.lines().toList();
		if (lines.isEmpty() || !lines.get(0).strip().equals(VERSION)) {
			return new Decoded(List.of(EVERYTHING), "a text of an unknown version");
		}
		if (lines.size() == 1) {
			return new Decoded(List.of(EVERYTHING), "no target");
		}
		List<InvalidationTarget> targets = new ArrayList<>();
		String problem = null;
		for (String line : lines.subList(1, lines.size())) {
			try {
				targets.add(target(line));
			}
			catch (IllegalArgumentException ex) {
				targets.add(EVERYTHING);
				problem = (problem != null) ? problem : "a target that cannot be read: '" + line + "'";
			}
		}
		return new Decoded(targets, problem);
	}

	private static InvalidationTarget target(String line) {
		if (line.length() < 2 || line.charAt(1) != ' ') {
			throw new IllegalArgumentException(line);
		}
		char kind = line.charAt(0);
		InvalidationTarget target = target(Character.toLowerCase(kind), unescape(line.substring(2)));
		return Character.isUpperCase(kind) ? target.soft() : target;
	}

	private static InvalidationTarget target(char kind, String value) {
		return switch (kind) {
			case 'k' -> key(value);
			case 't' -> new InvalidationTarget.Tag(value);
			case 'g' -> new InvalidationTarget.Pattern(GlobPattern.parse(value).toString());
			case 'c' -> new InvalidationTarget.WholeCache(value);
			default -> throw new IllegalArgumentException("unknown kind " + kind);
		};
	}

	private static InvalidationTarget key(String value) {
		int colon = value.indexOf(':');
		String logicalKey = value.substring(colon + 1);
		int length = Integer.parseInt(value.substring(0, Math.max(colon, 0)));
		if (length < 1 || length > logicalKey.length()) {
			throw new IllegalArgumentException("the name of the cache has no such length");
		}
		return new InvalidationTarget.Key(logicalKey.substring(0, length), logicalKey);
	}

	private static String unescape(String value) {
		StringBuilder text = new StringBuilder(value.length());
		for (int i = 0; i < value.length(); i++) {
			char each = value.charAt(i);
			if (each != '\\') {
				text.append(each);
				continue;
			}
			int end = i + 2 + DIGITS;
			if (end > value.length() || value.charAt(i + 1) != 'u') {
				throw new IllegalArgumentException("a backslash alone");
			}
			text.append((char) Integer.parseInt(value.substring(i + 2, end), HEXADECIMAL));
			i = end - 1;
		}
		return text.toString();
	}

	/**
	 * Targets read.
	 *
	 * @param targets the targets
	 * @param problem what could not be read, or {@code null}
	 */
	record Decoded(List<InvalidationTarget> targets, @Nullable String problem) {
	}

}
