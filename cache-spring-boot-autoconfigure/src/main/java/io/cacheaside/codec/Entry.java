package io.cacheaside.codec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import io.cacheaside.Position;

/**
 * What one slot of the remote tier holds, read in place: a view over the bytes that
 * decodes nothing until asked and never copies the payload. Immutable as long as nobody
 * changes the bytes, and safe for use by many threads. The layout is that of
 * {@link EntryFormat}, written by {@link EntryBuilder}.
 */
public final class Entry {

	private final byte[] bytes;

	private final int headerLength;

	private final int tagsOffset;

	private final int longKeyOffset;

	private Entry(byte[] bytes, int headerLength, int tagsOffset, int longKeyOffset) {
		this.bytes = bytes;
		this.headerLength = headerLength;
		this.tagsOffset = tagsOffset;
		this.longKeyOffset = longKeyOffset;
	}

	/**
	 * Reads the header of an entry. Also reads an entry whose payload is cut off; then
	 * {@link #payloadLength()} tells what is there.
	 * @param bytes the entry's bytes; not copied, so not to be changed afterwards
	 * @return the entry, or empty if these bytes are not one that this version can read:
	 * too short, another magic number, format version or flag, or lengths that do not fit
	 */
	public static Optional<Entry> parse(byte[] bytes) {
		int headerLength = headerLength(bytes).orElse(-1);
		if (headerLength < 0 || headerLength > bytes.length) {
			return Optional.empty();
		}
		int flags = bytes[EntryFormat.FLAGS_OFFSET];
		boolean withoutPayload = (flags & (EntryFormat.NULL_VALUE | EntryFormat.NO_VALUE)) != 0;
		if (withoutPayload && headerLength != bytes.length) {
			return Optional.empty();
		}
		HeaderCursor cursor = new HeaderCursor(bytes, EntryFormat.FIXED_LENGTH, headerLength);
		boolean readable = cursor.skipShortText();
		int tagsOffset = cursor.offset();
		readable = readable && cursor.skipTags();
		int longKeyOffset = cursor.offset();
		if ((flags & EntryFormat.LONG_KEY) != 0) {
			readable = readable && cursor.skipLongText();
		}
		return readable ? Optional.of(new Entry(bytes, headerLength, tagsOffset, longKeyOffset)) : Optional.empty();
	}

	/**
	 * Tells how many bytes the header of an entry takes, from as few as its first
	 * {@link EntryFormat#FIXED_LENGTH} bytes: for those who fetch headers only.
	 * @param beginning the beginning of the entry
	 * @return the length in bytes, or empty if this is not the beginning of an entry that
	 * this version can read
	 */
	public static OptionalInt headerLength(byte[] beginning) {
		if (beginning.length < EntryFormat.FIXED_LENGTH
				|| EntryFormat.shortAt(beginning, EntryFormat.MAGIC_OFFSET) != (EntryFormat.MAGIC & 0xFFFF)
				|| beginning[EntryFormat.VERSION_OFFSET] != EntryFormat.VERSION
				|| (beginning[EntryFormat.FLAGS_OFFSET] & ~EntryFormat.KNOWN_FLAGS) != 0) {
			return OptionalInt.empty();
		}
		int length = EntryFormat.intAt(beginning, EntryFormat.HEADER_LENGTH_OFFSET);
		return (length >= EntryFormat.FIXED_LENGTH) ? OptionalInt.of(length) : OptionalInt.empty();
	}

	/**
	 * Whether there is a value, possibly {@code null}, and not a lease alone.
	 * @return whether there is a value
	 */
	public boolean hasValue() {
		return !hasFlag(EntryFormat.NO_VALUE);
	}

	/**
	 * Whether the value is {@code null}.
	 * @return whether it is
	 */
	public boolean isNullValue() {
		return hasFlag(EntryFormat.NULL_VALUE);
	}

	/**
	 * Whether the payload is compressed.
	 * @return whether it is
	 */
	public boolean isCompressed() {
		return hasFlag(EntryFormat.COMPRESSED);
	}

	/**
	 * Whether the payload is encrypted.
	 * @return whether it is
	 */
	public boolean isEncrypted() {
		return hasFlag(EntryFormat.ENCRYPTED);
	}

	/**
	 * Whether the slot is leased.
	 * @return whether it is
	 */
	public boolean isLeased() {
		return hasFlag(EntryFormat.LEASE);
	}

	/**
	 * Whether this slot is leased to the load with this token.
	 * @param high the upper half of the token
	 * @param low the lower half of the token
	 * @return whether it is
	 */
	public boolean isLeasedTo(long high, long low) {
		return isLeased() && longAt(EntryFormat.LEASE_HIGH_OFFSET) == high
				&& longAt(EntryFormat.LEASE_LOW_OFFSET) == low;
	}

	/**
	 * Whether this slot is leased to nobody: a load of it has failed, and there is to be
	 * no other before the time of refresh.
	 * @return whether it is
	 */
	public boolean isResting() {
		return isLeasedTo(0, 0);
	}

	/**
	 * The position of the invalidation log at which the load of the value began.
	 * @return the position
	 */
	public Position position() {
		return new Position(longAt(EntryFormat.EPOCH_OFFSET), longAt(EntryFormat.POSITION_MILLIS_OFFSET),
				longAt(EntryFormat.POSITION_SEQUENCE_OFFSET));
	}

