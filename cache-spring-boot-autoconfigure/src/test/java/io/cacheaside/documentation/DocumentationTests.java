package io.cacheaside.documentation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.cacheaside.autoconfigure.CacheAsideAutoConfiguration;
import io.cacheaside.codec.JacksonCodecSettings;
import io.cacheaside.codec.JacksonValueCodec;
import io.cacheaside.codec.ValueCodec;
import io.cacheaside.metrics.ObservationEngineListener;
import io.cacheaside.warmup.CacheWarmer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What pages show is compiled, run and started, so that no example can rot. */
class DocumentationTests {

	private static final Pattern LINK = Pattern.compile("]\\((?!https?:|#)([^)#]+)(#[^)]*)?\\)");

	/** In text, not in the name of a class or file. */
	private static final Pattern OWN_PROPERTY = Pattern
		.compile("(?<![\\w./])cacheaside\\.([a-z<>*-]+(\\.[a-z<>*-]+)*)");

	private static final Set<String> OBSERVATIONS = Set.of(ObservationEngineListener.LOAD,
			ObservationEngineListener.REMOTE);

	private static final Predicate<String> EXISTING = PropertyMetadata.existing();

	static Stream<Path> pages() {
		return DocumentedCode.pages();
	}

	@ParameterizedTest
	@MethodSource("pages")
	void javaOnAPageIsCodeThatIsCompiledAndRun(Path page) {
		List<String> sources = DocumentedCode.sources().stream().map(DocumentedCode::normalized).toList();
		assertThat(DocumentedCode.blocks(page, "java"))
			.allSatisfy((block) -> assertThat(sources).anyMatch((source) -> DocumentedCode.holds(source, block)));
	}

	@Test
	void codeThatIsMarkedAsDocumentationIsOnAPage() {
		List<String> blocks = pages().flatMap((page) -> DocumentedCode.blocks(page, "java").stream())
			.map(DocumentedCode::normalized)
			.toList();
		assertThat(DocumentedCode.regions()).isNotEmpty()
			.allSatisfy((name, region) -> assertThat(blocks).as(name)
				.anyMatch((block) -> block.contains(DocumentedCode.normalized(region))));
	}

	@ParameterizedTest
	@MethodSource("pages")
	void yamlOnAPageNamesPropertiesThatExist(Path page) throws IOException {
		for (String block : DocumentedCode.blocks(page, "yaml")) {
			for (PropertySource<?> source : load(block)) {
				assertThat(((EnumerablePropertySource<?>) source).getPropertyNames())
					.filteredOn((name) -> name.matches("(cacheaside|spring|management)\\..*"))
					.as(block)
					.isNotEmpty()
					.allMatch(EXISTING);
			}
		}
	}

	@ParameterizedTest
	@MethodSource("pages")
	void applicationStartsWithTheYamlOfAPage(Path page) {
		for (String block : DocumentedCode.blocks(page, "yaml")) {
			new ApplicationContextRunner()
				.withConfiguration(
						AutoConfigurations.of(DataRedisAutoConfiguration.class, CacheAsideAutoConfiguration.class))
				.withBean("userCodec", ValueCodec.class, DocumentationTests::anyCodec)
				.withBean(DataSource.class,
						() -> new SimpleDriverDataSource(new org.h2.Driver(), "jdbc:h2:mem:pages;DB_CLOSE_DELAY=-1"))
				.withBean("listings", CacheWarmer.class,
						() -> CacheWarmer.pages("api:listings", String.class, (number, size) -> List.of()))
				.withPropertyValues("spring.application.name=shop", "spring.data.redis.port=1")
				.withInitializer((context) -> load(block)
					.forEach((source) -> context.getEnvironment().getPropertySources().addLast(source)))
				.run((context) -> assertThat(context).as(block).hasNotFailed());
		}
	}

	@ParameterizedTest
	@MethodSource("pages")
	void propertyThatAPageSpeaksOfExists(Path page) {
		Map<String, PropertyMetadata.Property> ours = PropertyMetadata.ours();
		TreeSet<String> prefixes = new TreeSet<>();
		for (String name : ours.keySet()) {
			for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
				prefixes.add(name.substring(0, dot));
			}
		}
		assertThat(OWN_PROPERTY.matcher(DocumentedCode.text(page)).results().map(MatchResult::group))
			.filteredOn((name) -> !OBSERVATIONS.contains(name))
			.allMatch((name) -> EXISTING.test(name) || ours.containsKey(generalized(name))
					|| prefixes.contains(generalized(name)));
	}

	@ParameterizedTest
	@MethodSource("pages")
	void linkOnAPageLeadsSomewhere(Path page) {
		Path folder = Path.of("..").resolve(page).getParent();
		assertThat(LINK.matcher(DocumentedCode.text(page)).results().map((link) -> link.group(1)))
			.allMatch((link) -> Files.exists(folder.resolve(link)));
	}

	private static String generalized(String name) {
		return name.replaceFirst("\\.\\*$", "")
			.replaceFirst("^cacheaside\\.caches\\.[^.]+", "cacheaside.caches.<name>");
	}

	private static ValueCodec anyCodec() {
		return new JacksonValueCodec(new JacksonCodecSettings(List.of(), DocumentationTests.class.getClassLoader()));
	}

	private static List<PropertySource<?>> load(String yaml) {
		try {
			return new YamlPropertySourceLoader().load("page",
					new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
