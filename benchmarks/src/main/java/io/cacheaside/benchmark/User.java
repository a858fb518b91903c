package io.cacheaside.benchmark;

import java.io.Serializable;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The value that everything is measured with, about 1 KB as JSON: texts, numbers, an
 * instant, nested records and a map. Serializable for the peer that needs it.
 *
 * @param id the key
 * @param name a text with characters beyond ASCII
 * @param version a number
 * @param active a truth value
 * @param createdAt a time
 * @param roles a list of texts
 * @param memberships a list of records
 * @param attributes a map
 */
record User(String id, String name, long version, boolean active, Instant createdAt, List<String> roles,
		List<Membership> memberships, Map<String, String> attributes) implements Serializable {

	/**
	 * Where a user belongs.
	 *
	 * @param organization the organisation
	 * @param title what the user is there
	 * @param since from when
	 */
	record Membership(String organization, String title, Instant since) implements Serializable {
	}

	private static final Instant EPOCH = Instant.parse("2026-01-01T12:00:00.123456Z");

	/** The user of an ID, always the same. */
	static User of(String id) {
		List<Membership> memberships = IntStream.range(0, 5)
			.mapToObj((i) -> new Membership("org_" + id + '_' + i, "Maintainer of part " + i, EPOCH.plusSeconds(i)))
			.toList();
		Map<String, String> attributes = new LinkedHashMap<>();
		for (int i = 0; i < 8; i++) {
			attributes.put("attribute" + i, "a value of some length, number " + i);
		}
		return new User(id, "Zoë Møller", 42, true, EPOCH, List.of("reader", "writer", "owner"), memberships,
				attributes);
	}

}
