package io.cacheaside.documentation;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The properties that exist, as the metadata on the class path says: what an editor
 * knows. Those of one cache, which the metadata cannot hold, come from the records.
 */
final class PropertyMetadata {

	static final String OURS = "cacheaside.";

	static final String ONE_CACHE = OURS + "caches.<name>.";

	private static final String METADATA = "META-INF/spring-configuration-metadata.json";

	private static final String PROPERTIES = "io.cacheaside.autoconfigure.CacheAsideProperties";

	private static final String ONE_CACHE_PROPERTIES = "io.cacheaside.autoconfigure.PerCacheProperties";

	private PropertyMetadata() {
	}

	/**
	 * One property.
	 *
	 * @param type the type, as the metadata spells it
	 * @param description what it means, empty if nobody says so
	 * @param defaultValue the default, or {@code null}
	 */
	record Property(String type, String description, @Nullable String defaultValue) {
	}

	static SortedMap<String, Property> all() {
		SortedMap<String, Property> properties = new TreeMap<>();
		try {
			ClassLoader classLoader = PropertyMetadata.class.getClassLoader();
			for (URL file : Collections.list(classLoader.getResources(METADATA))) {
				read(file).path("properties").forEach((property) -> add(properties, property));
			}
			forOneCache(Class.forName(ONE_CACHE_PROPERTIES), ONE_CACHE)
				.forEach((name) -> properties.put(name, new Property("", "of one cache", null)));
		}
		catch (IOException | ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
		return properties;
	}

	static SortedMap<String, Property> ours() {
		SortedMap<String, Property> ours = all();
		ours.keySet().removeIf((name) -> !name.startsWith(OURS));
		return ours;
	}

	/** The hints for values, of our own properties. */
	static List<JsonNode> hints() {
		List<JsonNode> hints = new ArrayList<>();
		try {
			ClassLoader classLoader = PropertyMetadata.class.getClassLoader();
			for (URL file : Collections.list(classLoader.getResources(METADATA))) {
				read(file).path("hints").forEach(hints::add);
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		hints.removeIf((hint) -> !hint.path("name").asString().startsWith(OURS));
		return hints;
	}

	/** Whether a property as a file spells it exists. */
	static Predicate<String> existing() {
		Map<String, Property> all = all();
		return (spelled) -> {
			String name = spelled.replaceAll("\\[\\d+]$", "");
			if (name.startsWith(OURS + "caches")) {
				String own = name.replaceFirst(Pattern.quote(OURS) + "caches(\\[[^]]+]|\\.[a-z0-9-]+)\\.", "");
				return all.containsKey(ONE_CACHE + own);
			}
			return all.containsKey(name) || all.entrySet()
				.stream()
				.anyMatch((entry) -> entry.getValue().type().startsWith("java.util.Map")
						&& (name.startsWith(entry.getKey() + ".") || name.startsWith(entry.getKey() + "[")));
		};
	}

	private static JsonNode read(URL file) throws IOException {
		try (InputStream in = file.openStream()) {
			return JsonMapper.shared().readTree(in);
		}
	}

	private static void add(Map<String, Property> properties, JsonNode json) {
		JsonNode value = json.path("defaultValue");
		String text = value.isArray() ? "" : value.asString("");
		properties.put(json.path("name").asString(), new Property(json.path("type").asString(""),
				json.path("description").asString(""), value.isMissingNode() ? null : text));
	}

	private static List<String> forOneCache(Class<?> type, String prefix) {
		List<String> names = new ArrayList<>();
		for (RecordComponent component : type.getRecordComponents()) {
			String name = prefix + component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
			String typeName = component.getType().getName();
			boolean group = typeName.startsWith(PROPERTIES) || typeName.startsWith(ONE_CACHE_PROPERTIES);
			boolean leaf = !component.getType().isRecord() || !group;
			names.addAll(leaf ? List.of(name) : forOneCache(component.getType(), name + "."));
		}
		return names;
	}

}
