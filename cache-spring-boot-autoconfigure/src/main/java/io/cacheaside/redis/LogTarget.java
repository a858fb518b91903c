package io.cacheaside.redis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.key.GlobPattern;
import org.jspecify.annotations.Nullable;

/**
 * A target as the log writes it: the letter of its kind and a text. The letter of a soft
 * target is the capital one.
 *
 * @param kind the letter
 * @param value the text as UTF-8
 */
record LogTarget(char kind, byte[] value) {

	/** What everything is in. */
	static final InvalidationTarget EVERYTHING = new InvalidationTarget.Pattern("*");

	private static final char KEY = 'k';

	private static final char TAG = 't';

	private static final char GLOB = 'g';

	private static final char CACHE = 'c';

	private static final String SOFT = "KTGC";

	/**
	 * Writes a target. A text that UTF-8 cannot express gives the narrowest target that
	 * contains it.
	 * @param target the target
	 * @return what is written
	 */
	static LogTarget of(InvalidationTarget target) {
		if (target instanceof InvalidationTarget.Soft soft) {
			LogTarget hard = of(soft.target());
			return new LogTarget(Character.toUpperCase(hard.kind()), hard.value());
		}
		if (target instanceof InvalidationTarget.Key key) {
			return utf8(key.logicalKey()).map((logicalKey) -> key(key.cacheName(), logicalKey))
				.orElseGet(() -> of(new InvalidationTarget.WholeCache(key.cacheName())));
		}
		char kind = kindOf(target);
		return utf8(textOf(target)).map((text) -> new LogTarget(kind, text)).orElseGet(() -> of(EVERYTHING));
	}

	private static LogTarget key(String cacheName, byte[] logicalKey) {
		byte[] start = LogNumbers.ascii(cacheName.getBytes(StandardCharsets.UTF_8).length + ":");
		byte[] value = Arrays.copyOf(start, start.length + logicalKey.length);
		System.arraycopy(logicalKey, 0, value, start.length, logicalKey.length);
		return new LogTarget(KEY, value);
	}

	private static char kindOf(InvalidationTarget target) {
		return (target instanceof InvalidationTarget.Tag) ? TAG
				: (target instanceof InvalidationTarget.Pattern) ? GLOB : CACHE;
	}

	private static String textOf(InvalidationTarget target) {
		if (target instanceof InvalidationTarget.Tag tag) {
			return tag.tag();
		}
		return (target instanceof InvalidationTarget.Pattern pattern) ? pattern.glob()
				: ((InvalidationTarget.WholeCache) target).cacheName();
	}

	/**
	 * Reads it. What has the letter of a soft target and cannot be read stays soft:
	 * whatever it names, whoever wrote it lets that be served meanwhile. A letter that is
	 * not known may mean anything, so it is not.
	 * @return what it says, or the narrowest target that is certain to contain it
	 */
	Decoded decode() {
		boolean soft = SOFT.indexOf(this.kind) >= 0;
		Decoded hard = decodeAs(soft ? Character.toLowerCase(this.kind) : this.kind);
		return soft ? new Decoded(hard.target().soft(), hard.problem()) : hard;
	}

	private Decoded decodeAs(char hardKind) {
		try {
			return switch (hardKind) {
				case KEY -> decodeKey();
				case TAG -> decoded(new InvalidationTarget.Tag(text(this.value)));
				case GLOB -> decoded(new InvalidationTarget.Pattern(checked(text(this.value))));
				case CACHE -> decoded(new InvalidationTarget.WholeCache(text(this.value)));
				default -> new Decoded(EVERYTHING, "a target of the unknown kind '" + this.kind + "'");
			};
		}
		catch (IllegalArgumentException ex) {
			return new Decoded(EVERYTHING, "a target of kind '" + this.kind + "' that cannot be read");
		}
	}

	private Decoded decodeKey() {
		int colon = 0;
		while (colon < this.value.length && this.value[colon] != ':') {
			colon++;
		}
		int start = colon + 1;
		int length = Integer.parseInt(new String(this.value, 0, colon, StandardCharsets.US_ASCII));
		if (length < 1 || length > this.value.length - start) {
			throw new IllegalArgumentException("the name of the cache has no such length");
		}
		String cacheName = text(Arrays.copyOfRange(this.value, start, start + length));
		try {
			String logicalKey = text(Arrays.copyOfRange(this.value, start, this.value.length));
			return decoded(new InvalidationTarget.Key(cacheName, logicalKey));
		}
		catch (IllegalArgumentException ex) {
			return new Decoded(new InvalidationTarget.WholeCache(cacheName),
					"a key of cache '" + cacheName + "' that cannot be read");
		}
	}

	private static Decoded decoded(InvalidationTarget target) {
		return new Decoded(target, null);
	}

	private static String checked(String glob) {
		GlobPattern.parse(glob);
		return glob;
	}

	private static Optional<byte[]> utf8(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		return Optional.of(bytes).filter((written) -> new String(written, StandardCharsets.UTF_8).equals(text));
	}

	private static String text(byte[] bytes) {
		String text = new String(bytes, StandardCharsets.UTF_8);
		// Where the bytes were no UTF-8, this stands.
		if (text.indexOf('\uFFFD') >= 0 && !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) {
			throw new IllegalArgumentException("no UTF-8");
		}
		return text;
	}

	/**
	 * A target read.
	 *
	 * @param target the target
	 * @param problem what could not be read, or {@code null}
	 */
	record Decoded(InvalidationTarget target, @Nullable String problem) {
	}

}
