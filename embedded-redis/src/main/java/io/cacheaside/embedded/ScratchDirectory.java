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

	/**
	 * A file in it, made empty if it is not there.
	 * @param name its name
	 * @return the file
	 */
	Path file(String name) {
		Path file = this.path.resolve(name);
		try {
			return Files.exists(file) ? file : Files.createFile(file);
		}
		catch (IOException ex) {
			throw new RedisStartException("No file can be made in " + this.path + ": " + ex.getMessage(), ex);
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
