package io.cacheaside.sample;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the sample application writes: behind, by an event that leaves the old value in
 * use, with the outbox, and on a schedule. Judged by its answers, and by its database
 * once it has stopped.
 */
@Timeout(400)
class SampleWritesIntegrationTests {

	private static final Duration SOON = Duration.ofSeconds(30);

	private static final int THREADS = 4;

	private static final int INSTALLS_PER_THREAD = 25;

	private static final Pattern INSTALLS = Pattern.compile("\"installs\":(\\d+)");

	private static final Pattern AGENT = Pattern.compile("agt_\\d+");

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@Test
	void installsAreCountedAtOnceAndOutliveTheApplication() throws Exception {
		long before;
		try (SampleProcess application = start()) {
			before = installs(get(application, "/api/agents/agt_7"));
			assertThat(installs(post(application, "/api/agents/agt_7/installs"))).isEqualTo(before + 1);
			assertThat(installs(post(application, "/api/agents/agt_7/installs"))).isEqualTo(before + 2);
			HttpResponse<String> counted = get(application, "/api/agents/agt_7/installs");
			assertThat(installs(counted)).isEqualTo(before + 2);
			assertThat(status(counted)).startsWith("CacheAside; hit;");
			assertThat(post(application, "/api/agents/agt_0/installs").statusCode()).isEqualTo(404);
			assertThat(get(application, "/api/agents/agt_0/installs").statusCode()).isEqualTo(404);
		}
		assertThat(installsInDatabase("agt_7")).isEqualTo(before + 2);
		try (SampleProcess application = start()) {
			assertThat(installs(post(application, "/api/agents/agt_7/installs"))).isEqualTo(before + 3);
			await().atMost(SOON)
				.untilAsserted(() -> assertThat(installs(get(application, "/api/agents/agt_7"))).isEqualTo(before + 3));
		}
	}

	@Test
	void noInstallIsLostOrCountedTwiceWhereManyComeAtOnce() throws Exception {
		Set<Long> numbers = new HashSet<>();
		long before;
		try (SampleProcess application = start()) {
			before = installs(get(application, "/api/agents/agt_9"));
			ExecutorService executor = Executors.newFixedThreadPool(THREADS);
			try {
				Callable<Long> install = () -> installs(post(application, "/api/agents/agt_9/installs"));
				for (Future<Long> number : executor
					.invokeAll(Stream.generate(() -> install).limit(THREADS * INSTALLS_PER_THREAD).toList())) {
					numbers.add(number.get());
				}
			}
			finally {
				executor.shutdownNow();
			}
		}
		assertThat(numbers).hasSize(THREADS * INSTALLS_PER_THREAD);
		assertThat(installsInDatabase("agt_9")).isEqualTo(before + THREADS * INSTALLS_PER_THREAD);
	}

	@Test
	void numbersOfTheMarketplaceAreServedUntilTheyHaveBeenCountedAgain() throws Exception {
		try (SampleProcess application = start()) {
			String counted = get(application, "/api/statistics").body();
			put(application, "/api/agents/agt_7", """
					{"name": "Moved", "description": "Changed", "category": "moved", "published": true}
					""");
			assertThat(counted).doesNotContain("\"moved\"");
			assertThat(status(get(application, "/api/statistics"))).startsWith("CacheAside; hit;");
			await().atMost(SOON).untilAsserted(() -> {
				HttpResponse<String> answer = get(application, "/api/statistics");
				assertThat(status(answer)).startsWith("CacheAside; hit;");
				assertThat(answer.body()).contains("\"moved\"");
			});
		}
	}

	@Test
	void outboxHoldsWhatAChangeInvalidatesForNoLongerThanItTakes() throws Exception {
		try (SampleProcess application = start("--spring.profiles.active=outbox")) {
			assertThat(get(application, "/api/agents/agt_7").statusCode()).isEqualTo(200);
			put(application, "/api/agents/agt_7", """
					{"name": "Renamed", "description": "Changed", "category": "writing", "published": true}
					""");
			assertThat(get(application, "/api/agents/agt_7").body()).contains("\"name\":\"Renamed\"");
		}
		assertThat(database().queryForObject("select count(*) from cacheaside_outbox", Long.class)).isZero();
		database().update("insert into cacheaside_outbox (targets) values ('1')");
		assertThat(database().queryForObject("select id from cacheaside_outbox", Long.class))
			.as("rows were there before this one")
			.isGreaterThan(1);
	}

	@Test
	void firstListingsAreRefreshedBeforeTheirTimeIsOver() throws Exception {
		try (SampleProcess application = start("--cacheaside.refresh.[first listings].every=2s")) {
			long before = installs(get(application, "/api/listings"));
			post(application, "/api/agents/" + first(get(application, "/api/listings")) + "/installs");
			await().atMost(SOON).untilAsserted(() -> {
				HttpResponse<String> listings = get(application, "/api/listings");
				assertThat(status(listings)).startsWith("CacheAside; hit;");
				assertThat(installs(listings)).isEqualTo(before + 1);
			});
		}
	}

	private SampleProcess start(String... arguments) throws Exception {
		return SampleProcess.start(this.directory,
				Stream.concat(Stream.of("--sample.agents=500"), Stream.of(arguments)).toArray(String[]::new));
	}

	private long installsInDatabase(String agentId) {
		return List.copyOf(database().queryForList("select installs from agent where id = ?", Long.class, agentId))
			.get(0);
	}

	private JdbcOperations database() {
		return new JdbcTemplate(new DriverManagerDataSource(
				"jdbc:h2:file:" + this.directory.resolve("marketplace") + ";IFEXISTS=TRUE"));
	}

	private static long installs(HttpResponse<String> response) {
		Matcher installs = INSTALLS.matcher(response.body());
		assertThat(installs.find()).as(response.body()).isTrue();
		return Long.parseLong(installs.group(1));
	}

	private static String first(HttpResponse<String> listings) {
		Matcher agent = AGENT.matcher(listings.body());
		assertThat(agent.find()).as(listings.body()).isTrue();
		return agent.group();
	}

	private static String status(HttpResponse<String> response) {
		return response.headers().firstValue("Cache-Status").orElse("no Cache-Status");
	}

	private HttpResponse<String> get(SampleProcess application, String path) throws Exception {
		return send(HttpRequest.newBuilder(application.uri(path)));
	}

	private HttpResponse<String> post(SampleProcess application, String path) throws Exception {
		return send(HttpRequest.newBuilder(application.uri(path)).POST(HttpRequest.BodyPublishers.noBody()));
	}

	private void put(SampleProcess application, String path, String body) throws Exception {
		HttpResponse<String> response = send(HttpRequest.newBuilder(application.uri(path))
			.header("Content-Type", "application/json")
			.PUT(HttpRequest.BodyPublishers.ofString(body)));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
		return this.client.send(request.timeout(SOON).build(), HttpResponse.BodyHandlers.ofString());
	}

}
