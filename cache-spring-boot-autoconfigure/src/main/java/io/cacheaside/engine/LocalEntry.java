package io.cacheaside.engine;

import java.lang.reflect.Type;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

import org.jspecify.annotations.Nullable;

import io.cacheaside.Position;
import io.cacheaside.engine.marker.Subject;
import io.cacheaside.engine.use.KeyUse;

/**
 * A value in the local tier. Safe for use by many threads: what changes is a memory of
 * checks, where losing one costs another check.
 */
public final class LocalEntry {

	private static final AtomicLongFieldUpdater<LocalEntry> CHECKED_SOFT_VERSION = AtomicLongFieldUpdater
		.newUpdater(LocalEntry.class, "checkedSoftVersion");

	/** In place of a version: it is due, and nothing can make it more so. */
	private static final long SOFTLY_DUE = Long.MAX_VALUE;

	private final @Nullable Object value;

	private final Type type;

	private final Subject subject;

	private final Position position;

	private final long expiresAtNanos;

	private final int weightBytes;

	private final @Nullable KeyUse use;

	/** Until when this is a hit without a second look, never after it has expired. */
	private volatile long dueAtNanos;

	/** The version of the marker index at which this was last found to be fresh. */
	private volatile long checkedVersion;

	/** The soft version at which this was last found not to be due, or that it is. */
	private volatile long checkedSoftVersion = -1;

	/** Up to which count of dropped markers this is known to have been checked. */
	private volatile long checkedDrops;

	/**
	 * Creates an entry.
	 * @param value the value, possibly {@code null}, or what it is made from on each hit
	 * @param type the type that the value was asked for as
	 * @param origin what it is and when it was read
	 * @param expiresAtNanos when its time is over, on the engine's clock
	 * @param weightBytes the size of the encoded entry
	 */
	public LocalEntry(@Nullable Object value, Type type, Origin origin, long expiresAtNanos, int weightBytes) {
		this(value, type, origin, new Times(expiresAtNanos, expiresAtNanos), weightBytes, null);
	}

	LocalEntry(@Nullable Object value, Type type, Origin origin, Times times, int weightBytes, @Nullable KeyUse use) {
		this.value = value;
		this.type = type;
		this.subject = origin.subject();
		this.position = origin.position();
		this.checkedVersion = origin.version();
		this.checkedDrops = origin.drops();
		this.expiresAtNanos = times.expiresAtNanos();
		this.dueAtNanos = times.dueAtNanos();
		this.weightBytes = Math.max(1, weightBytes);
		this.use = use;
	}

	/**
	 * The value.
	 * @return the value, possibly {@code null}, or what it is made from on each hit
	 */
	public @Nullable Object value() {
		return this.value;
	}

	/**
	 * How many bytes the encoded entry has.
	 * @return the size in bytes, at least 1
	 */
	public int weightBytes() {
		return this.weightBytes;
	}

	/** Where hits are noted, {@code null} if the key is not watched. */
	@Nullable KeyUse use() {
		return this.use;
	}

	Type type() {
		return this.type;
	}

	Subject subject() {
		return this.subject;
	}

	Position position() {
		return this.position;
	}

	/**
	 * Whether this is neither over nor due to be loaded anew.
	 */
	boolean isInTime(long nowNanos) {
		return nowNanos - this.dueAtNanos < 0;
	}

	long expiresAtNanos() {
		return this.expiresAtNanos;
	}

	boolean isOver(long nowNanos) {
		return nowNanos - this.expiresAtNanos >= 0;
	}

	/**
	 * Lets this be in time for a while, so that one of those who find it due loads it
	 * anew. Two that come at once may both be told to.
	 * @return whether it was due
	 */
	boolean postpone(long nowNanos, long nanos) {
		if (isInTime(nowNanos)) {
			return false;
		}
		this.dueAtNanos = nowNanos + Math.min(nanos, this.expiresAtNanos - nowNanos);
		return true;
	}

	/**
	 * Lets this be due, since it was invalidated softly. Once only: whoever is told to
	 * load it anew is not told again for each further invalidation.
	 * @param nanos from when on; if it is due earlier, that stays
	 */
	void makeDue(long nanos) {
		if (CHECKED_SOFT_VERSION.getAndSet(this, SOFTLY_DUE) != SOFTLY_DUE && nanos - this.dueAtNanos < 0) {
			this.dueAtNanos = nanos;
		}
	}

	/**
	 * Whether this was invalidated softly, as far as is known: if it is served, then in
	 * place of a newer one.
	 */
	boolean isSoftlyDue() {
		return this.checkedSoftVersion == SOFTLY_DUE;
	}

	boolean isCheckedSoftly(long softVersion) {
		long checked = this.checkedSoftVersion;
		return checked == softVersion || checked == SOFTLY_DUE;
	}

	/**
	 * Notes that this was found not to be due, unless another check has found it to be.
	 */
	void checkedSoftly(long softVersion) {
		long before = this.checkedSoftVersion;
		if (before != SOFTLY_DUE) {
			// If another check was faster, losing this one costs another look.
			CHECKED_SOFT_VERSION.compareAndSet(this, before, softVersion);
		}
	}

	long checkedVersion() {
		return this.checkedVersion;
	}

	void checkedVersion(long version) {
		this.checkedVersion = version;
	}

	long checkedDrops() {
		return this.checkedDrops;
	}

	void checkedDrops(long drops) {
		this.checkedDrops = drops;
	}

	/**
	 * The times of an entry, on the engine's clock.
	 *
	 * @param expiresAtNanos when its time is over
	 * @param dueAtNanos when it should be loaded anew, or the same; never later
	 */
	record Times(long expiresAtNanos, long dueAtNanos) {

	}

	/**
	 * What a local entry is, and when it was read.
	 *
	 * @param subject what markers are compared with
	 * @param position the log position at which its load began
	 * @param version the version of the marker index before it was checked
	 * @param drops the count of dropped markers before it was read
	 */
	public record Origin(Subject subject, Position position, long version, long drops) {

	}

}
