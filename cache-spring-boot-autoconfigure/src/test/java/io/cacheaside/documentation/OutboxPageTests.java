package io.cacheaside.documentation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;

import io.cacheaside.outbox.JdbcOutbox;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OutboxPageTests {

	@Test
	void scriptsOnThePageAreThoseOfTheJar() {
		assertThat(DocumentedCode.blocks(Path.of("docs", "outbox.md"), "sql"))
			.containsExactlyElementsOf(Stream.of("postgresql", "mysql", "h2").map(OutboxPageTests::script).toList());
	}

	private static String script(String platform) {
		try (InputStream in = JdbcOutbox.class.getResourceAsStream("schema-" + platform + ".sql")) {
			assertThat(in).isNotNull();
			return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
