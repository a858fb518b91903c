package io.cacheaside.documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Java blocks of a page, and the regions between {@code // doc: name} and
 * {@code // end} of a source that is compiled and run with the tests.
 */
final class DocumentedCode {

	private static final Pattern BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

	private static final Pattern REGION = Pattern.compile("// doc: ([^\\n]+)\\n(.*?)\\n[ \\t]*// end\\n",
			Pattern.DOTALL);

	private DocumentedCode() {
	}

	static List<String> blocksOf(String page) throws IOException {
		List<String> blocks = new ArrayList<>();
		Matcher block = BLOCK.matcher(Files.readString(Path.of("..", "docs", page)));
		while (block.find()) {
			blocks.add(block.group(1).strip());
		}
		return blocks;
	}

	static Map<String, String> regionsOf(Class<?> source) throws IOException {
		Path file = Path.of("src", "test", "java", source.getName().replace('.', '/') + ".java");
		Map<String, String> regions = new LinkedHashMap<>();
		Matcher region = REGION.matcher(Files.readString(file));
		while (region.find()) {
			regions.put(region.group(1).strip(), region.group(2).stripIndent().strip().replace("\t", "    "));
		}
		return regions;
	}

}
