package io.cacheaside.redis;

import java.util.Optional;

// TODO stand-in until package codec offers Entry
record Entry() {

	static Optional<Entry> parse(byte[] bytes) {
		return Optional.empty();
	}

	boolean hasTag(String tag) {
		return false;
	}

	Optional<String> longKey() {
		return Optional.empty();
	}

}
