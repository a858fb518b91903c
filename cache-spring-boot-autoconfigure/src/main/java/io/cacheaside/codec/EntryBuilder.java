package io.cacheaside.codec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.cacheaside.Position;

/**
 * Writes entries in the layout of {@link EntryFormat}. For one thread; may be used for
 * more than one entry.
 */
public final class EntryBuilder {

	private final Position position;

	private List<byte[]> tags = List.of();

	private byte @Nullable [] longKey;

	private int flags;

	private long leaseHigh;

	private long leaseLow;

	private long storedAt;

	private long expiresAt;

	private long refreshAt;

	private int loadMicros;

	private EntryBuilder(Position position) {
		this.position = position;
	}

	/**
	 * Begins an entry.
	 * @param position the position of the invalidation log at which the load of the value
	 * began
	 * @return the builder
	 */
	public static EntryBuilder at(Position position) {
		return new EntryBuilder(position);
	}

	/**
	 * Sets the tags.
	 * @param tags at most 65,535 tags of at most 65,535 bytes of UTF-8 each
	 * @return this
	 * @throws ValueCodecException if there are more, or one is longer
	 */
	public EntryBuilder tags(Collection<String> tags) {
		if (tags.size() > EntryFormat.MAX_SHORT_TEXT) {
			throw new ValueCodecException("An entry bears at most 65535 tags, not " + tags.size(), null);
		}
		List<byte[]> encoded = new ArrayList<>(tags.size());
		for (String tag : tags) {
			encoded.add(shortText("A tag", tag));
		}
		this.tags = encoded;
		return this;
	}

	/**
	 * Sets the unhashed logical key, where the slot's name is a hash of it.
	 * @param key the logical key
	 * @return this
	 */
	public EntryBuilder longKey(String key) {
		this.longKey = key.getBytes(StandardCharsets.UTF_8);
		this.flags |= EntryFormat.LONG_KEY;
		return this;
	}

	/**
	 * Leases the slot to a load.
	 * @param high the upper half of the load's token
	 * @param low the lower half of the load's token
	 * @return this
	 */
	public EntryBuilder lease(long high, long low) {
		this.leaseHigh = high;
		this.leaseLow = low;
		this.flags |= EntryFormat.LEASE;
		return this;
	}

	/**
	 * Sets the times, all in milliseconds of the server's clock.
	 * @param storedAt when the value is stored, 0 if unknown
	 * @param expiresAt when its time is over, 0 if never
	 * @param refreshAt when it should be refreshed, 0 if never
	 * @return this
	 */
	public EntryBuilder times(long storedAt, long expiresAt, long refreshAt) {
		this.storedAt = storedAt;
		this.expiresAt = expiresAt;
		this.refreshAt = refreshAt;
		return this;
	}

	/**
	 * Sets how long the load took.
	 * @param micros microseconds; negative counts as 0, what does not fit an {@code int}
	 * as {@link Integer#MAX_VALUE}
	 * @return this
	 */
	public EntryBuilder loadMicros(long micros) {
		this.loadMicros = (int) Math.max(0, Math.min(Integer.MAX_VALUE, micros));
		return this;
	}

	/**
	 * Writes an entry that holds a value.
	 * @param value the encoded value
	 * @return the entry's bytes
	 * @throws ValueCodecException if the name of its type is longer than 65,535 bytes, or
	 * the whole is too long for an array
	 */
	public byte[] toBytes(EncodedValue value) {
		return write(this.flags, value);
	}

	/**
	 * Writes an entry that holds {@code null}.
	 * @param typeName the canonical generic name of the declared type, or an empty text
	 * @return the entry's bytes
	 * @throws ValueCodecException as {@link #toBytes(EncodedValue)}
	 */
	public byte[] toBytesOfNull(String typeName) {
		return write(this.flags | EntryFormat.NULL_VALUE, new EncodedValue(typeName, new byte[0]));
	}

	/**
	 * Writes an entry that holds a lease alone.
	 * @return the entry's bytes
	 * @throws IllegalStateException if no lease was set
	 */
	public byte[] toBytesOfLease() {
		if ((this.flags & EntryFormat.LEASE) == 0) {
			throw new IllegalStateException("set a lease first");
		}
		return write(this.flags | EntryFormat.NO_VALUE, new EncodedValue("", new byte[0]));
	}

	/**
	 * A copy of an entry at another position.
	 * @param entry the entry's bytes
	 * @param position the position
	 * @return the bytes of the copy
	 */
	public static byte[] moved(byte[] entry, Position position) {
		byte[] copy = entry.clone();
		EntryFormat.LONG.set(copy, EntryFormat.EPOCH_OFFSET, position.epoch());
		EntryFormat.LONG.set(copy, EntryFormat.POSITION_MILLIS_OFFSET, position.millis());
		EntryFormat.LONG.set(copy, EntryFormat.POSITION_SEQUENCE_OFFSET, position.sequence());
		return copy;
	}

