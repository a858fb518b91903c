package io.cacheaside.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program of this module in a process of its own, for what other programs disturb. */
final class FreshJvm implements AutoCloseable {

	private final Process process;

	private FreshJvm(Process process) {
		this.process = process;
	}

	/**
	 * Starts a program; what it reports as errors appears here.
	 * @param program a class with a {@code main} method
	 * @param arguments its arguments
	 */
	static FreshJvm start(Class<?> program, String... arguments) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "-cp",
						System.getProperty("java.class.path"), program.getName()));
		command.addAll(List.of(arguments));
		try {
			return new FreshJvm(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Waits until it ends.
	 * @return what it printed
	 */
	String output() {
		try {
			String output = new String(this.process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			int status = this.process.waitFor();
			if (status != 0) {
				throw new IllegalStateException("the program ended with status " + status + ": " + output);
			}
			return output;
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
