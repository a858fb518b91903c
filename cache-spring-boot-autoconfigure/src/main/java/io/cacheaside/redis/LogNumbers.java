package io.cacheaside.redis;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;

import io.cacheaside.Position;
import io.cacheaside.engine.log.LogCursor;

/**
 * Numbers of the log as text: epochs and nonces are 16 hexadecimal digits, positions are
 * the IDs of the stream.
 */
final class LogNumbers {

	private static final HexFormat HEX = HexFormat.of();

	private static final int DIGITS = 16;

	private LogNumbers() {
	}

	static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	static byte[] ascii(long number) {
		return ascii(Long.toString(number));
	}

	static byte[] hex(long number) {
		return ascii(HEX.toHexDigits(number));
	}

	/**
	 * Reads an epoch or a nonce.
	 * @param text the text
	 * @return the number, empty if it is none
	 */
	static OptionalLong parseHex(String text) {
		if (text.length() != DIGITS || !text.chars().allMatch(HexFormat::isHexDigit)) {
			return OptionalLong.empty();
		}
		return OptionalLong.of(HexFormat.fromHexDigitsToLong(text));
	}

	/**
	 * The ID of a position.
	 * @param position the position
	 * @return the ID
	 */
	static String id(Position position) {
		return position.millis() + "-" + position.sequence();
	}

	/**
	 * Reads an ID.
	 * @param text the text
	 * @param epoch the epoch of the log that it belongs to
	 * @return the position, empty if it is none
	 */
	static Optional<Position> parseId(String text, long epoch) {
		int dash = text.indexOf('-');
		if (dash < 0) {
			return Optional.empty();
		}
		try {
			Position position = new Position(epoch, Long.parseLong(text, 0, dash, 10),
					Long.parseLong(text, dash + 1, text.length(), 10));
			return Optional.of(position).filter((read) -> read.millis() >= 0 && read.sequence() >= 0);
		}
		catch (NumberFormatException ex) {
			return Optional.empty();
		}
	}

	/**
	 * Reads an ID and a nonce.
	 * @param text both, with a slash in between
	 * @param epoch the epoch of the log that they belong to
	 * @return the entry that they name, empty if they name none
	 */
	static Optional<LogCursor> parseCursor(String text, long epoch) {
		int slash = text.indexOf('/');
		if (slash < 0) {
			return Optional.empty();
		}
		OptionalLong nonce = parseHex(text.substring(slash + 1));
		return parseId(text.substring(0, slash), epoch).filter((id) -> nonce.isPresent())
			.map((id) -> new LogCursor(id, nonce.getAsLong()));
	}

}