	/**
	 * Sets the times of an entry that is not stored yet, in which the time of refresh is
	 * how long it is until then.
	 * @param entry the entry's bytes, which are changed
	 * @param storedAt when it is stored, in milliseconds of the server's clock
	 * @param expiresAt when its time is over, 0 if never
	 */
	public static void timed(byte[] entry, long storedAt, long expiresAt) {
		long refreshAfter = EntryFormat.longAt(entry, EntryFormat.REFRESH_AT_OFFSET);
		EntryFormat.LONG.set(entry, EntryFormat.STORED_AT_OFFSET, storedAt);
		EntryFormat.LONG.set(entry, EntryFormat.EXPIRES_AT_OFFSET, expiresAt);
		EntryFormat.LONG.set(entry, EntryFormat.REFRESH_AT_OFFSET, (refreshAfter != 0) ? storedAt + refreshAfter : 0);
	}

	private byte[] write(int flags, EncodedValue value) {
		byte[] type = shortText("The name of a type", value.typeName());
		byte[] payload = value.payload();
		int headerLength = headerLength(type);
		byte[] bytes = new byte[length(headerLength, payload.length)];
		EntryFormat.SHORT.set(bytes, EntryFormat.MAGIC_OFFSET, EntryFormat.MAGIC);
		bytes[EntryFormat.VERSION_OFFSET] = EntryFormat.VERSION;
		bytes[EntryFormat.FLAGS_OFFSET] = (byte) flags;
		EntryFormat.LONG.set(bytes, EntryFormat.EPOCH_OFFSET, this.position.epoch());
		EntryFormat.LONG.set(bytes, EntryFormat.POSITION_MILLIS_OFFSET, this.position.millis());
		EntryFormat.LONG.set(bytes, EntryFormat.POSITION_SEQUENCE_OFFSET, this.position.sequence());
		EntryFormat.LONG.set(bytes, EntryFormat.LEASE_HIGH_OFFSET, this.leaseHigh);
		EntryFormat.LONG.set(bytes, EntryFormat.LEASE_LOW_OFFSET, this.leaseLow);
		EntryFormat.LONG.set(bytes, EntryFormat.STORED_AT_OFFSET, this.storedAt);
		EntryFormat.LONG.set(bytes, EntryFormat.EXPIRES_AT_OFFSET, this.expiresAt);
		EntryFormat.LONG.set(bytes, EntryFormat.REFRESH_AT_OFFSET, this.refreshAt);
		EntryFormat.INT.set(bytes, EntryFormat.LOAD_MICROS_OFFSET, this.loadMicros);
		EntryFormat.LONG.set(bytes, EntryFormat.FINGERPRINT_OFFSET, value.fingerprint());
		EntryFormat.INT.set(bytes, EntryFormat.HEADER_LENGTH_OFFSET, headerLength);
		writeVariablePart(bytes, type);
		System.arraycopy(payload, 0, bytes, headerLength, payload.length);
		return bytes;
	}

	private void writeVariablePart(byte[] bytes, byte[] type) {
		int offset = writeShortText(bytes, EntryFormat.FIXED_LENGTH, type);
		EntryFormat.SHORT.set(bytes, offset, (short) this.tags.size());
		offset += Short.BYTES;
		for (byte[] tag : this.tags) {
			offset = writeShortText(bytes, offset, tag);
		}
		if (this.longKey != null) {
			EntryFormat.INT.set(bytes, offset, this.longKey.length);
			System.arraycopy(this.longKey, 0, bytes, offset + Integer.BYTES, this.longKey.length);
		}
	}

	private static int writeShortText(byte[] bytes, int offset, byte[] text) {
		EntryFormat.SHORT.set(bytes, offset, (short) text.length);
		System.arraycopy(text, 0, bytes, offset + Short.BYTES, text.length);
		return offset + Short.BYTES + text.length;
	}

	private int headerLength(byte[] type) {
		long length = EntryFormat.FIXED_LENGTH + Short.BYTES + type.length + Short.BYTES;
		for (byte[] tag : this.tags) {
			length += Short.BYTES + tag.length;
		}
		if (this.longKey != null) {
			length += Integer.BYTES + this.longKey.length;
		}
		return length(length, 0);
	}

	private static int length(long headerLength, int payloadLength) {
		long length = headerLength + payloadLength;
		if (length > Integer.MAX_VALUE - 8) {
			throw new ValueCodecException("An entry of " + length + " bytes does not fit an array", null);
		}
		return (int) length;
	}

	private static byte[] shortText(String what, String text) {
		byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
		if (encoded.length > EntryFormat.MAX_SHORT_TEXT) {
			throw new ValueCodecException(what + " has at most 65535 bytes, not " + encoded.length, null);
		}
		return encoded;
	}

}
