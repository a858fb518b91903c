package io.cacheaside.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import redis.embedded.core.ExecutableProvider;

/**
 * A {@code redis-server} that runs on this machine: the bundled one if it does (it is
 * built for one C library and one OpenSSL), else the one on the {@code PATH}.
 *
 * @param path the executable
 * @param version its version, such as {@code 6.2.11}
 * @param origin where it comes from, for the log
 */
public record RedisBinary(Path path, String version, String origin) {

	private static final Pattern VERSION = Pattern.compile("v=(\\S+)");

	private static final String BUNDLED = "bundled";

	private static final long PROBE_SECONDS = 10;

	/**
	 * Finds the executable; it is looked for once per JVM.
	 * @return the executable
	 * @throws RedisStartException if neither runs; the message says what to install
	 */
	public static RedisBinary find() {
		return Found.search.orElseThrow();
	}

	/**
	 * Which executable this is, for the log.
	 * @return such as {@code Redis 6.2.11 (bundled)}
	 */
	public String description() {
		return "Redis " + this.version + " (" + this.origin + ")";
	}

	/**
	 * What was unpacked for this JVM and is worthless after it.
	 * @return directories, none for an executable that was here before
	 */
	List<Path> leftovers() {
		return this.origin.equals(BUNDLED) ? List.of(this.path.toAbsolutePath().getParent()) : List.of();
	}

	static RedisBinary firstThatRuns(List<Candidate> candidates) {
		List<String> problems = new ArrayList<>();
		for (Candidate candidate : candidates) {
			try {
				Path path = candidate.source().path();
				return new RedisBinary(path, probe(path), candidate.origin());
			}
			catch (IOException | RuntimeException ex) {
				problems.add(candidate.origin() + ": " + ex.getMessage());
			}
		}
		throw new RedisStartException("No redis-server runs on this machine (" + String.join("; ", problems)
				+ "). Install one so that it is on the PATH (apt-get install redis-server, apk add redis,"
				+ " brew install redis), or use a Redis of your own.", null);
	}

	private static String probe(Path executable) throws IOException {
		Process process = new ProcessBuilder(executable.toString(), "--version").redirectErrorStream(true).start();
		process.getOutputStream().close();
		try {
			if (!process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
				throw new IOException("'" + executable + " --version' does not end");
			}
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
			Matcher matcher = VERSION.matcher(output);
			if (process.exitValue() != 0 || !matcher.find()) {
				throw new IOException("'" + executable + " --version' says: " + output);
			}
			return matcher.group(1);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("interrupted", ex);
		}
		finally {
			process.destroyForcibly();
		}
	}

	static Path bundled() throws IOException {
		Path directory = Files.createTempDirectory("cacheaside-redis-binary-");
		// Deleted in reverse order of registration: the directory after its file.
		directory.toFile().deleteOnExit();
		File file = ExecutableProvider.newJarResourceProvider(directory.toFile()).get();
		file.deleteOnExit();
		return file.toPath();
	}

	static Path onPath(String searchPath) throws IOException {
		String name = OperatingSystem.isWindows() ? "redis-server.exe" : "redis-server";
		for (String directory : searchPath.split(Pattern.quote(File.pathSeparator))) {
			Path candidate = Path.of(directory, name);
			if (!directory.isEmpty() && Files.isExecutable(candidate)) {
				return candidate;
			}
		}
		throw new IOException("no " + name + " there");
	}

	/** Where an executable may be. */
	record Candidate(String origin, Source source) {
	}

	/** Looks for an executable. */
	@FunctionalInterface
	interface Source {

		Path path() throws IOException;

	}

	/** The outcome of the one search of this JVM, whichever it is. */
	private record Search(Optional<RedisBinary> binary, String problem) {

		static Search run() {
			try {
				return new Search(Optional.of(firstThatRuns(List.of(new Candidate(BUNDLED, RedisBinary::bundled),
						new Candidate("from the PATH", () -> onPath(System.getenv().getOrDefault("PATH", "")))))), "");
			}
			catch (RedisStartException ex) {
				return new Search(Optional.empty(), String.valueOf(ex.getMessage()));
			}
		}

		RedisBinary orElseThrow() {
			return this.binary.orElseThrow(() -> new RedisStartException(this.problem, null));
		}

	}

	private static final class Found {

		private static final Search search = Search.run();

	}

}
