package io.cacheaside.documentation;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.cacheaside.metrics.CacheMeter;
import io.cacheaside.metrics.CacheMeter.Kind;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** The alert rules, their cases, the dashboard and the page about them. */
class MonitoringPageTests {

	private static final Path RULES = Path.of("monitoring", "alerts.yml");

	private static final Path CASES = Path.of("monitoring", "alerts-tests.yml");

	private static final Path DASHBOARD = Path.of("monitoring", "dashboard.json");

	private static final String PAGE = DocumentedCode.text(Path.of("docs", "monitoring.md"));

	/** Name, selector. */
	private static final Pattern METER = Pattern.compile("\\b(cache_[a-z_]+)\\b(?:\\{([^}]*)})?");

	/** Name of a label. */
	private static final Pattern LABEL = Pattern.compile("([a-z_]+)(?:=~|!~|!=|=)\"");

	/** Names of labels. */
	private static final Pattern GROUPS = Pattern.compile("\\bby \\(([^)]*)\\)");

	/** Meters that are not a number but on one node. */
	private static final Pattern ELECTED = Pattern
		.compile("cache_remote_entries|cache_writes_(queued|age_seconds|dead)\\b|cache_size_bytes.*\"remote\"");

	/** Name of a label that a text reads. */
	private static final Pattern READ = Pattern.compile("\\$labels\\.(\\w+)");

	/** Name, severity, duration. */
	private static final Pattern ROW = Pattern.compile("\\| `(Cache\\w+)` \\| (\\w+) \\| (\\w+) \\|");

	/** What Prometheus itself adds. */
	private static final Set<String> ADDED = Set.of("job", "instance", "le");

	@ParameterizedTest
	@ValueSource(strings = { "alerts.yml", "dashboard.json" })
	void everyQueryNamesMetersThatExistAndTheirLabels(String file) throws IOException {
		List<String> queries = file.equals("alerts.yml")
				? alerts().stream().map((alert) -> alert.get("expr").toString()).toList() : dashboard();
		Map<String, Set<String>> known = labels();
		assertThat(queries).hasSizeGreaterThan(10).allSatisfy((query) -> {
			Set<String> grouping = new TreeSet<>(ADDED);
			METER.matcher(withoutGroups(query)).results().filter(MonitoringPageTests::isMeter).forEach((meter) -> {
				assertThat(known).containsKey(meter.group(1));
				Set<String> labels = known.get(meter.group(1));
				grouping.addAll(labels);
				assertThat(labelsOf(meter)).as(meter.group())
					.allMatch((label) -> labels.contains(label) || ADDED.contains(label));
			});
			assertThat(GROUPS.matcher(query).results().flatMap((group) -> Arrays.stream(group.group(1).split(", "))))
				.allMatch(grouping::contains);
		});
	}

	@Test
	void everyAlertTellsWhatToDoNext() throws IOException {
		Set<String> headings = Pattern.compile("^### (.*)$", Pattern.MULTILINE)
			.matcher(PAGE)
			.results()
			.map((heading) -> heading.group(1).toLowerCase(Locale.ROOT).replace(' ', '-'))
			.collect(Collectors.toSet());
		assertThat(alerts()).hasSizeGreaterThan(10).allSatisfy((alert) -> {
			assertThat(alert).containsKeys("for", "expr");
			assertThat(map(alert, "labels").get("severity")).isIn("warning", "critical");
			Map<String, Object> annotations = map(alert, "annotations");
			assertThat(annotations.get("summary").toString()).contains("{{ $labels.");
			assertThat(annotations.get("description").toString()).hasSizeGreaterThan(60);
			String runbook = annotations.get("runbook").toString();
			assertThat(runbook).startsWith("docs/monitoring.md#");
			assertThat(headings).contains(runbook.substring(runbook.indexOf('#') + 1));
		});
	}

	@Test
	void pageListsTheAlerts() throws IOException {
		assertThat(ROW.matcher(PAGE).results().map((row) -> row.group(1) + row.group(2) + row.group(3)))
			.containsExactlyElementsOf(alerts().stream()
				.map((alert) -> "" + alert.get("alert") + map(alert, "labels").get("severity") + alert.get("for"))
				.toList());
	}

	@Test
	void everyAlertHasCasesThatFireAndCasesThatDoNot() throws IOException {
		List<String> cases = new ArrayList<>();
		for (Object each : (List<?>) yaml(CASES).get("tests")) {
			cases.add(((Map<?, ?>) each).get("name").toString());
		}
		Set<String> names = alerts().stream().map((alert) -> alert.get("alert").toString()).collect(Collectors.toSet());
		assertThat(cases).doesNotHaveDuplicates()
			.allMatch((each) -> names.contains(each.substring(0, each.indexOf(' '))))
			.containsAll(names.stream().flatMap((name) -> Stream.of(name + " fires", name + " is quiet")).toList());
	}

