package io.cacheaside.warmup;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What nodes tell one another about a warmer that runs once for all of them.
 *
 * @param epoch the epoch of the invalidation log; under another one every cache is cold
 * @param size how many elements a piece has, without which a place means nothing
 * @param place how far it is
 * @param done how many elements that are
 * @param complete whether that is all
 */
record WarmupNote(long epoch, int size, long place, long done, boolean complete) {

	private static final String FORMAT = "1";

	byte[] toBytes() {
		return String
			.join(" ", FORMAT, Long.toHexString(this.epoch), Integer.toString(this.size), Long.toString(this.place),
					Long.toString(this.done), Boolean.toString(this.complete))
			.getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * Reads a note.
	 * @return the note, or empty if it is not one that this version can read
	 */
	static Optional<WarmupNote> parse(byte[] bytes) {
		String[] words = new String(bytes, StandardCharsets.US_ASCII).split(" ");
		if (words.length != 6 || !words[0].equals(FORMAT)) {
			return Optional.empty();
		}
		try {
			return Optional.of(new WarmupNote(Long.parseUnsignedLong(words[1], 16), Integer.parseInt(words[2]),
					Long.parseLong(words[3]), Long.parseLong(words[4]), Boolean.parseBoolean(words[5])));
		}
		catch (NumberFormatException ex) {
			return Optional.empty();
		}
	}

}
