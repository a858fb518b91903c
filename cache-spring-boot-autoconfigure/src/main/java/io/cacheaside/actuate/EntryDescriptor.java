package io.cacheaside.actuate;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import io.cacheaside.engine.InspectedEntry;
import io.cacheaside.engine.InspectedEntry.Local;
import io.cacheaside.engine.marker.Outdated;

/**
 * One entry, in Redis and in this process.
 *
 * @param cache the cache
 * @param key the logical key
 * @param remote what Redis has
 * @param local what this process has; of a key that callers spell in several ways more
 * than one
 */
public record EntryDescriptor(String cache, String key, RemoteDescriptor remote,
		List<LocalDescriptor> local) implements OperationResponseBody {

	static EntryDescriptor of(InspectedEntry entry, PayloadView payload) {
		return new EntryDescriptor(entry.key().cacheName(), entry.key().logical(),
				RemoteDescriptor.of(entry.key().logical(), entry.remote(), payload),
				entry.local().stream().map(LocalDescriptor::of).toList());
	}

	/**
	 * A value in this process.
	 *
	 * @param position the position of the log at which its load began
	 * @param epoch the log that the position belongs to
	 * @param remaining how long it is kept from now on, left out if its time is over
	 * @param due whether the next call loads it anew
	 * @param size the size of the encoded entry in bytes
	 * @param tags its tags
	 * @param builtFrom the other entries and caches that it was built from
	 * @param stale whether it must not be used
	 * @param reason why it must not be used, or is due
	 */
	public record LocalDescriptor(String position, String epoch, @Nullable String remaining, boolean due, int size,
			List<String> tags, List<String> builtFrom, boolean stale, @Nullable ReasonDescriptor reason) {

		static LocalDescriptor of(Local local) {
			String remaining = local.remaining().isNegative() ? null : Texts.of(local.remaining());
			return new LocalDescriptor(Texts.of(local.position()), Long.toHexString(local.position().epoch()),
					remaining, local.due(), local.bytes(), local.subject().givenTags(), local.subject().sources(),
					isStale(local.outdated()), ReasonDescriptor.of(local.outdated()));
		}

	}

	/**
	 * Why an entry must not be used, or is due.
	 *
	 * @param marker the kind of what says so
	 * @param softly whether it is served until it has been loaded anew
	 * @param name the key, tag or pattern that was invalidated
	 * @param through the key or cache that the value was built from, if that was
	 * invalidated
	 * @param position where that stands in the log
	 */
	public record ReasonDescriptor(String marker, boolean softly, @Nullable String name, @Nullable String through,
			@Nullable String position) {

		static @Nullable ReasonDescriptor of(Optional<Outdated> outdated) {
			return outdated
				.map((reason) -> new ReasonDescriptor(reason.cause().name().toLowerCase(Locale.ROOT), reason.softly(),
						reason.name().isEmpty() ? null : reason.name(), reason.through(),
						(reason.marker() != null) ? Texts.of(reason.marker()) : null))
				.orElse(null);
		}

	}

	static boolean isStale(Optional<Outdated> outdated) {
		return outdated.filter((reason) -> !reason.softly()).isPresent();
	}

}