	/**
	 * When the value was stored.
	 * @return milliseconds of the server's clock, 0 if unknown
	 */
	public long storedAt() {
		return longAt(EntryFormat.STORED_AT_OFFSET);
	}

	/**
	 * When the time of the value is over.
	 * @return milliseconds of the server's clock, 0 if never
	 */
	public long expiresAt() {
		return longAt(EntryFormat.EXPIRES_AT_OFFSET);
	}

	/**
	 * When the value should be refreshed.
	 * @return milliseconds of the server's clock, 0 if never
	 */
	public long refreshAt() {
		return longAt(EntryFormat.REFRESH_AT_OFFSET);
	}

	/**
	 * How long the load of the value took.
	 * @return microseconds, 0 if unknown, at most {@link Integer#MAX_VALUE}
	 */
	public int loadMicros() {
		return EntryFormat.intAt(this.bytes, EntryFormat.LOAD_MICROS_OFFSET);
	}

	/**
	 * Whether the payload was encoded as the type with this fingerprint.
	 * @param fingerprint a result of {@link EntryFormat#fingerprint(String)}
	 * @return whether it was
	 */
	public boolean hasFingerprint(long fingerprint) {
		return longAt(EntryFormat.FINGERPRINT_OFFSET) == fingerprint;
	}

	/**
	 * The canonical generic name of the type that the payload was encoded as.
	 * @return the name, empty if there is no payload and no type is known
	 */
	public String typeName() {
		return shortText(EntryFormat.FIXED_LENGTH);
	}

	/**
	 * The tags of the value.
	 * @return the tags, in the order they were given
	 */
	public List<String> tags() {
		int count = EntryFormat.shortAt(this.bytes, this.tagsOffset);
		List<String> tags = new ArrayList<>(count);
		int offset = this.tagsOffset + Short.BYTES;
		for (int i = 0; i < count; i++) {
			tags.add(shortText(offset));
			offset += Short.BYTES + EntryFormat.shortAt(this.bytes, offset);
		}
		return Collections.unmodifiableList(tags);
	}

	/**
	 * Whether the value bears a tag. Allocates nothing for tags of ASCII characters.
	 * @param tag the tag
	 * @return whether it bears it
	 */
	public boolean hasTag(String tag) {
		int count = EntryFormat.shortAt(this.bytes, this.tagsOffset);
		if (count == 0) {
			return false;
		}
		for (int i = 0; i < tag.length(); i++) {
			if (tag.charAt(i) >= 0x80) {
				return hasTag(tag.getBytes(StandardCharsets.UTF_8));
			}
		}
		int offset = this.tagsOffset + Short.BYTES;
		for (int i = 0; i < count; i++) {
			int length = EntryFormat.shortAt(this.bytes, offset);
			if (length == tag.length() && isAscii(tag, offset + Short.BYTES)) {
				return true;
			}
			offset += Short.BYTES + length;
		}
		return false;
	}

	/**
	 * Whether the value bears a tag. Allocates nothing.
	 * @param tag the UTF-8 bytes of the tag
	 * @return whether it bears it
	 */
	public boolean hasTag(byte[] tag) {
		int count = EntryFormat.shortAt(this.bytes, this.tagsOffset);
		int offset = this.tagsOffset + Short.BYTES;
		for (int i = 0; i < count; i++) {
			int end = offset + Short.BYTES + EntryFormat.shortAt(this.bytes, offset);
			if (Arrays.equals(this.bytes, offset + Short.BYTES, end, tag, 0, tag.length)) {
				return true;
			}
			offset = end;
		}
		return false;
	}

	/**
	 * The unhashed logical key, if the slot's name is a hash of it.
	 * @return the key, or empty if the slot's name is not hashed
	 */
	public Optional<String> longKey() {
		if (!hasFlag(EntryFormat.LONG_KEY)) {
			return Optional.empty();
		}
		int length = EntryFormat.intAt(this.bytes, this.longKeyOffset);
		return Optional.of(new String(this.bytes, this.longKeyOffset + Integer.BYTES, length, StandardCharsets.UTF_8));
	}

	/**
	 * Where the payload begins.
	 * @return the offset in {@link #bytes()}
	 */
	public int payloadOffset() {
		return this.headerLength;
	}

	/**
	 * How long the payload is.
	 * @return the number of bytes up to the end of {@link #bytes()}
	 */
	public int payloadLength() {
		return this.bytes.length - this.headerLength;
	}

	/**
	 * The whole entry.
	 * @return the bytes; not copied, so not to be changed
	 */
	public byte[] bytes() {
		return this.bytes;
	}

	private boolean hasFlag(int flag) {
		return (this.bytes[EntryFormat.FLAGS_OFFSET] & flag) != 0;
	}

	private long longAt(int offset) {
		return EntryFormat.longAt(this.bytes, offset);
	}

	private String shortText(int offset) {
		return new String(this.bytes, offset + Short.BYTES, EntryFormat.shortAt(this.bytes, offset),
				StandardCharsets.UTF_8);
	}

	private boolean isAscii(String text, int offset) {
		for (int i = 0; i < text.length(); i++) {
			if (this.bytes[offset + i] != text.charAt(i)) {
				return false;
			}
		}
		return true;
	}

}
