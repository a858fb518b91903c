package io.cacheaside.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The pages of the project with their fenced blocks, and the code that stands behind
 * them: the sample application, and the tests of this package, where the regions between
 * {@code // doc: name} and {@code // end} are what pages show.
 */
final class DocumentedCode {

	private static final Path ROOT = Path.of("..");

	private static final Path TESTS = Path.of("src", "test", "java", "io", "cacheaside", "documentation");

	private static final Path SAMPLE = ROOT.resolve(Path.of("sample-app", "src", "main", "java"));

	private static final Pattern REGION = Pattern.compile("// doc: ([^\\n]+)\\n(.*?)\\n[ \\t]*// end\\n",
			Pattern.DOTALL);

	private DocumentedCode() {
	}

	/** Every page, by its path from the root of the project. */
	static Stream<Path> pages() {
		Stream<Path> root = files(ROOT, 1, ".md");
		return Stream.concat(root, files(ROOT.resolve("docs"), 3, ".md")).map(ROOT::relativize).sorted();
	}

	static String text(Path page) {
		return read(ROOT.resolve(page));
	}

	static void write(Path page, String text) throws IOException {
		Files.writeString(ROOT.resolve(page), text);
	}

	/** The blocks of a page in one language. */
	static List<String> blocks(Path page, String language) {
		List<String> blocks = new ArrayList<>();
		Matcher block = Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL).matcher(text(page));
		while (block.find()) {
			blocks.add(block.group(1).stripIndent().strip());
		}
		return blocks;
	}

	/** The texts of all sources from which a page may show something. */
	static List<String> sources() {
		return Stream.of(TESTS, SAMPLE)
			.flatMap((folder) -> files(folder, Integer.MAX_VALUE, ".java"))
			.map(DocumentedCode::read)
			.toList();
	}

	/** The regions of all tests of this package, by source and name. */
	static Map<String, String> regions() {
		Map<String, String> regions = new LinkedHashMap<>();
		files(TESTS, 1, ".java").forEach((file) -> {
			Matcher region = REGION.matcher(read(file));
			while (region.find()) {
				regions.put(file.getFileName() + ": " + region.group(1), region.group(2));
			}
		});
		return regions;
	}

	/**
	 * Whether a source holds a block: all of it in one piece, or, where the block leaves
	 * something out by a comment {@code // …}, piece by piece in order.
	 */
	static boolean holds(String normalizedSource, String block) {
		int from = 0;
		for (String piece : block.split("// …")) {
			String normalized = normalized(piece);
			int found = normalizedSource.indexOf(normalized, from);
			if (found < 0) {
				return false;
			}
			from = found + normalized.length();
		}
		return true;
	}

	/** A text without what a formatter decides. */
	static String normalized(String code) {
		return code.replaceAll("\\s+", " ").replaceAll("(?<=\\W) | (?=\\W)", "").strip();
	}

	private static Stream<Path> files(Path folder, int depth, String suffix) {
		try (Stream<Path> files = Files.walk(folder, depth)) {
			return files.filter((file) -> file.toString().endsWith(suffix)).sorted().toList().stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
