package io.cacheaside.documentation;

import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.cacheaside.CompositeKey;
import io.cacheaside.annotation.CacheAside;
import io.cacheaside.annotation.CacheEvictPattern;
import io.cacheaside.key.CacheKey;
import io.cacheaside.key.GlobPattern;
import io.cacheaside.key.KeyEncoder;
import io.cacheaside.testing.CachedKeys;
import io.cacheaside.testing.RedisContextRunner;
import org.junit.jupiter.api.Test;

import org.springframework.cache.interceptor.KeyGenerator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Sort;

import static org.assertj.core.api.Assertions.assertThat;

/** The tables of the page on keys against the encoder. */
class KeysPageTests {

	private static final String PAGE = DocumentedCode.text(Path.of("docs", "keys.md"));

	@Test
	void tableOfKeysIsWhatTheEncoderGives() {
		Map<String, Object> arguments = new LinkedHashMap<>();
		arguments.put("\"usr_1\"", CompositeKey.of("usr_1"));
		arguments.put("\"usr_1\", 42", CompositeKey.of("usr_1", 42));
		arguments.put("1L", CompositeKey.of(1L));
		arguments.put("\"1\"", CompositeKey.of("1"));
		arguments.put("no arguments", CompositeKey.of());
		arguments.put("null", CompositeKey.of((Object) null));
		arguments.put("\"null\"", CompositeKey.of("null"));
		arguments.put("\"\"", CompositeKey.of(""));
		arguments.put("\"a:b\", \"c\"", CompositeKey.of("a:b", "c"));
		arguments.put("\"a\", \"b:c\"", CompositeKey.of("a", "b:c"));
		arguments.put("List.of(\"a\", \"b\"), \"c\"", CompositeKey.of(List.of("a", "b"), "c"));
		arguments.put("Set.of(\"b\", \"a\")", CompositeKey.of(Set.of("b", "a")));
		arguments.put("Map.of(\"a\", 1)", CompositeKey.of(Map.of("a", 1)));
		arguments.put("Optional.of(\"a\")", CompositeKey.of(Optional.of("a")));
		arguments.put("Optional.empty()", CompositeKey.of(Optional.empty()));
		arguments.put("DayOfWeek.MONDAY", CompositeKey.of(DayOfWeek.MONDAY));
		arguments.put("LocalDate.of(2026, 1, 31)", CompositeKey.of(LocalDate.of(2026, 1, 31)));
		arguments.put("PageRequest.of(0, 20, Sort.by(\"name\"))",
				CompositeKey.of(PageRequest.of(0, 20, Sort.by("name"))));
		List<String> rows = new ArrayList<>();
		arguments.forEach((text, key) -> rows.add("| `" + text + "` | `" + encode(key).logical() + "` |"));
		assertThat(PAGE.lines().toList()).containsAll(rows);
	}

	@Test
	void charactersThatThePageCallsEscapedAreExactlyThose() {
		StringBuilder escaped = new StringBuilder();
		for (char c = '!'; c < 0x7f; c++) {
			if (!encode("a" + c).logical().equals("user:a" + c)) {
				escaped.append('`').append(c).append("` ");
			}
		}
		assertThat(PAGE).contains(escaped.toString().strip());
	}

	@Test
	void keyIsHashedWhereThePageSaysSo() {
		assertThat(PAGE).contains("longer than " + CacheKey.MAXIMUM_LENGTH + " characters")
			.contains("`user:" + CacheKey.HASH_MARK);
		assertThat(encode("x".repeat(CacheKey.MAXIMUM_LENGTH)).storageName()).startsWith("user:" + CacheKey.HASH_MARK);
	}

	@Test
	void tableOfPatternsIsWhatTheGlobMatches() {
		List<String> rows = PAGE.lines().filter((line) -> line.matches("\\| `[^`]*[*?\\[][^`]*` \\| .*")).toList();
		assertThat(rows).hasSizeGreaterThan(3).allSatisfy((row) -> {
			List<String> cells = Arrays.stream(row.split("\\|")).map(String::strip).toList();
			GlobPattern glob = GlobPattern.parse(cells.get(1).replace("`", ""));
			assertThat(keys(cells.get(2))).isNotEmpty().allMatch(glob::matches);
			assertThat(keys(cells.get(3))).isNotEmpty().noneMatch(glob::matches);
		});
	}

	@Test
	void codeOnThePageDoesWhatItSays() {
		RedisContextRunner.onEmptyRedis().withUserConfiguration(Keys.class).run((context) -> {
			Products products = context.getBean(Products.class);
			products.byCode("de", "abc");
			assertThat(CachedKeys.served(context)).containsExactly("test:product:ABC");
			products.list("org_1", 0);
			products.list("org_10", 0);
			products.list("*", 0);
			products.refresh("org_1");
			products.refresh("*");
			assertThat(CachedKeys.served(context)).containsExactly("test:api:products:org_10:0", "test:product:ABC");
		});
	}

	private static List<String> keys(String cell) {
		return Arrays.stream(cell.split(",")).map((key) -> key.replace("`", "").strip()).toList();
	}

	private static CacheKey encode(Object key) {
		return new KeyEncoder().encode("user", key);
	}

	@Configuration(proxyBeanMethods = false)
	static class Keys {

		// doc: generator
		@Bean
		KeyGenerator productCode() {
			return (target, method, arguments) -> arguments[1].toString().toUpperCase(java.util.Locale.ROOT);
		}
		// end

		@Bean
		Products products() {
			return new Products();
		}

	}

	static class Products {

		// doc: generated
		@CacheAside(cacheNames = "product", keyGenerator = "productCode")
		public Product byCode(String country, String code) {
			return new Product(code, country);
		}
		// end

		@CacheAside("api:products")
		public List<Product> list(String orgId, int page) {
			return List.of(new Product(orgId, "" + page));
		}

		// doc: pattern
		@CacheEvictPattern("api:products:#{#orgId}:*")
		public void refresh(String orgId) {
			// changes the source
		}
		// end

	}

	public record Product(String code, String country) {
	}

}
