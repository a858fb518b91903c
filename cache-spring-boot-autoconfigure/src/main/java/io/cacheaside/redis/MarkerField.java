package io.cacheaside.redis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.engine.log.Marker;
import org.jspecify.annotations.Nullable;

/**
 * A marker as a field of the hash: the letter of its kind, a colon and the text of the
 * target; its value is the position.
 *
 * @param marker the marker, or the narrowest one that is certain to contain it
 * @param problem what could not be read, or {@code null}
 */
record MarkerField(Marker marker, @Nullable String problem) {

	private static final String ABOUT = "eso";

	/**
	 * Reads a field.
	 * @param name its name
	 * @param value its value
	 * @param end the end of the log, where a marker stands whose position cannot be read
	 * @return the marker, empty if the field is about the log itself
	 */
	static Optional<MarkerField> read(byte[] name, byte[] value, Position end) {
		if (name.length < 2 || name[1] != ':') {
			return aboutTheLog(name) ? Optional.empty() : Optional.of(everything("a marker that cannot be read", end));
		}
		Optional<Position> position = LogNumbers.parseId(new String(value, StandardCharsets.US_ASCII), end.epoch());
		LogTarget.Decoded decoded = new LogTarget((char) name[0], Arrays.copyOfRange(name, 2, name.length)).decode();
		String problem = position.isEmpty() ? "a marker whose position cannot be read" : decoded.problem();
		return Optional.of(new MarkerField(new Marker(decoded.target(), position.orElse(end)), problem));
	}

	/** One letter that is known, or a name that is left to later versions. */
	private static boolean aboutTheLog(byte[] name) {
		return (name.length == 1) ? ABOUT.indexOf(name[0]) >= 0 : name.length > 1;
	}

	private static MarkerField everything(String problem, Position end) {
		return new MarkerField(new Marker(LogTarget.EVERYTHING, end), problem);
	}

	/**
	 * The name of the field of a target.
	 * @param target a tag, pattern or cache
	 * @return the name
	 */
	static byte[] nameOf(InvalidationTarget target) {
		LogTarget written = LogTarget.of(target);
		byte[] name = new byte[written.value().length + 2];
		name[0] = (byte) written.kind();
		name[1] = ':';
		System.arraycopy(written.value(), 0, name, 2, written.value().length);
		return name;
	}

	/**
	 * The value of the field of a marker.
	 * @param marker the marker
	 * @return the value
	 */
	static byte[] valueOf(Marker marker) {
		return LogNumbers.ascii(LogNumbers.id(marker.position()));
	}

}
