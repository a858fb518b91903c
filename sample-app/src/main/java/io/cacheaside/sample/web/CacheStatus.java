package io.cacheaside.sample.web;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import io.cacheaside.CacheLayer;
import io.cacheaside.CacheOutcome;

/**
 * Writes the {@code Cache-Status} header (RFC 9211), a structured field list (RFC 9651)
 * with one member for each cached call, the one nearest to the database first:
 * {@code CacheAside; hit; detail=remote; key="user:usr_1"}.
 */
final class CacheStatus {

	static final String HEADER = "Cache-Status";

	private static final String CACHE = "CacheAside";

	private CacheStatus() {
	}

	/**
	 * The header's value.
	 * @param outcomes what the caches did, innermost first
	 * @param successful whether the answer is a success; the result of a failed load is
	 * not stored
	 * @return the value, empty if no cache was asked
	 */
	static String format(List<CacheOutcome> outcomes, boolean successful) {
		return outcomes.stream().map((outcome) -> member(outcome, successful)).collect(Collectors.joining(", "));
	}

	private static String member(CacheOutcome outcome, boolean successful) {
		return CACHE + result(outcome, successful) + "; key=" + string(outcome.key());
	}

	private static String result(CacheOutcome outcome, boolean successful) {
		return switch (outcome.status()) {
			case HIT -> "; hit" + detail(outcome);
			case MISS -> successful ? "; fwd=miss; stored" : "; fwd=miss";
			case BYPASS -> "; fwd=bypass";
			case STALE -> "; fwd=stale";
		};
	}

	private static String detail(CacheOutcome outcome) {
		CacheLayer layer = outcome.layer();
		return (layer != null) ? "; detail=" + layer.label() : "";
	}

	/** A structured field string: printable ASCII, everything else percent-encoded. */
	private static String string(String text) {
		StringBuilder string = new StringBuilder(text.length() + 2).append('"');
		for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
			if (octet < 0x20 || octet > 0x7e) {
				string.append(String.format(Locale.ROOT, "%%%02X", octet & 0xff));
			}
			else {
				if (octet == '"' || octet == '\\') {
					string.append('\\');
				}
				string.append((char) octet);
			}
		}
		return string.append('"').toString();
	}

}
