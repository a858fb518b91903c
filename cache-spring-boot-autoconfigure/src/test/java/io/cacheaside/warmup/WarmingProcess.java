package io.cacheaside.warmup;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import io.cacheaside.testing.RedisContextRunner;
import io.cacheaside.testing.TestRedis;

import org.springframework.boot.DefaultApplicationArguments;

/**
 * A node in a process of its own that warms: it prints the number of each page, and reads
 * a line of its input before it gives it.
 */
final class WarmingProcess {

	private WarmingProcess() {
	}

	static Process start(TestRedis redis) throws IOException {
		return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), WarmingProcess.class.getName(), redis.host(),
				Integer.toString(redis.port()))
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
	}

	public static void main(String[] args) {
		BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		RedisContextRunner.on(args[0], Integer.parseInt(args[1]))
			.withPropertyValues("cacheaside.warmup.batch-size=10", "cacheaside.remote.timeout=10s")
			.withBean(CacheWarmer.class, () -> CacheWarmer.pages("listings", String.class, (number, size) -> {
				System.out.println("page " + number);
				try {
					in.readLine();
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
				return List.of(WarmupEntry.of(number, "value"));
			}).oncePerCluster())
			.run((node) -> node.getBean(WarmupRunner.class).run(new DefaultApplicationArguments()));
	}

}
