package io.cacheaside.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

import io.cacheaside.actuate.SettingSources.Setting;
import io.cacheaside.annotation.CacheAside;
import io.cacheaside.interceptor.OperationSource;
import io.cacheaside.testing.RedisContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/** Where the settings of a cache come from. */
class SettingOriginsTests {

	private final ApplicationContextRunner runner = RedisContextRunner.onEmptyRedis()
		.withBean(SettingOriginsTests.Users.class);

	@Test
	void propertyOfAFileIsToldWithItsLine() {
		run("""
				cacheaside:
				  ttl: 20m
				  max-ttl: 1h
				  caches:
				    user:
				      ttl: 5m
				      nullTtl: 7s
				      max-ttl: 2h
				      tags: [ a, b ]
				    "[api:agents:list].local.maximum-entries": 12
				    userDetail.ttl: 90s
				""", (settings) -> {
			assertThat(settings.of("user", "ttl"))
				.isEqualTo(new Setting("ttl", "5m", "cacheaside.caches[user].ttl", "[application.yml] - 6:12"));
			assertThat(settings.of("user", "null-ttl").origin()).isEqualTo("[application.yml] - 7:16");
			assertThat(settings.of("user", "max-ttl"))
				.isEqualTo(new Setting("max-ttl", "1h", "cacheaside.max-ttl", "[application.yml] - 3:12"));
			assertThat(settings.of("user", "tags").origin()).startsWith("[application.yml] - 9:");
			assertThat(settings.of("user", "tags").value()).contains("a", "b");
			assertThat(settings.of("api:agents:list", "local.maximum-entries"))
				.isEqualTo(new Setting("local.maximum-entries", "12",
						"cacheaside.caches[api:agents:list].local.maximum-entries", "[application.yml] - 10:48"));
			assertThat(settings.of("userDetail", "ttl").value()).isEqualTo("1m30s");
			assertThat(settings.of("userDetail", "ttl").origin()).isEqualTo("[application.yml] - 11:21");
			assertThat(settings.of("other", "ttl").source()).isEqualTo("cacheaside.ttl");
			assertThat(settings.of("other", "tags")).isEqualTo(new Setting("tags", null, "default", null));
			assertThat(settings.of("other", "remote.max-value-size").value()).isEqualTo("1MB");
		});
	}

	@Test
	void propertyOfSpringStandsInForOneThatIsNotSet() {
		run("spring.cache.redis.time-to-live: 3m", (settings) -> {
			assertThat(settings.of("user", "ttl"))
				.isEqualTo(new Setting("ttl", "3m", "spring.cache.redis.time-to-live", "[application.yml] - 1:34"));
			assertThat(settings.of("user", "null-ttl").source()).isEqualTo("default");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "0s", "" })
	void propertyOfSpringThatSaysNoTimeIsNoOrigin(String time) {
		run("spring.cache.redis.time-to-live: '" + time + "'", (settings) -> assertThat(settings.of("user", "ttl"))
			.isEqualTo(new Setting("ttl", "10m", "default", null)));
	}

	@Test
	void limitIsTheOriginOfATimeThatItCuts() {
		run("""
				cacheaside:
				  max-ttl: 20s
				  caches.user.ttl: 5m
				  caches.brief.ttl: 20s
				""", (settings) -> {
			assertThat(settings.of("user", "ttl"))
				.isEqualTo(new Setting("ttl", "20s", "cacheaside.max-ttl", "[application.yml] - 2:12"));
			assertThat(settings.of("user", "null-ttl").value()).isEqualTo("20s");
			assertThat(settings.of("brief", "ttl").source()).isEqualTo("cacheaside.caches[brief].ttl");
		});
	}

	@Test
	void variableOfTheEnvironmentIsTold() {
		this.runner
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment",
						Map.of("CACHEASIDE_CACHES_USER_TTL", "4m"))))
			.run((context) -> {
				Setting ttl = settings(context).of("user", "ttl");
				assertThat(ttl.value()).isEqualTo("4m");
				assertThat(ttl.source()).isEqualTo("cacheaside.caches[user].ttl");
				assertThat(ttl.origin()).contains("CACHEASIDE_CACHES_USER_TTL");
			});
	}

	@Test
	void methodIsToldWithWhatItSays() {
		this.runner
			.run((context) -> assertThat(origins(context).methods("user")).singleElement().satisfies((method) -> {
				assertThat(method.where()).contains("@CacheAside", "Users.user(String)");
				assertThat(method.ttl()).isEqualTo("#{#result.length() + 's'}");
				assertThat(method.tags()).containsExactly("all");
			}));
	}

	private void run(String yaml, Consumer<Settings> test) {
		this.runner.withInitializer((context) -> add(yaml, context)).run((context) -> {
			assertThat(context).hasNotFailed();
			test.accept(settings(context));
		});
	}

	private static void add(String yaml, ConfigurableApplicationContext context) {
		ByteArrayResource file = new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)) {

			@Override
			public String getDescription() {
				return "[application.yml]";
			}

		};
		try {
			new YamlPropertySourceLoader().load("application.yml", file)
				.forEach(context.getEnvironment().getPropertySources()::addLast);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static SettingOrigins origins(ConfigurableApplicationContext context) {
		return new SettingOrigins(context.getEnvironment(), context.getBean(OperationSource.class));
	}

	private static Settings settings(ConfigurableApplicationContext context) {
		return (cache) -> origins(context).settings(context.getBean(ConfiguredCaches.class).settings(cache));
	}

	private interface Settings {

		List<Setting> all(String cache);

		default Setting of(String cache, String name) {
			return all(cache).stream().filter((setting) -> setting.name().equals(name)).findFirst().orElseThrow();
		}

	}

	static class Users {

		@CacheAside(cacheNames = "user", key = "#id", ttl = "#{#result.length() + 's'}", tags = "all")
		public String user(String id) {
			return id;
		}

	}

}
