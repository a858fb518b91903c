package io.cacheaside.engine.queue;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What a queue knows of a key. Arrays are not copied, so not to be changed.
 *
 * @param value the newest value that waits, {@code null} if none does: then the source
 * has them all, or they are dead letters
 * @param writtenAgo how long ago the source was last written from this queue, by the
 * server's clock; {@code null} if that was longer ago than {@link WriteQueue#REMEMBERED}
 */
public record Waiting(byte @Nullable [] value, @Nullable Duration writtenAgo) {

	/** Nothing waits, and nothing was written. */
	public static final Waiting NONE = new Waiting(null, null);

	/**
	 * Whether what was read from the source may lack a write that has left this queue.
	 * @param age how long ago the reader's view of the source began
	 * @return whether it may
	 */
	public boolean mayBeMissed(Duration age) {
		return age.compareTo(WriteQueue.REMEMBERED) >= 0
				|| (this.writtenAgo != null && this.writtenAgo.compareTo(age) <= 0);
	}

}
