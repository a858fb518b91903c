package io.cacheaside.engine;

import java.nio.ByteBuffer;
import java.time.Duration;

import io.cacheaside.codec.Entry;
import io.cacheaside.codec.EntryFormat;

/** What a server's scripts do to the headers of entries. */
final class SlotHeaders {

	private SlotHeaders() {
	}

	static boolean hasValue(byte[] slot) {
		return Entry.parse(slot).filter(Entry::hasValue).isPresent();
	}

	static byte[] timed(EntryWrite write, long now) {
		byte[] bytes = write.entry().clone();
		ByteBuffer header = ByteBuffer.wrap(bytes);
		Duration ttl = write.ttl().duration();
		long refreshAfter = header.getLong(EntryFormat.REFRESH_AT_OFFSET);
		header.putLong(EntryFormat.STORED_AT_OFFSET, now);
		header.putLong(EntryFormat.EXPIRES_AT_OFFSET, (ttl != null) ? now + ttl.plusNanos(999_999).toMillis() : 0);
		header.putLong(EntryFormat.REFRESH_AT_OFFSET, (refreshAfter != 0) ? now + refreshAfter : 0);
		return bytes;
	}

	static byte[] dueAt(byte[] slot, long at) {
		byte[] bytes = slot.clone();
		ByteBuffer.wrap(bytes).putLong(EntryFormat.REFRESH_AT_OFFSET, at);
		return bytes;
	}

	static byte[] leasedBeside(byte[] slot, LeaseToken token, long freeAt) {
		byte[] bytes = slot.clone();
		ByteBuffer header = ByteBuffer.wrap(bytes);
		header.put(EntryFormat.FLAGS_OFFSET, (byte) (bytes[EntryFormat.FLAGS_OFFSET] | EntryFormat.LEASE));
		header.putLong(EntryFormat.LEASE_HIGH_OFFSET, token.high());
		header.putLong(EntryFormat.LEASE_LOW_OFFSET, token.low());
		header.putLong(EntryFormat.REFRESH_AT_OFFSET, freeAt);
		return bytes;
	}

}
