package io.cacheaside.documentation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.cacheaside.CacheOperations;
import io.cacheaside.TypedCache;
import io.cacheaside.autoconfigure.CacheAsideMetricsAutoConfiguration;
import io.cacheaside.metrics.CacheMeter;
import io.cacheaside.metrics.CacheMeter.Kind;
import io.cacheaside.metrics.CacheMeter.Section;
import io.cacheaside.testing.RedisContextRunner;
import io.cacheaside.warmup.CacheWarmer;
import io.cacheaside.write.PendingWrite;
import io.cacheaside.write.WriteBehindWriter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The page on metrics against the meters and against what is scraped. */
class MetricsPageTests {

	private static final Path FILE = Path.of("docs", "metrics.md");

	/** Boot's own: meter, scraped name, labels. */
	private static final Pattern ROW = Pattern
		.compile("\\| `(cache\\.[a-z.]+)` \\| `([a-z_]+)` \\|([^|]*)\\|[^|]*\\|\n");

	/** Section, table. */
	private static final Pattern TABLE = Pattern.compile("<!-- meters: (\\w+) -->\n(.*?)<!-- end -->", Pattern.DOTALL);

	private static final String PAGE = DocumentedCode.text(FILE);

	private static final CacheWarmer WARMER = CacheWarmer.entries("user", String.class, Stream::empty);

	private final ApplicationContextRunner runner = RedisContextRunner.onEmptyRedis()
		.withConfiguration(
				AutoConfigurations.of(MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
						PrometheusMetricsExportAutoConfiguration.class, CacheAsideMetricsAutoConfiguration.class))
		.withBean(DataSource.class,
				() -> new SimpleDriverDataSource(new org.h2.Driver(), "jdbc:h2:mem:metrics;DB_CLOSE_DELAY=-1"))
		.withPropertyValues("cacheaside.outbox.enabled=true", "cacheaside.verify.reads-every=1h");

	/** {@code -Dcacheaside.docs.write=true} writes the tables instead. */
	@Test
	void tablesAreThoseOfTheMeters() throws IOException {
		String generated = TABLE.matcher(PAGE)
			.replaceAll((table) -> Matcher.quoteReplacement("<!-- meters: " + table.group(1) + " -->\n"
					+ table(Section.valueOf(table.group(1))) + "<!-- end -->"));
		if (Boolean.getBoolean("cacheaside.docs.write")) {
			DocumentedCode.write(FILE, generated);
		}
		assertThat(PAGE).isEqualTo(generated);
		assertThat(TABLE.matcher(PAGE).results().map((table) -> table.group(1)))
			.containsExactlyInAnyOrderElementsOf(Arrays.stream(Section.values()).map(Enum::name).toList());
	}

	private static String table(Section section) {
		return Arrays.stream(CacheMeter.values())
			.filter((meter) -> meter.section() == section)
			.map((meter) -> "| `%s` | `%s` | %s | %s | %s |\n".formatted(meter.meterName(), meter.scrapedName(),
					meter.kind().label(),
					meter.labels().stream().map((label) -> "`" + label + "`").collect(Collectors.joining(", ")),
					meter.description()))
			.collect(Collectors.joining("", "| meter | scraped as | kind | labels | meaning |\n|---|---|---|---|---|\n",
					""));
	}

	@Test
	void everyMeterIsScrapedUnderItsNameWithItsLabels() {
		this.runner.withBean(DiscardingWriter.class).withBean(CacheWarmer.class, () -> WARMER).run((context) -> {
			TypedCache<String> cache = context.getBean(CacheOperations.class).cache("user", String.class);
			cache.getOrLoad("1", () -> "value");
			cache.getOrLoad("1", () -> "value");
			Map<String, Set<String>> scraped = labelsByName(context.getBean(PrometheusMeterRegistry.class).scrape());
			assertThat(CacheMeter.values()).allSatisfy((meter) -> {
				String name = meter.scrapedName() + ((meter.kind() == Kind.DURATIONS) ? "_count" : "");
				assertThat(scraped).containsKey(name);
				assertThat(scraped.get(name)).isEqualTo(Set.copyOf(meter.labels()));
			});
			List<MatchResult> rows = ROW.matcher(PAGE).results().toList();
			assertThat(rows).hasSize(2).allSatisfy((row) -> {
				assertThat(scraped).containsKey(row.group(2));
				assertThat(scraped.get(row.group(2))).isEqualTo(codeIn(row.group(3)));
			});
		});
	}

	@Test
	void queriesOnThePageReadWhatIsScraped() {
		this.runner.withBean(DiscardingWriter.class).run((context) -> {
			TypedCache<String> cache = context.getBean(CacheOperations.class).cache("user", String.class);
			cache.getOrLoad("1", () -> "value");
			Map<String, Set<String>> scraped = labelsByName(context.getBean(PrometheusMeterRegistry.class).scrape());
			Set<String> read = new TreeSet<>();
			Matcher block = Pattern.compile("```promql\\n(.*?)```", Pattern.DOTALL).matcher(PAGE);
			while (block.find()) {
				Pattern.compile("cache_[a-z_]+")
					.matcher(block.group(1).replaceAll("\\{[^}]*}", ""))
					.results()
					.map(MatchResult::group)
					.forEach(read::add);
			}
			assertThat(read).hasSizeGreaterThan(3);
			assertThat(scraped.keySet()).containsAll(read);
		});
	}

	private static Map<String, Set<String>> labelsByName(String scrape) {
		Map<String, Set<String>> labels = new TreeMap<>();
		for (String line : scrape.lines().filter((text) -> !text.startsWith("#")).toList()) {
			Matcher sample = Pattern.compile("([a-z_]+)(?:\\{(.*)})? .*").matcher(line);
			if (sample.matches()) {
				Set<String> names = labels.computeIfAbsent(sample.group(1), (name) -> new TreeSet<>());
				String text = (sample.group(2) != null) ? sample.group(2) : "";
				Pattern.compile("([a-z_]+)=")
					.matcher(text)
					.results()
					.map((label) -> label.group(1))
					.forEach(names::add);
			}
		}
		return labels;
	}

	static class DiscardingWriter implements WriteBehindWriter<String> {

		@Override
		public String cacheName() {
			return "visits";
		}

		@Override
		public void write(List<PendingWrite<String>> batch) {
		}

	}

	private static Set<String> codeIn(String cell) {
		return Arrays.stream(cell.split("[^a-z_`]+"))
			.filter((word) -> word.startsWith("`"))
			.map((word) -> word.replace("`", ""))
			.collect(Collectors.toCollection(TreeSet::new));
	}

}
