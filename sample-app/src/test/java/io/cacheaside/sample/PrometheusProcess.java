package io.cacheaside.sample;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A real Prometheus in a process of its own on loopback, which scrapes an application
 * each second and evaluates the alert rules. It ends with this process at the latest.
 */
final class PrometheusProcess implements AutoCloseable {

	private static final String CONFIGURATION = """
			global:
			  scrape_interval: 1s
			  evaluation_interval: 1s
			rule_files: ["%s"]
			scrape_configs:
			- job_name: marketplace
			  metrics_path: /actuator/prometheus
			  static_configs:
			  - targets: ["%s"]
			""";

	private static final Pattern ADDRESS = Pattern.compile("\"Listening on\".* address=(127\\.0\\.0\\.1:\\d+)\\s");

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final Process process;

	private final String address;

	private PrometheusProcess(Process process, Path output) {
		this.process = process;
		this.address = awaitAddress(output);
	}

	/** The binary, as far as the PATH has one. */
	static Optional<Path> binary() {
		return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
			.map((folder) -> Path.of(folder, "prometheus"))
			.filter(Files::isExecutable)
			.findFirst();
	}

	/**
	 * Starts it and waits until it answers.
	 * @param binary the binary
	 * @param directory an empty directory for what it keeps
	 * @param application what it scrapes
	 * @param rules a file of alert rules
	 * @return the running process
	 */
	static PrometheusProcess start(Path binary, Path directory, SampleProcess application, Path rules)
			throws IOException {
		Files.createDirectories(directory);
		Path configuration = directory.resolve("prometheus.yml");
		Files.writeString(configuration,
				CONFIGURATION.formatted(rules.toAbsolutePath().normalize(), application.uri("").getAuthority()));
		Path output = directory.resolve("prometheus.log");
		Process process = new ProcessBuilder("sh", "-c", SampleProcess.WATCHDOG, "prometheus", binary.toString(),
				"--config.file=" + configuration, "--storage.tsdb.path=" + directory.resolve("data"),
				"--web.listen-address=127.0.0.1:0")
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		PrometheusProcess prometheus = new PrometheusProcess(process, output);
		await().atMost(Duration.ofSeconds(60)).ignoreExceptionsInstanceOf(IOException.class).until(prometheus::isReady);
		return prometheus;
	}

	/**
	 * Evaluates a query as of now.
	 * @param query the query
	 * @return the answer of Prometheus
	 */
	JsonNode query(String query) throws IOException, InterruptedException {
		return get("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
	}

	JsonNode get(String path) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + this.address + path)).build();
		return JsonMapper.shared().readTree(this.client.send(request, HttpResponse.BodyHandlers.ofString()).body());
	}

	@Override
	public void close() throws IOException {
		this.process.getOutputStream().close();
		try {
			this.process.onExit().get(30, TimeUnit.SECONDS);
		}
		catch (InterruptedException | ExecutionException | TimeoutException ex) {
			this.process.descendants().forEach(ProcessHandle::destroyForcibly);
			this.process.destroyForcibly();
			throw new IllegalStateException("Prometheus does not stop", ex);
		}
	}

	private boolean isReady() throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + this.address + "/-/ready")).build();
		return this.client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
	}

	/** It chooses a port that is free, and tells it. */
	private String awaitAddress(Path output) {
		Matcher matcher = ADDRESS.matcher("");
		await().atMost(Duration.ofSeconds(60))
			.until(() -> !this.process.isAlive() || matcher.reset(Files.readString(output)).find());
		assertThat(this.process.isAlive()).as(output.toString()).isTrue();
		return matcher.group(1);
	}

}
