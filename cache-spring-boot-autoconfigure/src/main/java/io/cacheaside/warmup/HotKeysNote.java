package io.cacheaside.warmup;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.cacheaside.key.CacheKey;

/**
 * The hottest keys of a node as text: a line for each, its cache, a tab, its logical key.
 * A key that such a line cannot hold is left out.
 *
 * @param keys the keys by their caches, the hottest first
 */
record HotKeysNote(Map<String, List<CacheKey>> keys) {

	private static final String FORMAT = "cacheaside hot keys 1";

	byte[] toBytes() {
		StringBuilder text = new StringBuilder(FORMAT).append('\n');
		this.keys.values().forEach((some) -> some.forEach((key) -> {
			if (isPlain(key.cacheName()) && isPlain(key.logical())) {
				text.append(key.cacheName()).append('\t').append(key.logical()).append('\n');
			}
		}));
		return text.toString().getBytes(StandardCharsets.UTF_8);
	}

	private static boolean isPlain(String text) {
		return text.indexOf('\n') < 0 && text.indexOf('\t') < 0;
	}

	int size() {
		return this.keys.values().stream().mapToInt(List::size).sum();
	}

	/**
	 * Reads a note. Whatever it is, what comes out are keys of the caches that they name.
	 */
	static HotKeysNote parse(byte[] bytes) {
		Map<String, List<CacheKey>> keys = new LinkedHashMap<>();
		String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n");
		for (int i = 1; i < lines.length && lines[0].equals(FORMAT); i++) {
			int tab = lines[i].indexOf('\t');
			String cacheName = lines[i].substring(0, Math.max(0, tab));
			String logical = lines[i].substring(tab + 1);
			if (tab > 0 && logical.startsWith(cacheName + ":")) {
				keys.computeIfAbsent(cacheName, (name) -> new ArrayList<>()).add(new CacheKey(cacheName, logical));
			}
		}
		return new HotKeysNote(keys);
	}

}
