package io.cacheaside.sample;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/**
 * Users of the marketplace: mostly reading, popular things much more often than others,
 * now and then changing something. Counts how often each cache was asked, and how often
 * the {@code Cache-Status} header told of a hit.
 */
final class MarketplaceLoad {

	private static final double SKEW = 1.1;

	private static final String AGENT = """
			{"name": "Changed %d", "description": "Changed by the load", "category": "writing", "published": true}
			""";

	private final SampleProcess application;

	private final HttpClient client;

	private final Zipf agents;

	private final Zipf users;

	private final Zipf organizations;

	private final Map<String, LongAdder> calls = new ConcurrentSkipListMap<>();

	private final LongAdder hits = new LongAdder();

	MarketplaceLoad(SampleProcess application, HttpClient client, int agents) {
		this.application = application;
		this.client = client;
		this.agents = new Zipf(agents, SKEW);
		this.users = new Zipf(agents / 10, SKEW);
		this.organizations = new Zipf(agents / 50, SKEW);
	}

	/**
	 * Sends requests from several threads, each one after the other.
	 * @param requests how many in all
	 * @param threads how many threads
	 * @param seed what all random choices follow from
	 */
	void run(int requests, int threads, long seed) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			SplittableRandom random = new SplittableRandom(seed);
			List<Callable<Void>> drivers = new ArrayList<>();
			for (int thread = 0; thread < threads; thread++) {
				SplittableRandom own = random.split();
				drivers.add(() -> {
					for (int request = 0; request < requests / threads; request++) {
						send(own);
					}
					return null;
				});
			}
			for (Future<Void> driver : executor.invokeAll(drivers)) {
				driver.get();
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

	/** How often each cache was asked. */
	Map<String, Long> calls() {
		Map<String, Long> sums = new TreeMap<>();
		this.calls.forEach((cache, count) -> sums.put(cache, count.sum()));
		return sums;
	}

	/** How many answers told of a hit. */
	long hits() {
		return this.hits.sum();
	}

	private void send(SplittableRandom random) throws Exception {
		int choice = random.nextInt(100);
		if (choice < 25) {
			read("user", "/api/users/" + user(random));
		}
		else if (choice < 45) {
			read("user", "/api/users/" + user(random) + "/permissions");
		}
		else if (choice < 68) {
			read("agent", "/api/agents/" + agent(random));
		}
		else if (choice < 73) {
			read("agent", "/api/agents/" + agent(random) + "/configuration");
		}
		else if (choice < 79) {
			read("organization", "/api/organizations/" + organization(random));
		}
		else if (choice < 87) {
			read("api:agents:list", "/api/organizations/" + organization(random) + "/agents?page=" + random.nextInt(2));
		}
		else if (choice < 95) {
			read("api:listings", "/api/listings?page=" + random.nextInt(3));
		}
		else if (choice < 97) {
			read("statistics", "/api/organizations/" + organization(random) + "/statistics");
		}
		else if (choice < 99) {
			read("categories", "/api/categories");
		}
		else {
			change(random);
		}
	}

	private void change(SplittableRandom random) throws Exception {
		switch (random.nextInt(4)) {
			case 0 -> write("PUT", "/api/users/" + user(random), "{\"name\": \"Ada\", \"email\": \"ada@example.org\"}");
			case 1 -> write("PUT", "/api/users/" + user(random) + "/permissions", "[\"agent:read\"]");
			case 2 -> write("PUT", "/api/agents/" + agent(random), AGENT.formatted(random.nextInt(1_000)));
			default -> write("POST", "/api/agents/" + agent(random) + "/installs", "");
		}
	}

	private void read(String cache, String path) throws IOException, InterruptedException {
		HttpResponse<String> response = send(HttpRequest.newBuilder(this.application.uri(path)));
		if (response.statusCode() != 200) {
			throw new IllegalStateException(path + " answered " + response.statusCode() + ": " + response.body());
		}
		this.calls.computeIfAbsent(cache, (name) -> new LongAdder()).increment();
		if (response.headers().firstValue("Cache-Status").orElse("").startsWith("CacheAside; hit;")) {
			this.hits.increment();
		}
	}

	private void write(String method, String path, String body) throws IOException, InterruptedException {
		HttpResponse<String> response = send(HttpRequest.newBuilder(this.application.uri(path))
			.header("Content-Type", "application/json")
			.method(method, HttpRequest.BodyPublishers.ofString(body)));
		if (response.statusCode() != 200 && response.statusCode() != 409) {
			throw new IllegalStateException(path + " answered " + response.statusCode() + ": " + response.body());
		}
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.client.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
	}

	private String agent(SplittableRandom random) {
		return "agt_" + this.agents.draw(random);
	}

	private String user(SplittableRandom random) {
		return "usr_" + this.users.draw(random);
	}

	private String organization(SplittableRandom random) {
		return "org_" + this.organizations.draw(random);
	}

}
