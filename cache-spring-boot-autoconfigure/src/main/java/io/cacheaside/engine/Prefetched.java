package io.cacheaside.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.cacheaside.codec.Entry;
import io.cacheaside.engine.RegionReader.Reply;
import io.cacheaside.engine.marker.Subject;
import io.cacheaside.key.CacheKey;

/**
 * Entries of one cache that were read from the remote tier before anybody asked for them,
 * as bytes: only who asks knows as what type. The first one who does has the entry as a
 * hit in this process, and it moves into the local tier.
 * <p>
 * Until then an entry may be used on the same terms as one in the local tier: this node
 * is current, the entry is in time, no marker that matches is newer, and none was dropped
 * since it was read. What is not asked for in ten minutes is dropped. Safe for use by
 * many threads; never fails.
 */
final class Prefetched {

	private static final Duration KEPT = Duration.ofMinutes(10);

	private final ConcurrentMap<String, Reply> replies = new ConcurrentHashMap<>();

	private final RegionParts parts;

	private volatile boolean filled;

	Prefetched(RegionParts parts) {
		this.parts = parts;
	}

	/**
	 * Keeps what was read.
	 * @return how many bytes of it are kept, 0 if it is no value
	 */
	long add(CacheKey key, Reply reply) {
		Optional<Entry> entry = reply.slot().flatMap(Entry::parse).filter(Entry::hasValue);
		if (entry.isEmpty() || this.replies.putIfAbsent(key.logical(), reply.here()) != null) {
			return 0;
		}
		if (!this.filled) {
			this.filled = true;
			clearLater();
		}
		return entry.get().bytes().length;
	}

	private void clearLater() {
		try {
			this.parts.ports().scheduler().schedule(() -> {
				this.filled = false;
				this.replies.clear();
			}, KEPT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			// The application stops.
		}
	}

	/** The entry of a key, once; {@code null} if there is none that may be used. */
	@Nullable Reply take(CacheKey key) {
		if (!this.filled) {
			return null;
		}
		Reply reply = this.replies.remove(key.logical());
		return (reply != null
				&& reply.slot().flatMap(Entry::parse).filter((entry) -> isUsable(key, entry, reply)).isPresent())
						? reply : null;
	}

	private boolean isUsable(CacheKey key, Entry entry, Reply reply) {
		Coherence coherence = this.parts.coherence();
		long now = coherence.nanoClock().getAsLong();
		Duration longest = this.parts.settings().local().ttl();
		return coherence.follower().trustsLocal(now)
				&& (longest == null || now - reply.before().nanos() < longest.toNanos()) && isInTime(key, entry)
				&& coherence.index().drops() == reply.before().drops()
				&& !coherence.index().isStale(new Subject(key.logical(), entry.tags()), entry.position());
	}

	private boolean isInTime(CacheKey key, Entry entry) {
		OptionalLong now = this.parts.ports().remote().serverMillis(key);
		return entry.expiresAt() == 0 || now.isPresent() && now.getAsLong() < entry.expiresAt();
	}

}
