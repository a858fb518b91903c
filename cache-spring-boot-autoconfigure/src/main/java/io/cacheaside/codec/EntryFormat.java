package io.cacheaside.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Where the fields of an entry stand. All numbers are big endian; offsets count from the
 * first byte, from 0. What a script may patch in place sits at a fixed offset.
 */
public final class EntryFormat {

	/** The first two bytes of every entry. */
	public static final short MAGIC = (short) 0xCA5D;

	/** The format that this version writes, and the only one it reads. */
	public static final byte VERSION = 1;

	/** Flag: the value is {@code null}, there is no payload. */
	public static final int NULL_VALUE = 1;

	/** Flag: the payload is compressed. */
	public static final int COMPRESSED = 1 << 1;

	/** Flag: the payload is encrypted. */
	public static final int ENCRYPTED = 1 << 2;

	/** Flag: the slot is leased to the load whose token the header bears. */
	public static final int LEASE = 1 << 3;

	/** Flag: the header bears the unhashed logical key. */
	public static final int LONG_KEY = 1 << 4;

	/** Flag: there is no value, the slot holds a lease alone. */
	public static final int NO_VALUE = 1 << 5;

	/** Offset of the magic number, 2 bytes. */
	public static final int MAGIC_OFFSET = 0;

	/** Offset of the format version, 1 byte. */
	public static final int VERSION_OFFSET = 2;

	/** Offset of the flags, 1 byte. */
	public static final int FLAGS_OFFSET = 3;

	/** Offset of the epoch, 8 bytes. */
	public static final int EPOCH_OFFSET = 4;

	/** Offset of the position's milliseconds, 8 bytes. */
	public static final int POSITION_MILLIS_OFFSET = 12;

	/** Offset of the position's sequence number, 8 bytes. */
	public static final int POSITION_SEQUENCE_OFFSET = 20;

	/** Offset of the upper half of the lease token, 8 bytes. */
	public static final int LEASE_HIGH_OFFSET = 28;

	/** Offset of the lower half of the lease token, 8 bytes. */
	public static final int LEASE_LOW_OFFSET = 36;

	/** Offset of the time of storing, 8 bytes, milliseconds of the server's clock. */
	public static final int STORED_AT_OFFSET = 44;

	/** Offset of the time of expiry, 8 bytes, milliseconds of the server's clock. */
	public static final int EXPIRES_AT_OFFSET = 52;

	/** Offset of the soft expiry, 8 bytes, milliseconds of the server's clock. */
	public static final int REFRESH_AT_OFFSET = 60;

	/** Offset of the duration of the load, 4 bytes, microseconds. */
	public static final int LOAD_MICROS_OFFSET = 68;

	/** Offset of the type's fingerprint, 8 bytes. */
	public static final int FINGERPRINT_OFFSET = 72;

	/** Offset of the length of the whole header, 4 bytes. */
	public static final int HEADER_LENGTH_OFFSET = 80;

	/** Length of the fixed part; the variable part begins here. */
	public static final int FIXED_LENGTH = 84;

	static final int KNOWN_FLAGS = NULL_VALUE | COMPRESSED | ENCRYPTED | LEASE | LONG_KEY | NO_VALUE;

	static final int MAX_SHORT_TEXT = 0xFFFF;

	static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

	static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

	static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

	private static final long FNV_OFFSET_BASIS = 0xcbf29ce484222325L;

	private static final long FNV_PRIME = 0x100000001b3L;

	private EntryFormat() {
	}

	/**
	 * The fingerprint of a type: 64-bit FNV-1a over the UTF-8 bytes of its canonical
	 * generic name. It says which type, not which shape the type has, so that an additive
	 * change of a class reads on. It guards against mistakes, not against forgery: an
	 * entry whose fingerprint is that of the declared type is read as the declared type,
	 * whatever its name says.
	 * @param typeName the canonical generic name
	 * @return the fingerprint
	 */
	public static long fingerprint(String typeName) {
		long hash = FNV_OFFSET_BASIS;
		for (byte b : typeName.getBytes(StandardCharsets.UTF_8)) {
			hash = (hash ^ (b & 0xFF)) * FNV_PRIME;
		}
		return hash;
	}

	static int shortAt(byte[] bytes, int offset) {
		return ((short) SHORT.get(bytes, offset)) & 0xFFFF;
	}

	static int intAt(byte[] bytes, int offset) {
		return (int) INT.get(bytes, offset);
	}

	static long longAt(byte[] bytes, int offset) {
		return (long) LONG.get(bytes, offset);
	}

}
