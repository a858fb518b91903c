package io.cacheaside.documentation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

import io.cacheaside.CacheOperations;
import io.cacheaside.TypedCache;
import io.cacheaside.actuate.HealthReason;
import io.cacheaside.autoconfigure.CacheAsideHealthAutoConfiguration;
import io.cacheaside.testing.RedisContextRunner;
import io.cacheaside.write.PendingWrite;
import io.cacheaside.write.WriteBehindWriter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The page on health against what health shows. */
class HealthPageTests {

	private static final String PAGE = DocumentedCode.text(Path.of("docs", "health.md"));

	private static final Pattern ROW = Pattern.compile("^\\| `([a-z-]+)` \\| [^|]+ \\| [^|]+ \\|$(?!\n\\|---)",
			Pattern.MULTILINE);

	@Test
	void healthShowsTheDetailsThatThePageNames() {
		RedisContextRunner.onEmptyRedis()
			.withConfiguration(AutoConfigurations.of(CacheAsideHealthAutoConfiguration.class))
			.withBean(DataSource.class,
					() -> new SimpleDriverDataSource(new org.h2.Driver(), "jdbc:h2:mem:health;DB_CLOSE_DELAY=-1"))
			.withBean(DiscardingWriter.class)
			.withPropertyValues("cacheaside.outbox.enabled=true", "cacheaside.health.window=60ms",
					"cacheaside.health.minimum-calls=1")
			.run((context) -> {
				HealthIndicator indicator = context.getBean("cacheAsideHealthIndicator", HealthIndicator.class);
				TypedCache<String> user = context.getBean(CacheOperations.class).cache("user", String.class);
				Health health = await().atMost(Duration.ofSeconds(30)).until(() -> {
					user.getOrLoad("1", () -> "value");
					return indicator.health();
				}, (asked) -> names(asked.getDetails()).containsAll(Set.of("meanLatency", "hitRate", "queued")));
				assertThat(names(health.getDetails())).hasSizeGreaterThan(30)
					.allSatisfy((detail) -> assertThat(PAGE).contains("`" + detail + "`"));
			});
	}

	@Test
	void everyReasonIsOnThePage() {
		Set<String> rows = ROW.matcher(PAGE).results().map((row) -> row.group(1)).collect(Collectors.toSet());
		assertThat(rows).containsExactlyInAnyOrderElementsOf(
				Arrays.stream(HealthReason.values()).map(HealthReason::label).toList());
	}

	private static Set<String> names(Map<?, ?> details) {
		Set<String> names = new TreeSet<>();
		details.forEach((name, value) -> {
			if (!name.equals("visits")) {
				names.add(name.toString());
			}
			if (value instanceof Map<?, ?> nested) {
				names.addAll(names(nested));
			}
		});
		return names;
	}

	static class DiscardingWriter implements WriteBehindWriter<String> {

		@Override
		public String cacheName() {
			return "visits";
		}

		@Override
		public void write(List<PendingWrite<String>> batch) {
		}

	}

}
