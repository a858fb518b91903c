package io.cacheaside.sample;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The sample application in a process of its own, as a user starts it. The shell around
 * it holds a pipe from this process and stops the application when the pipe ends, so that
 * nothing is left behind even if this process is killed.
 */
final class SampleProcess implements AutoCloseable {

	/** Runs what follows it until its standard input ends. */
	static final String WATCHDOG = """
			exec 3<&0
			"$@" </dev/null 3<&- &
			application=$!
			(cat <&3 >/dev/null; kill $application) &
			exec 3<&-
			wait $application
			""";

	/**
	 * A machine that stands still for a moment is no failure of Redis, nor does it take
	 * the trust in what the application holds.
	 */
	private static final List<String> PATIENT = List.of("--cacheaside.remote.timeout=10s",
			"--cacheaside.coherence.max-staleness=10s", "--spring.data.redis.timeout=10s");

	private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

	private final Process process;

	private final Path output;

	private final int port;

	private SampleProcess(Process process, Path output) {
		this.process = process;
		this.output = output;
		this.port = awaitPort();
	}

	/**
	 * Starts the application and waits until it is ready.
	 * @param directory an empty directory for its database and its output
	 * @param arguments arguments of the application
	 * @return the running application
	 */
	static SampleProcess start(Path directory, String... arguments) throws IOException {
		Path output = directory.resolve("output.log");
		List<String> command = new ArrayList<>(
				List.of("sh", "-c", WATCHDOG, "sample", java(), "-Xmx512m", "-cp", runtimeClassPath(),
						SampleApplication.class.getName(), "--server.port=0", "--sample.data-dir=" + directory));
		command.addAll(PATIENT);
		command.addAll(List.of(arguments));
		ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile());
		return new SampleProcess(builder.start(), output).awaitReady();
	}

	URI uri(String path) {
		return URI.create("http://127.0.0.1:" + this.port + path);
	}

	String output() {
		try {
			return Files.readString(this.output);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Stops it as a user would, by a signal, and waits for its end. */
	@Override
	public void close() throws IOException {
		List<ProcessHandle> children = this.process.descendants().toList();
		this.process.getOutputStream().close();
		try {
			this.process.onExit().get(60, TimeUnit.SECONDS);
		}
		catch (InterruptedException | ExecutionException | TimeoutException ex) {
			children.forEach(ProcessHandle::destroyForcibly);
			this.process.destroyForcibly();
			throw new IllegalStateException("the application does not stop:\n" + output(), ex);
		}
	}

	private int awaitPort() {
		Matcher matcher = PORT.matcher("");
		await().atMost(Duration.ofMinutes(2)).until(() -> !this.process.isAlive() || matcher.reset(output()).find());
		assertThat(this.process.isAlive()).as(this::output).isTrue();
		return Integer.parseInt(matcher.group(1));
	}

	/** Ready is more than started: the caches are warm. */
	private SampleProcess awaitReady() {
		HttpRequest readiness = HttpRequest.newBuilder(uri("/actuator/health/readiness")).build();
		HttpClient client = HttpClient.newHttpClient();
		await().atMost(Duration.ofMinutes(2))
			.until(() -> !this.process.isAlive()
					|| client.send(readiness, HttpResponse.BodyHandlers.discarding()).statusCode() == 200);
		assertThat(this.process.isAlive()).as(this::output).isTrue();
		return this;
	}

	private static String java() {
		return Path.of(System.getProperty("java.home"), "bin", "java").toString();
	}

	private static String runtimeClassPath() {
		return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> !entry.endsWith("test-classes"))
			.collect(Collectors.joining(File.pathSeparator));
	}

}
