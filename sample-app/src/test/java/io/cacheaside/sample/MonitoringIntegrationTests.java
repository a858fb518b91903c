package io.cacheaside.sample;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;
import static org.awaitility.Awaitility.await;

/** The alert rules and the dashboard against what this application shows. */
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MonitoringIntegrationTests {

	private static final Path RULES = Path.of("..", "monitoring", "alerts.yml");

	private static final Path DASHBOARD = Path.of("..", "monitoring", "dashboard.json");

	private static final int AGENTS = 2_000;

	/** Name, selector; one of the names of labels looks like that of a meter. */
	private static final Pattern SELECTOR = Pattern.compile("\\bcache_(?!layer\\b)[a-z_]+(\\{[^}]*})?");

	/** Meters whose queries have no value here, and why. */
	private static final Map<String, String> WITHOUT_VALUE = Map.of("cache_remote_memory_share",
			"the Redis of this test has no limit");

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@SuppressWarnings("NullAway.Init")
	private SampleProcess application;

	private long drives;

	@BeforeAll
	void start(@TempDir Path directory) throws Exception {
		this.directory = directory;
		this.application = SampleProcess.start(directory, "--sample.agents=" + AGENTS,
				"--cacheaside.verify.reads-every=500ms", "--cacheaside.verify.invalidations=1");
		drive(++this.drives);
	}

	@AfterAll
	void stop() throws IOException {
		this.application.close();
		assertThat(this.application.output()).doesNotContain(" ERROR ");
	}

	@Test
	void queriesNameWhatIsScraped() throws Exception {
		Set<String> scraped = PrometheusText.parse(get("/actuator/prometheus")).names();
		List<String> queries = new ArrayList<>(dashboard());
		queries.add(Files.readString(RULES)
			.lines()
			.filter((line) -> !line.contains(": \""))
			.collect(Collectors.joining("\n")));
		assertThat(queries).hasSizeGreaterThan(20)
			.allSatisfy((query) -> assertThat(
					SELECTOR.matcher(query.replaceAll("\\{[^}]*}", "")).results().map(MatchResult::group))
				.isSubsetOf(scraped));
	}

	@Test
	void everyQueryAndRuleIsEvaluatedByARealPrometheus() throws Exception {
		Optional<Path> binary = PrometheusProcess.binary();
		Assumptions.assumeTrue(binary.isPresent(), "there is no prometheus on the PATH (Debian package prometheus)");
		try (PrometheusProcess prometheus = PrometheusProcess.start(binary.get(), this.directory.resolve("prometheus"),
				this.application, RULES)) {
			awaitScrapes(prometheus);
			assertQueriesHaveValues(prometheus, dashboard());
			assertRulesAreHealthy(prometheus);
			assertRulesSelectWhatIsScraped(prometheus);
			assertNothingIsCritical(prometheus);
		}
	}

	private static void assertQueriesHaveValues(PrometheusProcess prometheus, List<String> queries) {
		assertSoftly((softly) -> queries.forEach((query) -> {
			JsonNode answer = evaluated(prometheus, query);
			softly.assertThat(answer.get("status").asString()).as("%s: %s", query, answer).isEqualTo("success");
			List<String> values = new ArrayList<>();
			answer.path("data").path("result").forEach((series) -> values.add(series.get("value").get(1).asString()));
			values.removeIf("NaN"::equals);
			softly.assertThat(values.isEmpty())
				.as("%s has no value: %s", query, answer)
				.isEqualTo(WITHOUT_VALUE.keySet().stream().anyMatch(query::contains));
		}));
	}

	/**
	 * Rates need several scrapes with calls between them, and times some that are not
	 * hits.
	 */
	private void awaitScrapes(PrometheusProcess prometheus) {
		await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(300)).until(() -> {
			drive(++this.drives);
			JsonNode scrapes = prometheus.query("sum_over_time(up[1m])").get("data").get("result");
			return !scrapes.isEmpty() && Double.parseDouble(scrapes.get(0).get("value").get(1).asString()) >= 8;
		});
	}

	private static void assertRulesAreHealthy(PrometheusProcess prometheus) {
		await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
			List<String> health = new ArrayList<>();
			JsonNode groups = prometheus.get("/api/v1/rules").get("data").get("groups");
			groups.forEach((group) -> group.get("rules").forEach((rule) -> health.add(rule.get("health").asString())));
			assertThat(health).hasSizeGreaterThan(10).containsOnly("ok");
		});
	}

	/** A misspelt label would never fire. */
	private static void assertRulesSelectWhatIsScraped(PrometheusProcess prometheus) throws Exception {
		Set<String> selectors = new TreeSet<>();
		JsonNode groups = prometheus.get("/api/v1/rules").get("data").get("groups");
		groups.forEach((group) -> group.get("rules")
			.forEach((rule) -> SELECTOR.matcher(rule.get("query").asString())
				.results()
				.map(MatchResult::group)
				.forEach(selectors::add)));
		assertThat(selectors).hasSizeGreaterThan(12).anyMatch((selector) -> selector.contains("violated"));
		assertSoftly((softly) -> selectors
			.forEach((selector) -> softly.assertThat(evaluated(prometheus, selector).path("data").path("result").size())
				.as(selector)
				.isPositive()));
	}

	/** Nothing that waits for its time to fire, either, and that for a while. */
	private static void assertNothingIsCritical(PrometheusProcess prometheus) {
		await().during(Duration.ofSeconds(5))
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(prometheus.query("ALERTS{severity=\"critical\"}").get("data").get("result"))
				.isEmpty());
	}

	private static JsonNode evaluated(PrometheusProcess prometheus, String query) {
		try {
			return prometheus
				.query(query.replace("$__rate_interval", "30s").replaceAll("\\$(job|instance|cache)", ".*"));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private void drive(long seed) throws Exception {
		new MarketplaceLoad(this.application, this.client, AGENTS).run(200, 1, seed);
		HttpRequest install = HttpRequest.newBuilder(this.application.uri("/api/agents/agt_7/installs"))
			.POST(HttpRequest.BodyPublishers.noBody())
			.build();
		this.client.send(install, HttpResponse.BodyHandlers.discarding());
	}

	private String get(String path) throws IOException, InterruptedException {
		return this.client
			.send(HttpRequest.newBuilder(this.application.uri(path)).build(), HttpResponse.BodyHandlers.ofString())
			.body();
	}

	private static List<String> dashboard() throws IOException {
		return JsonMapper.shared().readTree(Files.readString(DASHBOARD)).findValuesAsString("expr");
	}

}