	@Test
	void annotationsReadLabelsThatTheAlertHas() throws IOException {
		assertThat(alerts()).allSatisfy((alert) -> {
			Set<String> labels = GROUPS.matcher(alert.get("expr").toString())
				.results()
				.flatMap((group) -> Arrays.stream(group.group(1).split(", ")))
				.collect(Collectors.toSet());
			assertThat(
					READ.matcher(map(alert, "annotations").values().toString()).results().map((read) -> read.group(1)))
				.isNotEmpty()
				.isSubsetOf(labels.isEmpty() ? ADDED : labels);
		});
	}

	@Test
	void promtoolAcceptsTheRulesAndTheirCases() throws Exception {
		String promtool = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
			.map((folder) -> Path.of(folder, "promtool"))
			.filter(Files::isExecutable)
			.findFirst()
			.map(Path::toString)
			.orElse("");
		Assumptions.assumeFalse(promtool.isEmpty(), "there is no promtool on the PATH (Debian package prometheus)");
		assertThat(output(promtool, "check", "rules", RULES.toString())).contains("SUCCESS");
		assertThat(output(promtool, "test", "rules", CASES.toString())).contains("SUCCESS");
	}

	@Test
	void dashboardIdentifiesItsPanels() throws IOException {
		List<Integer> ids = new ArrayList<>();
		json().get("panels").forEach((panel) -> ids.add(panel.get("id").asInt()));
		assertThat(ids).hasSizeGreaterThan(20).doesNotHaveDuplicates();
	}

	/**
	 * Else a rate is of fewer than two scrapes where Grafana does not know their
	 * interval.
	 */
	@Test
	void panelsOfRatesHaveAnInterval() throws IOException {
		assertThat(json().get("panels").valueStream())
			.filteredOn((panel) -> panel.path("targets").toString().contains("$__rate_interval"))
			.hasSizeGreaterThan(10)
			.allSatisfy((panel) -> assertThat(panel.path("interval").asString()).isEqualTo("1m"));
	}

	@Test
	void whatOnlyAnElectedNodeKnowsIsShownWhicheverNodeIsChosen() throws IOException {
		assertThat(dashboard()).filteredOn((query) -> ELECTED.matcher(query).find())
			.hasSize(5)
			.noneMatch((query) -> query.contains("$instance"));
	}

	@Test
	void rulesAndDashboardAreInTheJar() {
		assertThat(List.of("alerts.yml", "alerts-tests.yml", "dashboard.json"))
			.allMatch((name) -> CacheMeter.class.getResource("/META-INF/cacheaside/monitoring/" + name) != null);
	}

	private static String output(String... command) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(command).directory(Path.of("..").toFile())
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes());
		assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).as(output).isZero();
		return output;
	}

	/** The labels of each series, by its name. */
	private static Map<String, Set<String>> labels() {
		Map<String, Set<String>> labels = new TreeMap<>();
		for (CacheMeter meter : CacheMeter.values()) {
			for (String suffix : (meter.kind() == Kind.DURATIONS) ? List.of("_bucket", "_count", "_sum", "_max")
					: List.of("")) {
				labels.put(meter.scrapedName() + suffix, Set.copyOf(meter.labels()));
			}
		}
		return labels;
	}

	/** A name of a label may look like that of a meter. */
	private static String withoutGroups(String query) {
		return GROUPS.matcher(query).replaceAll("");
	}

	private static boolean isMeter(MatchResult found) {
		return !found.group(1).equals("cache_layer");
	}

	private static Set<String> labelsOf(MatchResult meter) {
		return Optional.ofNullable(meter.group(2))
			.stream()
			.flatMap((selector) -> LABEL.matcher(selector).results())
			.map((label) -> label.group(1))
			.collect(Collectors.toSet());
	}

	private static List<Map<String, Object>> alerts() throws IOException {
		List<Map<String, Object>> alerts = new ArrayList<>();
		for (Object group : (List<?>) yaml(RULES).get("groups")) {
			for (Object rule : (List<?>) ((Map<?, ?>) group).get("rules")) {
				alerts.add(cast(rule));
			}
		}
		return alerts;
	}

	private static List<String> dashboard() throws IOException {
		List<String> queries = new ArrayList<>();
		json().findValuesAsString("expr").forEach(queries::add);
		return queries;
	}

	private static JsonNode json() throws IOException {
		return JsonMapper.shared().readTree(Files.readString(Path.of("..").resolve(DASHBOARD)));
	}

	private static Map<String, Object> yaml(Path file) throws IOException {
		return new Yaml().load(Files.readString(Path.of("..").resolve(file)));
	}

	private static Map<String, Object> map(Map<String, Object> alert, String key) {
		return cast(alert.get(key));
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> cast(Object value) {
		return (Map<String, Object>) value;
	}

}
