package io.cacheaside.documentation;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** The page of all properties against the metadata that editors read. */
class ConfigurationPageTests {

	/** Name, default, meaning. */
	private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\|([^|]*)\\|([^|]+)\\|");

	private static final Map<String, Row> ROWS = rows();

	static Stream<String> properties() {
		return PropertyMetadata.ours().keySet().stream();
	}

	@ParameterizedTest
	@MethodSource("properties")
	void propertyHasARowWithItsMeaning(String name) {
		assertThat(ROWS).containsKey(name);
		assertThat(ROWS.get(name).meaning()).isNotBlank();
	}

	@ParameterizedTest
	@MethodSource("properties")
	void rowTellsTheDefaultThatTheMetadataTells(String name) {
		String inMetadata = PropertyMetadata.ours().get(name).defaultValue();
		if (inMetadata != null) {
			assertThat(ROWS.get(name).defaultValue())
				.isEqualTo(inMetadata.isEmpty() ? "none at all" : "`" + inMetadata + "`");
		}
	}

	@Test
	void propertyOfTheMetadataHasADescriptionAndOneThatIsNoMapADefaultAtLeastInWords() {
		assertThat(PropertyMetadata.ours()).allSatisfy((name, property) -> {
			assertThat(property.description()).as(name).isNotBlank();
			if (!name.startsWith("cacheaside.caches") && property.defaultValue() == null) {
				assertThat(ROWS.get(name).defaultValue()).as(name).isNotBlank().doesNotStartWith("`");
			}
		});
	}

	@Test
	void rowIsAboutAPropertyThatExists() {
		assertThat(ROWS.keySet()).filteredOn((name) -> name.startsWith(PropertyMetadata.OURS))
			.isSubsetOf(PropertyMetadata.ours().keySet());
	}

	@Test
	void durationsAreKnownToEditorsAsDurations() {
		List<String> durations = PropertyMetadata.ours()
			.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().type().matches("io\\.cacheaside\\..*(Timespan|TimeToLive)"))
			.map(Map.Entry::getKey)
			.toList();
		assertThat(PropertyMetadata.hints()).filteredOn(ConfigurationPageTests::isDuration)
			.extracting((hint) -> hint.path("name").asString())
			.containsExactlyInAnyOrderElementsOf(durations);
	}

	@Test
	void hintIsAboutAPropertyThatExists() {
		assertThat(PropertyMetadata.hints()).extracting((hint) -> hint.path("name").asString())
			.isSubsetOf(PropertyMetadata.ours().keySet());
	}

	private static boolean isDuration(JsonNode hint) {
		return hint.path("providers").toString().contains("java.time.Duration");
	}

	private static Map<String, Row> rows() {
		Map<String, Row> rows = new LinkedHashMap<>();
		Matcher row = ROW.matcher(DocumentedCode.text(Path.of("docs", "configuration.md")));
		while (row.find()) {
			assertThat(rows).doesNotContainKey(row.group(1));
			rows.put(row.group(1), new Row(row.group(2).strip(), row.group(3).strip()));
		}
		return rows;
	}

	private record Row(String defaultValue, String meaning) {
	}

}
