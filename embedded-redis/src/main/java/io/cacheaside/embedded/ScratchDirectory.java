package io.cacheaside.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A temporary directory that is deleted with all it holds.
 *
 * @param path the directory
 */
record ScratchDirectory(Path path) {

	static ScratchDirectory create() {
		try {
			return new ScratchDirectory(Files.createTempDirectory("cacheaside-redis-"));
		}
		catch (IOException ex) {
			throw new RedisStartException("No temporary directory can be made: " + ex.getMessage(), ex);
		}
	}

	/** Deletes it; what cannot be deleted is left to the operating system. */
	void delete() {
		if (!Files.exists(this.path)) {
			return;
		}
		try (Stream<Path> content = Files.walk(this.path)) {
			content.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
		}
		catch (IOException ex) {
			this.path.toFile().deleteOnExit();
		}
	}

}
