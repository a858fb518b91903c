package io.cacheaside.sample;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

/**
 * The sample application as its users see it: started in a process of its own, driven by
 * HTTP, judged by its answers and by the meters it shows to Prometheus.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SampleApplicationIntegrationTests {

	private static final Logger log = LoggerFactory.getLogger(SampleApplicationIntegrationTests.class);

	private static final int AGENTS = 20_000;

	private static final int REQUESTS = 52_000;

	private static final int THREADS = 4;

	/** Enough to see each cache, few enough to send them one after the other. */
	private static final int SEQUENTIAL_REQUESTS = 1_000;

	private final HttpClient client = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(Duration.ofSeconds(5))
		.build();

	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@SuppressWarnings("NullAway.Init")
	private SampleProcess application;

	@BeforeAll
	void start(@TempDir Path directory) throws IOException {
		this.directory = directory;
		// What is there must not depend on how long the tests take.
		this.application = SampleProcess.start(directory, "--sample.agents=" + AGENTS,
				"--cacheaside.refresh.[first listings].every=1h", "--cacheaside.caches.[api:agents:list].ttl=1h",
				"--cacheaside.caches.[api:listings].ttl=2h", "--cacheaside.caches.statistics.ttl=1h");
	}

	@AfterAll
	void stopsWithoutAnError() throws Exception {
		this.application.close();
		assertThat(this.application.output()).doesNotContain(" ERROR ", "Exception", "already closed");
		assertThat(this.directory).as("H2 writes a trace file where statements fail")
			.isDirectoryNotContaining("glob:**.trace.db");
	}

	@Test
	@Order(1)
	void firstListingsAndActiveOrganizationsAreWarm() throws Exception {
		assertHit(get("/api/listings"), "api:listings:all:0:20");
		assertHit(get("/api/listings?category=writing&page=2"), "api:listings:writing:2:20");
		assertHit(get("/api/organizations/org_1"), "organization:org_1");
	}

	@Test
	@Order(2)
	void missThenHitThenUpdateThenMiss() throws Exception {
		assertMiss(get("/api/agents/agt_19001"), "agent:agt_19001");
		assertHit(get("/api/agents/agt_19001"), "agent:agt_19001");
		put("/api/agents/agt_19001", """
				{"name": "Renamed", "description": "Changed", "category": "writing", "published": true}
				""");
		HttpResponse<String> changed = get("/api/agents/agt_19001");
		assertMiss(changed, "agent:agt_19001");
		assertThat(changed.body()).contains("\"name\":\"Renamed\"");
		assertHit(get("/api/agents/agt_19001"), "agent:agt_19001");
	}

	@Test
	@Order(2)
	void writtenThroughUserIsHitWithItsNewState() throws Exception {
		put("/api/users/usr_1900", "{\"name\": \"Grace\", \"email\": \"grace@example.org\"}");
		HttpResponse<String> user = get("/api/users/usr_1900");
		assertHit(user, "user:usr_1900");
		assertThat(user.body()).contains("\"name\":\"Grace\"");
	}

	@Test
	@Order(2)
	void grantEvictsWhatIsDerivedFromTheUserAndNobodyElses() throws Exception {
		get("/api/users/usr_190");
		get("/api/users/usr_190/permissions");
		get("/api/users/usr_1901/permissions");
		put("/api/users/usr_190/permissions", "[\"agent:read\", \"agent:write\"]");
		assertMiss(get("/api/users/usr_190/permissions"), "user:usr_190:permissions");
		assertHit(get("/api/users/usr_190"), "user:usr_190");
		assertHit(get("/api/users/usr_1901/permissions"), "user:usr_1901:permissions");
	}

	@Test
	@Order(2)
	void renamingAnOrganizationEvictsEverythingThatBearsItsTag() throws Exception {
		get("/api/organizations/org_2/agents");
		get("/api/organizations/org_3/agents");
		put("/api/organizations/org_2", "{\"name\": \"Renamed\"}");
		assertMiss(get("/api/organizations/org_2/agents"), "api:agents:list:org_2:0:20");
		assertHit(get("/api/organizations/org_3/agents"), "api:agents:list:org_3:0:20");
		assertMiss(get("/api/organizations/org_2"), "organization:org_2");
		assertMiss(get("/api/listings"), "api:listings:all:0:20");
	}

	@Test
	@Order(2)
	void configuringAnAgentEvictsItsConfigurationOnly() throws Exception {
		get("/api/agents/agt_19002");
		get("/api/agents/agt_19002/configuration");
		put("/api/agents/agt_19002/configuration", """
				{"model": "atlas-large", "temperature": 0.5, "maxTokens": 100, "instructions": "Be brief."}
				""");
		assertMiss(get("/api/agents/agt_19002/configuration"), "agent:agt_19002:configuration");
		assertHit(get("/api/agents/agt_19002"), "agent:agt_19002");
	}

	@Test
	@Order(2)
	void whatDoesNotExistIsRememberedAsAbsentToo() throws Exception {
		assertThat(get("/api/organizations/org_0").statusCode()).isEqualTo(404);
		HttpResponse<String> again = get("/api/organizations/org_0");
		assertThat(again.statusCode()).isEqualTo(404);
		assertHit(again, "organization:org_0");
	}

	@Test
	@Order(2)
	void springsOwnAnnotationAndTheProgrammaticApiAreCachedToo() throws Exception {
		get("/api/categories");
		get("/api/statistics");
		assertThat(status(get("/api/categories"))).startsWith("CacheAside; hit;");
		assertHit(get("/api/statistics"), "statistics:marketplace");
	}

	@Test
	@Order(3)
	void hitsMissesAndLoadsAddUpWhenRequestsComeOneByOne() throws Exception {
		PrometheusText before = scrape();
		MarketplaceLoad load = load(SEQUENTIAL_REQUESTS, 1, 1);
		PrometheusText after = scrape();
		load.calls().forEach((cache, calls) -> {
			assertEachCallIsAHitOrAMiss(cache, calls, before, after);
			assertThat(delta("cache_loads_total", cache, before, after)).as("loads of %s", cache)
				.isEqualTo(delta("cache_misses_total", cache, before, after));
		});
	}

	@Test
	@Order(4)
	void skewedLoadHitsMoreThanFourInFive() throws Exception {
		PrometheusText before = scrape();
		MarketplaceLoad load = load(REQUESTS, THREADS, 2);
		PrometheusText after = scrape();
		double hits = after.sum("cache_hits_total");
		double misses = after.sum("cache_misses_total");
		log.info("{} hits, {} misses: {} % hits", hits, misses, 100 * hits / (hits + misses));
		assertThat(hits / (hits + misses)).isGreaterThan(0.80);
		assertThat(load.hits()).as("hits told by Cache-Status")
			.isEqualTo((long) (hits - before.sum("cache_hits_total")));
		assertSoftly((softly) -> load.calls().forEach((cache, calls) -> {
			assertEachCallIsAHitOrAMiss(cache, calls, before, after);
			double missed = delta("cache_misses_total", cache, before, after);
			softly.assertThat(delta("cache_loads_total", cache, before, after))
				.as("loads of %s: at most one per miss; a miss of each other thread may join it", cache)
				.isBetween(missed / THREADS, missed);
		}));
	}

	private MarketplaceLoad load(int requests, int threads, long seed) throws Exception {
		log.info("{} requests by {} threads, seed {}", requests, threads, seed);
		MarketplaceLoad load = new MarketplaceLoad(this.application, this.client, AGENTS);
		load.run(requests, threads, seed);
		log.info("Calls by cache: {}", load.calls());
		return load;
	}

	private static void assertEachCallIsAHitOrAMiss(String cache, long calls, PrometheusText before,
			PrometheusText after) {
		assertThat(delta("cache_hits_total", cache, before, after) + delta("cache_misses_total", cache, before, after))
			.as("hits and misses of %s", cache)
			.isEqualTo(calls);
	}

	private static double delta(String meter, String cache, PrometheusText before, PrometheusText after) {
		return after.ofCache(meter, cache) - before.ofCache(meter, cache);
	}

	private PrometheusText scrape() throws Exception {
		return PrometheusText.parse(get("/actuator/prometheus").body());
	}

	private static void assertHit(HttpResponse<String> response, String key) {
		assertThat(status(response)).matches("CacheAside; hit; detail=(local|remote); key=\"" + key + "\"");
	}

	private static void assertMiss(HttpResponse<String> response, String key) {
		assertThat(status(response)).isEqualTo("CacheAside; fwd=miss; stored; key=\"" + key + "\"");
	}

	private static String status(HttpResponse<String> response) {
		return response.headers().firstValue("Cache-Status").orElse("no Cache-Status");
	}

	private HttpResponse<String> get(String path) throws Exception {
		return this.client.send(HttpRequest.newBuilder(this.application.uri(path)).build(),
				HttpResponse.BodyHandlers.ofString());
	}

	private void put(String path, String body) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(this.application.uri(path))
			.header("Content-Type", "application/json")
			.PUT(HttpRequest.BodyPublishers.ofString(body))
			.build();
		HttpResponse<String> response = this.client.send(request, HttpResponse.BodyHandlers.ofString());
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
	}

}
