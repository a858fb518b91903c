package io.cacheaside.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One {@code redis-server} process that is known to answer. Its output goes to a file,
 * never to a pipe: a full pipe stops Redis.
 */
final class RedisProcess {

	private static final Duration START_LIMIT = Duration.ofSeconds(20);

	private static final Duration PROBE_LIMIT = Duration.ofSeconds(1);

	private static final Duration STOP_LIMIT = Duration.ofSeconds(3);

	private static final long PROBE_PAUSE_MILLIS = 10;

	private static final int TAIL_LINES = 15;

	private final Process process;

	private RedisProcess(Process process) {
		this.process = process;
	}

	/**
	 * Starts Redis and waits until it answers.
	 * @param launch what to start, and where it will listen
	 * @return the process
	 * @throws RedisStartException if it ends at once or does not answer; the message ends
	 * with the last lines of its log
	 */
	static RedisProcess start(Launch launch) {
		Path log = launch.directory().resolve("redis.log");
		try {
			Process process = new ProcessBuilder(launch.command()).directory(launch.directory().toFile())
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
				.start();
			watch(process, launch.leftovers());
			process.getOutputStream().close();
			RedisProcess started = new RedisProcess(process);
			started.awaitAnswer(launch.host(), launch.port(), log);
			return started;
		}
		catch (IOException ex) {
			throw new RedisStartException("Redis could not be started as " + launch.command() + ": " + ex.getMessage(),
					ex);
		}
	}

	private static void watch(Process process, List<Path> leftovers) throws IOException {
		try {
			Watchdog watchdog = Watchdog.over(process, leftovers);
			process.onExit().thenRun(watchdog::release);
		}
		catch (IOException ex) {
			process.destroyForcibly();
			throw ex;
		}
	}

	private void awaitAnswer(String host, int port, Path log) {
		long start = System.nanoTime();
		String problem = "does not answer";
		while (System.nanoTime() - start < START_LIMIT.toNanos()) {
			if (endsWithin(Duration.ofMillis(PROBE_PAUSE_MILLIS))) {
				throw new RedisStartException("Redis ended at once, with status " + this.process.exitValue()
						+ ". Its log ends with:\n" + tail(log), null);
			}
			try (RespConnection connection = new RespConnection(host, port, PROBE_LIMIT)) {
				// Whoever holds the port may be another Redis, while ours is about to
				// fail.
				if (String.valueOf(connection.execute("INFO", "server")).contains("process_id:" + pid() + "\r")) {
					return;
				}
				problem = "another Redis answers; the address is already in use";
			}
			catch (IOException ex) {
				problem = String.valueOf(ex.getMessage());
				if (problem.contains("NOAUTH")) {
					return;
				}
			}
		}
		end();
		throw new RedisStartException("Redis did not answer on port " + port + " within " + START_LIMIT + " (" + problem
				+ "). Its log ends with:\n" + tail(log), null);
	}

	/** Ends it, by force if it does not end by itself; bounded. */
	void end() {
		this.process.destroy();
		if (!endsWithin(STOP_LIMIT)) {
			kill();
		}
	}

	/** Ends it by SIGKILL, which a stopped process obeys too, and waits for that. */
	void kill() {
		this.process.destroyForcibly();
		endsWithin(STOP_LIMIT);
	}

	void signal(String signal) {
		OperatingSystem.signal(signal, this.process.pid());
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	long pid() {
		return this.process.pid();
	}

	private boolean endsWithin(Duration limit) {
		try {
			return this.process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
			throw new RedisStartException("interrupted while waiting for Redis", ex);
		}
	}

	private static String tail(Path log) {
		try {
			List<String> lines = Files.readString(log, StandardCharsets.UTF_8).lines().toList();
			return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
		}
		catch (IOException ex) {
			return "(unreadable: " + ex.getMessage() + ")";
		}
	}

	/**
	 * What to start.
	 *
	 * @param command the executable and its arguments
	 * @param directory its working directory, which takes the log
	 * @param host where it will listen
	 * @param port where it will listen
	 * @param unpacked what to delete, besides the directory, if this JVM is killed
	 */
	record Launch(List<String> command, Path directory, String host, int port, List<Path> unpacked) {

		List<Path> leftovers() {
			return Stream.concat(Stream.of(this.directory), this.unpacked.stream()).toList();
		}

	}

}
