package io.cacheaside.documentation;

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

import javax.sql.DataSource;

import io.cacheaside.CacheOperations;
import io.cacheaside.TypedCache;
import io.cacheaside.autoconfigure.CacheAsideHealthAutoConfiguration;
import io.cacheaside.autoconfigure.CacheAsideMetricsAutoConfiguration;
import io.cacheaside.metrics.CacheMeter;
import io.cacheaside.testing.RedisContextRunner;
import io.cacheaside.write.PendingWrite;
import io.cacheaside.write.WriteBehindWriter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The page on metrics against the meters and against what is scraped. */
class MetricsPageTests {

	/** Meter, scraped name, labels, meaning. */
	private static final Pattern ROW = Pattern
		.compile("\\| `(cache\\.[a-z.]+)` \\| `([a-z_]+)` \\|([^|]*)\\|([^|]*)\\|");

	private static final String PAGE = DocumentedCode.text(Path.of("docs", "metrics.md"));

	private final ApplicationContextRunner runner = RedisContextRunner.onEmptyRedis()
		.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, PrometheusMetricsExportAutoConfiguration.class,
				CacheAsideMetricsAutoConfiguration.class, CacheAsideHealthAutoConfiguration.class))
		.withBean(DataSource.class,
				() -> new SimpleDriverDataSource(new org.h2.Driver(), "jdbc:h2:mem:metrics;DB_CLOSE_DELAY=-1"))
		.withPropertyValues("cacheaside.outbox.enabled=true");

	@Test
	void everyMeterHasARowWithItsDescription() {
		Map<String, String> rows = ROW.matcher(PAGE)
			.results()
			.collect(Collectors.toMap((row) -> row.group(1), (row) -> row.group(4).strip()));
		assertThat(CacheMeter.values())
			.allSatisfy((meter) -> assertThat(rows.get(meter.meterName())).startsWith(meter.description()));
	}

	@Test
	void everyRowIsScrapedUnderItsNameWithItsLabels() {
		this.runner.withBean(DiscardingWriter.class).run((context) -> {
			TypedCache<String> cache = context.getBean(CacheOperations.class).cache("user", String.class);
			cache.getOrLoad("1", () -> "value");
			cache.getOrLoad("1", () -> "value");
			Map<String, Set<String>> scraped = labelsByName(context.getBean(PrometheusMeterRegistry.class).scrape());
			List<MatchResult> rows = ROW.matcher(PAGE).results().toList();
			assertThat(rows).hasSizeGreaterThan(CacheMeter.values().length);
			assertThat(rows).allSatisfy((row) -> {
				assertThat(scraped).containsKey(row.group(2));
				assertThat(scraped.get(row.group(2))).isEqualTo(codeIn(row.group(3)));
			});
		});
	}

	@Test
	void queriesOnThePageReadWhatIsScraped() {
		this.runner.run((context) -> {
			TypedCache<String> cache = context.getBean(CacheOperations.class).cache("user", String.class);
			cache.getOrLoad("1", () -> "value");
			Map<String, Set<String>> scraped = labelsByName(context.getBean(PrometheusMeterRegistry.class).scrape());
			Set<String> read = new TreeSet<>();
			Matcher block = Pattern.compile("```promql\\n(.*?)```", Pattern.DOTALL).matcher(PAGE);
			while (block.find()) {
				Pattern.compile("cache_[a-z_]+")
					.matcher(block.group(1))
					.results()
					.map(MatchResult::group)
					.forEach(read::add);
			}
			assertThat(read).hasSizeGreaterThan(3);
			assertThat(scraped.keySet()).containsAll(read);
		});
	}

	@Test
	void healthShowsTheDetailsThatThePageNames() {
		this.runner.run((context) -> {
			Map<String, Object> details = context.getBean("cacheAsideHealthIndicator", HealthIndicator.class)
				.health()
				.getDetails();
			assertThat(names(details)).hasSizeGreaterThan(12)
				.allSatisfy((detail) -> assertThat(PAGE).contains("`" + detail + "`"));
		});
	}

	private static Set<String> names(Map<?, ?> details) {
		Set<String> names = new TreeSet<>();
		details.forEach((name, value) -> {
			names.add(name.toString());
			if (value instanceof Map<?, ?> nested) {
				names.addAll(names(nested));
			}
		});
		return names;
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
