package io.cacheaside.promise;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.cacheaside.embedded.RedisServer;
import io.cacheaside.testing.RedisContextRunner;

/**
 * A node in a process of its own, which can be stopped by a signal. For each line of its
 * input it reads the article, whose text in its source is that line, and prints what it
 * was served. A line may ask for a loader that takes its time: it prints when it has read
 * its source. Another one may ask until the article is refreshed, by a loader that does
 * not end. It ends with its input.
 */
final class NodeProcess implements AutoCloseable {

	private static final String ANSWER = "served ";

	private static final String SLOWLY = "slowly ";

	private static final String REFRESHING = "refreshing ";

	private static final String LOADING = "loading";

	private final Process process;

	private final BufferedReader answers;

	private final PrintStream questions;

	private NodeProcess(Process process) {
		this.process = process;
		this.answers = process.inputReader(StandardCharsets.UTF_8);
		this.questions = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
	}

	static NodeProcess start(RedisServer redis, Duration maxStaleness, String... properties) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
						System.getProperty("java.class.path"), NodeProcess.class.getName(), redis.host(),
						Integer.toString(redis.port()),
						"cacheaside.coherence.max-staleness=" + maxStaleness.toMillis() + "ms"));
		command.addAll(List.of(properties));
		return new NodeProcess(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
	}

	/** Asks for the article, which the source holds with this text. */
	void ask(String text) {
		this.questions.println(text);
	}

	/** Asks for the article, whose loader returns when the next question is asked. */
	void askSlowly(String text) {
		ask(SLOWLY + text);
		if (!answer().equals(LOADING)) {
			throw new IllegalStateException("the loader did not run");
		}
	}

	/** Asks for the article until it is refreshed, by a loader that does not return. */
	void askUntilRefreshing(String text) {
		ask(REFRESHING + text);
		if (!answer().equals(LOADING)) {
			throw new IllegalStateException("nothing was refreshed");
		}
	}

	/** What was served to the question before. */
	String answer() {
		try {
			for (String line = this.answers.readLine(); line != null; line = this.answers.readLine()) {
				if (line.startsWith(ANSWER)) {
					return line.substring(ANSWER.length());
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		throw new IllegalStateException("the process ended");
	}

	String read(String text) {
		ask(text);
		return answer();
	}

	void kill() {
		signal("KILL");
	}

	void pause() {
		signal("STOP");
	}

	void resume() {
		signal("CONT");
	}

	private void signal(String signal) {
		try {
			int status = new ProcessBuilder("kill", "-" + signal, Long.toString(this.process.pid())).start().waitFor();
			if (status != 0) {
				throw new IllegalStateException("kill -" + signal + " ended with " + status);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

	public static void main(String[] args) {
		ArticleSource source = new ArticleSource();
		RedisContextRunner.on(args[0], Integer.parseInt(args[1]))
			.withBean(Articles.class, () -> new Articles(source))
			.withPropertyValues("cacheaside.ttl=10m", "cacheaside.coherence.outage-staleness=0s")
			.withPropertyValues(Arrays.copyOfRange(args, 2, args.length))
			.run((context) -> {
				Articles articles = context.getBean(Articles.class);
				BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
				for (String text = in.readLine(); text != null; text = in.readLine()) {
					if (text.startsWith(SLOWLY)) {
						text = readSlowly(text.substring(SLOWLY.length()), source, articles, in);
					}
					if (text != null && text.startsWith(REFRESHING)) {
						refresh(text.substring(REFRESHING.length()), source, articles);
					}
					else if (text != null) {
						source.write(Invalidating.ID, text);
						System.out.println(ANSWER + articles.article(Invalidating.ID).text());
					}
				}
			});
	}

	private static void refresh(String text, ArticleSource source, Articles articles) {
		source.write(Invalidating.ID, text);
		CompletableFuture<Void> loading = CompletableFuture.runAsync(source.holdNext()::awaitCall);
		while (!loading.isDone()) {
			articles.article(Invalidating.ID);
		}
		loading.join();
		System.out.println(ANSWER + LOADING);
	}

	private static @Nullable String readSlowly(String text, ArticleSource source, Articles articles, BufferedReader in)
			throws IOException {
		source.write(Invalidating.ID, text);
		ArticleSource.Gate gate = source.holdNext();
		CompletableFuture<String> served = NodesOfATest.meanwhile(() -> articles.article(Invalidating.ID).text());
		gate.awaitCall();
		System.out.println(ANSWER + LOADING);
		String next = in.readLine();
		gate.open();
		System.out.println(ANSWER + served.join());
		return next;
	}

}
