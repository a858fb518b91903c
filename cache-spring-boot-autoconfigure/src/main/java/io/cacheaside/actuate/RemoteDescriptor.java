package io.cacheaside.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

import io.cacheaside.actuate.EntryDescriptor.ReasonDescriptor;
import io.cacheaside.codec.Entry;
import io.cacheaside.engine.InspectedEntry.Held;
import io.cacheaside.engine.InspectedEntry.Slot;
import io.cacheaside.engine.InspectedEntry.Unknown;
import io.cacheaside.engine.InspectedEntry.Unreadable;
import io.cacheaside.engine.marker.Subject;

/**
 * What Redis has for a key.
 *
 * @param state {@code empty}, {@code value}, {@code lease}, {@code unreadable} or
 * {@code unknown}
 * @param problem what kept it from being told
 * @param header what stands in front of the value
 * @param tags its tags
 * @param builtFrom the other entries and caches that it was built from
 * @param stale whether it must not be used
 * @param reason why it must not be used, or is due
 * @param value the payload as Redis has it, where it may be shown
 */
public record RemoteDescriptor(String state, @Nullable String problem, @Nullable Map<String, Object> header,
		@Nullable List<String> tags, @Nullable List<String> builtFrom, @Nullable Boolean stale,
		@Nullable ReasonDescriptor reason, @Nullable Object value) {

	static RemoteDescriptor of(String key, Slot slot, PayloadView payload) {
		if (slot instanceof Held held) {
			return of(key, held, payload);
		}
		if (slot instanceof Unknown unknown) {
			return without("unknown", unknown.problem());
		}
		return (slot instanceof Unreadable unreadable)
				? without("unreadable", unreadable.bytes() + " bytes, which are no entry of this key that can be read")
				: without("empty", null);
	}

	private static RemoteDescriptor without(String state, @Nullable String problem) {
		return new RemoteDescriptor(state, problem, null, null, null, null, null, null);
	}

	private static RemoteDescriptor of(String key, Held held, PayloadView payload) {
		Entry entry = held.entry();
		Subject subject = new Subject(key, entry.tags());
		return new RemoteDescriptor(entry.hasValue() ? "value" : "lease", null, header(entry, held.serverMillis()),
				subject.givenTags(), subject.sources(), EntryDescriptor.isStale(held.outdated()),
				ReasonDescriptor.of(held.outdated()), entry.hasValue() ? payload.show(key, entry) : null);
	}

	private static Map<String, Object> header(Entry entry, OptionalLong now) {
		Map<String, Object> header = new LinkedHashMap<>();
		header.put("position", Texts.of(entry.position()));
		header.put("epoch", Long.toHexString(entry.position().epoch()));
		putTime(header, "storedAt", entry.storedAt());
		putTime(header, "expiresAt", entry.expiresAt());
		putTime(header, "refreshAt", entry.refreshAt());
		if (entry.expiresAt() != 0) {
			now.ifPresent((millis) -> header.put("remaining", remaining(entry.expiresAt() - millis)));
		}
		if (entry.loadMicros() != 0) {
			header.put("loadMicros", entry.loadMicros());
		}
		header.put("type", entry.typeName());
		header.put("headerBytes", entry.payloadOffset());
		header.put("payloadBytes", entry.payloadLength());
		header.put("null", entry.isNullValue());
		header.put("compressed", entry.isCompressed());
		header.put("encrypted", entry.isEncrypted());
		header.put("lease", lease(entry, now));
		return header;
	}

	/** By the server's clock, as is whatever stands in the header. */
	private static void putTime(Map<String, Object> header, String name, long millis) {
		if (millis != 0) {
			header.put(name, Instant.ofEpochMilli(millis).toString());
		}
	}

	private static String remaining(long millis) {
		return (millis > 0) ? Texts.of(Duration.ofMillis(millis)) : "over";
	}

	private static String lease(Entry entry, OptionalLong now) {
		boolean ended = entry.hasValue() && now.isPresent() && now.getAsLong() >= entry.refreshAt();
		if (!entry.isLeased() || ended) {
			return "none";
		}
		return entry.isResting() ? "resting" : "held";
	}

}
