package io.cacheaside.write;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import io.cacheaside.embedded.RedisServer;
import io.cacheaside.testing.RedisContextRunner;

/**
 * A node in a process of its own that may be killed. For each line of its input, a number
 * and a count, it writes behind, and prints the line when the call has returned. Where
 * its worker is to be held, it prints that it has been given a batch, before or after it
 * has written it, and never returns from the writer.
 */
final class CounterProcess implements AutoCloseable {

	private static final String WRITTEN = "written ";

	private static final String HELD = "held";

	/** Where the worker of a process is held. */
	enum Hold {

		NOWHERE, BEFORE_THE_WRITE, AFTER_THE_WRITE

	}

	private final Process process;

	private final BufferedReader answers;

	private final List<String> told = new ArrayList<>();

	private final PrintStream questions;

	private CounterProcess(Process process) {
		this.process = process;
		this.answers = process.inputReader(StandardCharsets.UTF_8);
		this.questions = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
	}

	static CounterProcess start(RedisServer redis, Path file, Hold hold) throws IOException {
		return new CounterProcess(new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-cp", System.getProperty("java.class.path"), CounterProcess.class.getName(), redis.host(),
				Integer.toString(redis.port()), file.toString(), hold.name())
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start());
	}

	/** Writes behind, and returns when the call in the process has. */
	void write(long number, long count) {
		this.questions.println(number + " " + count);
		await(WRITTEN + number + " " + count);
	}

	/** Returns when the worker has been given a batch. */
	void awaitHeld() {
		await(HELD);
	}

	/** The worker and the caller tell what they have done in any order. */
	private void await(String expected) {
		try {
			while (!this.told.remove(expected)) {
				String line = this.answers.readLine();
				if (line == null) {
					throw new IllegalStateException("the process ended");
				}
				this.told.add(line);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Kills it as by SIGKILL, and returns when it is dead. */
	void kill() throws InterruptedException {
		this.process.destroyForcibly().waitFor();
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

	public static void main(String[] args) {
		Hold hold = Hold.valueOf(args[3]);
		CounterFile file = new CounterFile(Path.of(args[2]), (batch) -> hold(hold == Hold.BEFORE_THE_WRITE),
				() -> hold(hold == Hold.AFTER_THE_WRITE));
		RedisContextRunner.on(args[0], Integer.parseInt(args[1]))
			.withBean(CounterFile.class, () -> file)
			.withBean(Counters.class, () -> new Counters(file::count))
			.withPropertyValues("cacheaside.write-behind.linger=20ms", "cacheaside.remote.timeout=10s")
			.run((context) -> {
				Counters counters = context.getBean(Counters.class);
				BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
				for (String line = in.readLine(); line != null; line = in.readLine()) {
					String[] parts = line.split(" ");
					counters.write(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
					print(WRITTEN + line);
				}
			});
	}

	private static void hold(boolean here) {
		if (!here) {
			return;
		}
		print(HELD);
		try {
			new CountDownLatch(1).await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void print(String line) {
		System.out.println(line);
		System.out.flush();
	}

}
