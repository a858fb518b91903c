package io.cacheaside.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Kills a Redis when this JVM is gone, however it went. On Unix a shell reads a pipe that
 * this JVM holds open: a line ends its duty, end of file without one means that the JVM
 * died, by {@code halt} and {@code kill -9} too. On Windows a shutdown hook, which only
 * an orderly end runs.
 */
final class Watchdog {

	private static final String SCRIPT = "read -r line && exit 0; kill -9 \"$1\"; shift; rm -rf -- \"$@\"";

	private final Runnable release;

	private Watchdog(Runnable release) {
		this.release = release;
	}

	/**
	 * Starts watching.
	 * @param redis the process to kill
	 * @param leftovers what to delete then
	 * @return the watchdog
	 * @throws IOException if no shell can be started
	 */
	static Watchdog over(Process redis, List<Path> leftovers) throws IOException {
		return OperatingSystem.isWindows() ? byShutdownHook(redis) : byShell(redis, leftovers);
	}

	/** Ends its duty, since the process has ended. */
	void release() {
		this.release.run();
	}

	private static Watchdog byShell(Process redis, List<Path> leftovers) throws IOException {
		List<String> command = new ArrayList<>(List.of("sh", "-c", SCRIPT, "redis-watchdog"));
		command.add(Long.toString(redis.pid()));
		leftovers.forEach((path) -> command.add(path.toString()));
		Process shell = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		return new Watchdog(() -> {
			try (var pipe = shell.getOutputStream()) {
				pipe.write("done\n".getBytes(StandardCharsets.US_ASCII));
			}
			catch (IOException ex) {
				// The shell is gone, so it will not kill anything.
				shell.destroyForcibly();
			}
		});
	}

	private static Watchdog byShutdownHook(Process redis) {
		Thread hook = new Thread(redis::destroyForcibly, "redis-watchdog");
		Runtime.getRuntime().addShutdownHook(hook);
		return new Watchdog(() -> {
			try {
				Runtime.getRuntime().removeShutdownHook(hook);
			}
			catch (IllegalStateException ex) {
				// The JVM ends; the hook runs.
				redis.destroyForcibly();
			}
		});
	}

}
