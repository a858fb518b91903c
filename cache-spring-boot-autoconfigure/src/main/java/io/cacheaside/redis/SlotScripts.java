package io.cacheaside.redis;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.cacheaside.codec.EntryFormat;
import io.cacheaside.engine.EntryWrite;
import io.cacheaside.engine.Lease;
import io.cacheaside.engine.LeaseToken;
import io.cacheaside.engine.UnleasedWrite;
import io.cacheaside.redis.EntryCommands.SlotCall;

/** The scripts about one slot, and what they are called with. */
final class SlotScripts {

	static final LuaScript LEASE = LuaScript.of("leased.lua", "lease.lua");

	static final LuaScript CLAIM = LuaScript.of("leased.lua", "claim.lua");

	static final LuaScript EXTEND = LuaScript.of("leased.lua", "extend.lua");

	static final LuaScript RELEASE = LuaScript.of("leased.lua", "release.lua");

	static final LuaScript STORE = LuaScript.of("leased.lua", "store.lua");

	static final LuaScript MAKE_DUE = LuaScript.of("leased.lua", "due.lua");

	static final LuaScript STORE_UNLEASED = LuaScript.of("leased.lua", "store-unleased.lua");

	static final LuaScript DELETE_IF_UNCHANGED = LuaScript.of("delete-if-unchanged.lua");

	private SlotScripts() {
	}

	static SlotCall lease(byte[] name, Lease lease, byte @Nullable [] replaced) {
		byte[] term = EntryCommands.text(term(lease));
		if (replaced == null) {
			return new SlotCall(name, bytes(lease.token()), lease.bytes(), term);
		}
		return new SlotCall(name, bytes(lease.token()), lease.bytes(), term, fixedHeader(replaced));
	}

	static SlotCall claim(byte[] name, Lease lease, byte[] seen) {
		return new SlotCall(name, bytes(lease.token()), EntryCommands.text(term(lease)), fixedHeader(seen));
	}

	static SlotCall extend(byte[] name, Lease lease) {
		return new SlotCall(name, bytes(lease.token()), EntryCommands.text(term(lease)));
	}

	static SlotCall release(byte[] name, Lease lease) {
		return new SlotCall(name, bytes(lease.token()), EntryCommands.text(Lease.REST.toMillis()));
	}

	static SlotCall store(byte[] name, EntryWrite write) {
		return new SlotCall(name, bytes(write.token()), write.entry(),
				EntryCommands.text(EntryCommands.millis(write.ttl().duration())),
				EntryCommands.text(EntryCommands.millis(write.grace())));
	}

	static SlotCall makeDue(byte[] name) {
		return new SlotCall(name);
	}

	/**
	 * Several slots at once, on one server.
	 */
	static SlotCall storeUnleased(List<byte[]> names, List<UnleasedWrite> writes) {
		byte[][] args = new byte[2 + 3 * writes.size()][];
		args[0] = EntryCommands.text(writes.stream().mapToLong(UnleasedWrite::untilMillis).min().orElseThrow());
		args[1] = EntryCommands.text(writes.stream()
			.mapToLong(UnleasedWrite::keptUntil)
			.filter((end) -> end != 0)
			.min()
			.orElse(Long.MAX_VALUE));
		for (int i = 0; i < writes.size(); i++) {
			UnleasedWrite write = writes.get(i);
			byte[] seen = write.seen();
			args[3 * i + 2] = (seen != null) ? fixedHeader(seen) : new byte[0];
			args[3 * i + 3] = write.entry();
			args[3 * i + 4] = EntryCommands.text(write.keptUntil());
		}
		return new SlotCall(names, args);
	}

	static SlotCall deleteIfUnchanged(byte[] name, byte[] head) {
		return new SlotCall(name, fixedHeader(head));
	}

	/** A lease always ends, or the loader's death would block its key. */
	static long term(Lease lease) {
		long millis = EntryCommands.millis(lease.term());
		if (millis < 1) {
			throw new IllegalArgumentException("the term of a lease must be positive and end, but was " + lease.term());
		}
		return millis;
	}

	private static byte[] bytes(LeaseToken token) {
		return ByteBuffer.allocate(2 * Long.BYTES).putLong(token.high()).putLong(token.low()).array();
	}

	private static byte[] fixedHeader(byte[] bytes) {
		return Arrays.copyOf(bytes, Math.min(bytes.length, EntryFormat.FIXED_LENGTH));
	}

}
