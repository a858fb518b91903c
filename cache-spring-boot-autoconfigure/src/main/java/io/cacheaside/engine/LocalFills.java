package io.cacheaside.engine;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.cacheaside.LocalSettings;
import io.cacheaside.TimeToLive;
import io.cacheaside.codec.Entry;
import io.cacheaside.key.CacheKey;

/**
 * What one cache keeps in this process, and for how long: never longer than what is left
 * of the remote entry's time, told by the clock of the server that keeps it.
 */
final class LocalFills {

	/** Half of what the clock can count, so that sums do not overflow. */
	private static final long FOREVER_NANOS = Long.MAX_VALUE / 2;

	private final RegionParts parts;

	private final LocalSettings settings;

	LocalFills(RegionParts parts) {
		this.parts = parts;
		this.settings = parts.settings().local();
	}

	/**
	 * Keeps what was read from the remote tier.
	 */
	void fromRemote(Object localKey, Type type, Entry entry, RegionReader.Filled filled) {
		if (!this.settings.enabled()) {
			return;
		}
		if (entry.expiresAt() == 0 && entry.refreshAt() == 0) {
			keep(localKey, type, new Kept(filled, entry, FOREVER_NANOS, FOREVER_NANOS));
			return;
		}
		OptionalLong now = this.parts.ports()
			.remote()
			.serverMillis(new CacheKey(this.parts.settings().name(), filled.subject().logicalKey()));
		if (now.isPresent()) {
			keep(localKey, type, new Kept(filled, entry, left(entry, entry.expiresAt(), now.getAsLong()),
					left(entry, entry.refreshAt(), now.getAsLong())));
		}
	}

	/** How long it is until a time in a header. */
	private static long left(Entry entry, long time, long now) {
		if (time == 0) {
			return FOREVER_NANOS;
		}
		// A server's clock may have been set; no entry lives longer than it was given.
		return TimeUnit.MILLISECONDS.toNanos(Math.min(time - now, time - entry.storedAt()));
	}

	/**
	 * Keeps what this node loaded or put.
	 */
	void fromHere(Object localKey, Type type, EntryCodec.EncodedEntry encoded, RegionReader.Filled filled) {
		if (this.settings.enabled()) {
			Entry.parse(encoded.bytes())
				.ifPresent((entry) -> keep(localKey, type,
						new Kept(filled, entry, nanos(encoded.ttl()), nanos(entry.refreshAt()))));
		}
	}

	private void keep(Object localKey, Type type, Kept kept) {
		Duration longest = this.settings.ttl();
		long life = (longest != null) ? Math.min(kept.lifeNanos(), longest.toNanos()) : kept.lifeNanos();
		if (life <= 0) {
			return;
		}
		if (this.settings.copied() && !canBeCopied(kept.entry(), type)) {
			return;
		}
		RegionReader.Filled filled = kept.filled();
		LocalEntry.Origin origin = new LocalEntry.Origin(filled.subject(), kept.entry().position(),
				filled.before().version(), filled.before().drops());
		Object held = this.settings.copied() ? kept.entry() : filled.value();
		long now = this.parts.coherence().nanoClock().getAsLong();
		long due = now + Math.min(life, kept.untilRefreshNanos());
		LocalEntry entry = new LocalEntry(held, type, origin, new LocalEntry.Times(now + life, due),
				kept.entry().bytes().length, this.parts.observer().uses.of(filled.subject().logicalKey()));
		if (this.parts.coherence().index().isDue(filled.subject(), kept.entry().position())) {
			// While somebody loads it anew, that is waited for.
			entry.makeDue(kept.entry().isLeased() ? due : now);
		}
		this.parts.local().put(localKey, entry);
	}

	/** A value that cannot be read once cannot be read on any hit. */
	private boolean canBeCopied(Entry entry, Type type) {
		try {
			this.parts.entries().decodeAgain(entry, type);
			return true;
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

	/**
	 * The value for one caller.
	 */
	@Nullable Object valueOf(LocalEntry entry) {
		Object held = entry.value();
		return (held instanceof Entry encoded) ? this.parts.entries().decodeAgain(encoded, entry.type()) : held;
	}

	/**
	 * In an entry that is not stored yet, the time of refresh is how long it is until
	 * then.
	 */
	private static long nanos(long refreshAfterMillis) {
		return (refreshAfterMillis != 0) ? TimeUnit.MILLISECONDS.toNanos(refreshAfterMillis) : FOREVER_NANOS;
	}

	private static long nanos(TimeToLive ttl) {
		Duration duration = ttl.duration();
		return (duration == null || duration.compareTo(Duration.ofNanos(FOREVER_NANOS)) > 0) ? FOREVER_NANOS
				: duration.toNanos();
	}

	private record Kept(RegionReader.Filled filled, Entry entry, long lifeNanos, long untilRefreshNanos) {
	}

}
