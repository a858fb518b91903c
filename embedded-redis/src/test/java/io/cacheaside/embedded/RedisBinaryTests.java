package io.cacheaside.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RedisBinaryTests {

	@Test
	void foundOnceAndDescribedWithItsVersion() {
		RedisBinary binary = RedisBinary.find();
		assertThat(binary.path()).isExecutable();
		assertThat(binary.version()).matches("\\d+\\.\\d+\\.\\d+.*");
		assertThat(binary.description()).startsWith("Redis " + binary.version());
		assertThat(RedisBinary.find()).isSameAs(binary);
	}

	@Test
	void executableThatDoesNotRunIsPassedOver(@TempDir Path directory) throws IOException {
		Path broken = script(directory, "broken", "echo 'libssl.so.3: cannot open shared object file'; exit 127");
		Path working = script(directory, "working", "echo 'Redis server v=9.8.7 sha=0'");
		RedisBinary binary = RedisBinary
			.firstThatRuns(List.of(new RedisBinary.Candidate("bundled", () -> broken), candidate("PATH", working)));
		assertThat(binary).isEqualTo(new RedisBinary(working, "9.8.7", "PATH"));
	}

	@Test
	void messageTellsWhatToInstallWhenNothingRuns(@TempDir Path directory) throws IOException {
		Path broken = script(directory, "broken", "echo 'libssl.so.3: cannot open shared object file'; exit 127");
		assertThatExceptionOfType(RedisStartException.class)
			.isThrownBy(() -> RedisBinary.firstThatRuns(List.of(candidate("bundled", broken),
					new RedisBinary.Candidate("from the PATH", () -> RedisBinary.onPath(directory.toString())))))
			.withMessageContaining("libssl.so.3")
			.withMessageContaining("from the PATH: no redis-server there")
			.withMessageContaining("apt-get install redis-server");
	}

	@Test
	void firstExecutableOnThePathIsTaken(@TempDir Path directory) throws IOException {
		Path empty = Files.createDirectory(directory.resolve("empty"));
		Path full = Files.createDirectory(directory.resolve("full"));
		Path executable = script(full, "redis-server", "exit 0");
		assertThat(RedisBinary.onPath(empty + File.pathSeparator + full)).isEqualTo(executable);
	}

	@Test
	void onlyWhatWasUnpackedIsLeftOver(@TempDir Path directory) {
		Path path = directory.resolve("redis-server");
		assertThat(new RedisBinary(path, "7.0.0", "from the PATH").leftovers()).isEmpty();
		assertThat(new RedisBinary(path, "7.0.0", "bundled").leftovers()).containsExactly(directory);
	}

	private static RedisBinary.Candidate candidate(String origin, Path path) {
		return new RedisBinary.Candidate(origin, () -> path);
	}

	private static Path script(Path directory, String name, String body) throws IOException {
		Path script = Files.writeString(directory.resolve(name), "#!/bin/sh\n" + body + "\n");
		assertThat(script.toFile().setExecutable(true)).isTrue();
		return script;
	}

}
