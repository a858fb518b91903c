package io.cacheaside.actuate;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Duration;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

import io.cacheaside.CacheOperations;
import io.cacheaside.engine.CacheEngine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

/** The endpoint over HTTP, in an application on a real Redis. */
@Timeout(60)
class CacheAsideEndpointIntegrationTests {

	private static final String BASE = "/actuator/cacheaside";

	private static final String WRITES = "management.endpoint.cacheaside.access=unrestricted";

	private final WebApplicationContextRunner runner = EndpointContexts.onEmptyRedis()
		.withUserConfiguration(Catalogue.class)
		.withPropertyValues("cacheaside.caches.user.ttl=1h", "cacheaside.warmup.enabled=false");

	@Test
	void overviewShowsEveryCacheAndTheNode() {
		run((app) -> {
			app.users().put("1", "Ada");
			app.users().get("1");
			JsonNode overview = app.json(get(BASE));
			JsonNode user = overview.path("caches").path("user");
			assertThat(user.path("enabled").asBoolean()).isTrue();
			assertThat(user.path("hitRate").asDouble()).isEqualTo(1);
			assertThat(user.path("ttl").asString()).isEqualTo("1h");
			assertThat(overview.path("caches").path("product").has("hitRate")).isFalse();
			assertThat(overview.path("node").path("state").asString()).isEqualTo("healthy");
			assertThat(overview.path("node").path("log").path("applied").asString()).contains("-");
			assertThat(overview.path("warmers").get(0).asString()).isEqualTo("all plans");
		});
	}

	@Test
	void cacheShowsItsSettingsWithTheirSourcesAndWhatWasCounted() {
		run((app) -> {
			app.products().product("a");
			app.products().product("a");
			JsonNode product = app.json(get(BASE + "/product"));
			assertThat(product.path("statistics").path("localHits").asLong()).isOne();
			assertThat(product.path("statistics").path("missReasons").path("cold").asLong()).isOne();
			assertThat(product.path("hottestKeys").get(0).asString()).isEqualTo("product:a");
			JsonNode method = product.path("methods").get(0);
			assertThat(method.path("where").asString()).contains("@CacheAside", "product(String)");
			assertThat(method.path("ttl").asString()).isEqualTo("2m");
			assertThat(method.path("tags").get(0).asString()).isEqualTo("shelf:#{#id.length()}");
			JsonNode ttl = setting(app.json(get(BASE + "/user")), "ttl");
			assertThat(ttl.path("value").asString()).isEqualTo("1h");
			assertThat(ttl.path("source").asString()).isEqualTo("cacheaside.caches[user].ttl");
		});
	}

	@Test
	void unknownCacheIsNotFoundAndNotMade() {
		run((app) -> {
			assertThat(app.status(get(BASE + "/nobody"))).isEqualTo(404);
			assertThat(app.status(get(BASE + "/nobody").param("key", "1"))).isEqualTo(404);
			assertThat(refusal(app, delete(BASE + "/nobody").param("all", "true"))).contains("no cache 'nobody'");
			assertThat(app.context().getBean(CacheEngine.class).regions())
				.noneMatch((region) -> region.settings().name().equals("nobody"));
		}, WRITES);
	}

	@Test
	void entryShowsItsHeaderInBothTiersAndNoValue() {
		run((app) -> {
			app.products().product("abc");
			JsonNode entry = app.json(get(BASE + "/product").param("key", "abc"));
			assertThat(entry.path("key").asString()).isEqualTo("product:abc");
			JsonNode remote = entry.path("remote");
			assertThat(remote.path("state").asString()).isEqualTo("value");
			assertThat(remote.path("stale").asBoolean()).isFalse();
			assertThat(remote.path("tags").get(0).asString()).isEqualTo("shelf:3");
			assertThat(remote.path("value").asString()).isEqualTo("******");
			JsonNode header = remote.path("header");
			assertThat(header.path("remaining").asString()).startsWith("1m5");
			assertThat(header.path("type").asString()).contains("Product");
			assertThat(header.path("lease").asString()).isEqualTo("none");
			assertThat(header.path("payloadBytes").asInt()).isPositive();
			assertThat(entry.path("local").get(0).path("remaining").asString()).startsWith("1m5");
			assertThat(entry.toString()).doesNotContain("secret");
			assertThat(app.json(get(BASE + "/product").param("key", "product:abc"))).isNotNull();
			assertThat(app.json(get(BASE + "/product").param("key", "other")).path("remote").path("state").asString())
				.isEqualTo("empty");
		});
	}

	@Test
	void staleEntryNamesTheMarkerThatMakesItSo() {
		run((app) -> {
			app.products().product("abc");
			app.context().getBean(CacheOperations.class).evictTag("shelf:3");
			JsonNode remote = app.json(get(BASE + "/product").param("key", "abc")).path("remote");
			assertThat(remote.path("stale").asBoolean()).isTrue();
			assertThat(remote.path("reason").path("marker").asString()).isEqualTo("tag");
			assertThat(remote.path("reason").path("name").asString()).isEqualTo("shelf:3");
			assertThat(remote.path("reason").path("position").asString())
				.isEqualTo(app.json(get(BASE)).path("node").path("log").path("applied").asString());
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "a/b", "//", "/", "a//b", "..", "a:b", "50%", "a b", "a+b", "ü/%25/?x=1#y", "a,b", "(a)",
			"a;b=c", "a&b" })
	void keyOfAnyTextIsFoundByItsLogicalKey(String id) {
		run((app) -> {
			app.users().put(id, "value");
			String logical = app.json(get(BASE + "/user")).path("hottestKeys").get(0).asString();
			JsonNode entry = app.json(get(user(logical)));
			assertThat(entry.path("key").asString()).isEqualTo(logical);
			assertThat(entry.path("remote").path("state").asString()).isEqualTo("value");
			URI part = user(logical.substring("user:".length()));
			assertThat(app.json(get(part)).path("key").asString()).isEqualTo(logical);
			assertThat(app.status(delete(part))).isEqualTo(200);
			assertThat(EndpointApp.isHit(app.users(), id)).isFalse();
		}, WRITES);
	}

	@Test
	void valueIsShownWhereItIsAllowedAndNotHidden() {
		run((app) -> {
			app.products().product("abc");
			assertThat(value(app, get(BASE + "/product").param("key", "abc"))).contains("secret of abc");
		}, "management.endpoint.cacheaside.show-values=always");
		run((app) -> {
			app.products().product("abc");
			assertThat(value(app, get(BASE + "/product").param("key", "abc"))).isEqualTo("hidden");
		}, this.runner.withBean("sanitizing", SanitizingFunction.class,
				() -> (data) -> data.getKey().startsWith("product:") ? data.withValue("hidden") : data),
				"management.endpoint.cacheaside.show-values=always");
	}

	@Test
	void valueIsShownToTheAuthorizedOnly() {
		run((app) -> {
			app.products().product("abc");
			Principal ada = () -> "ada";
			assertThat(value(app, get(BASE + "/product").param("key", "abc"))).isEqualTo("******");
			assertThat(value(app, get(BASE + "/product").param("key", "abc").principal(ada))).contains("secret");
		}, "management.endpoint.cacheaside.show-values=when-authorized");
	}

	@Test
	void nothingIsWrittenUnlessThatIsSwitchedOn() {
		run((app) -> {
			app.users().put("1", "Ada");
			assertThat(app.status(delete(BASE + "/user").param("key", "1"))).isEqualTo(405);
			assertThat(app.status(delete(BASE + "/user").param("all", "true"))).isEqualTo(405);
			assertThat(app.status(delete(BASE).param("pattern", "*"))).isEqualTo(405);
			assertThat(app.status(body(post(BASE), "{\"tag\":\"x\"}"))).isEqualTo(405);
			assertThat(app.status(body(post(BASE + "/user"), "{\"all\":true}"))).isEqualTo(405);
			assertThat(EndpointApp.isHit(app.users(), "1")).isTrue();
		});
	}

	@Test
	void nothingIsThereWithoutAccess() {
		run((app) -> {
			assertThat(app.context()).doesNotHaveBean(CacheAsideEndpoint.class);
			assertThat(app.status(get(BASE))).isEqualTo(404);
		}, "management.endpoint.cacheaside.access=none");
	}

	@Test
	void dryRunCountsAndTheRealOneEvicts() {
		run((app) -> {
			app.products().product("abc");
			app.products().product("abd");
			app.products().product("long");
			JsonNode dry = app.json(delete(BASE).param("tag", "shelf:3").param("dryRun", "true"));
			assertThat(dry.path("target").asString()).isEqualTo("tag shelf:3");
			assertThat(dry.path("count").path("remote").asInt()).isEqualTo(2);
			assertThat(dry.path("count").path("local").asInt()).isEqualTo(2);
			assertThat(dry.path("count").path("examined").asInt()).isEqualTo(3);
			assertThat(dry.path("count").path("complete").asBoolean()).isTrue();
			assertThat(state(app, "abc")).isEqualTo("false");
			JsonNode done = app.json(delete(BASE).param("tag", "shelf:3"));
			assertThat(done.has("count")).isFalse();
			assertThat(done.path("undeliveredInvalidations").asInt()).isZero();
			assertThat(state(app, "abc")).isEqualTo("true");
			assertThat(state(app, "long")).isEqualTo("false");
			app.json(delete(BASE).param("pattern", "product:lo*"));
			assertThat(state(app, "long")).isEqualTo("true");
			assertThat(app.json(delete(BASE + "/product").param("all", "true")).path("target").asString())
				.isEqualTo("cache product");
		}, WRITES);
	}

	@Test
	void refreshMakesDueAndServesOn() {
		run((app) -> {
			app.products().product("abc");
			app.json(body(post(BASE + "/product"), "{\"key\":\"abc\"}"));
			JsonNode reason = app.json(get(BASE + "/product").param("key", "abc")).path("remote").path("reason");
			assertThat(reason.path("softly").asBoolean()).isTrue();
			assertThat(reason.path("marker").asString()).isEqualTo("key");
			assertThat(state(app, "abc")).isEqualTo("false");
			assertThat(
					app.json(body(post(BASE), "{\"tag\":\"shelf:3\",\"dryRun\":\"true\"}")).path("target").asString())
				.isEqualTo("softly tag shelf:3");
		}, WRITES);
	}

	@Test
	void warmerIsRunByItsName() {
		run((app) -> {
			JsonNode begun = app.json(body(post(BASE), "{\"warmer\":\"all plans\"}"));
			assertThat(begun.path("begun").asBoolean()).isTrue();
			await().atMost(Duration.ofSeconds(30))
				.until(() -> EndpointApp.isHit(app.cache("plan"), "free")
						&& EndpointApp.isHit(app.cache("plan"), "pro"));
			assertThat(refusal(app, body(post(BASE), "{\"warmer\":\"nobody\"}"))).contains("no cache warmer 'nobody'",
					"all plans");
		}, WRITES);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			?pattern=[a                     |
			?pattern=%20                    |
			''                              | either a tag or a pattern
			?tag=a&pattern=b                | either a tag or a pattern
			?tag=%20                        | either a tag or a pattern
			/user                           | all=true
			/user?keys=1                    | all=true
			/user?all=false                 | all=true
			/user?key=1&all=true            | either a key
			/user?key=                      | Name a key
			/user?tag=a                     | leave '/user' out
			/user?pattern=user:1&all=true   | leave '/user' out
			/user?key=1&tag=a               | leave '/user' out
			""")
	void requestThatCannotBeMeantIsRefusedWithASentence(String query, @Nullable String sentence) {
		run((app) -> {
			app.users().put("1", "Ada");
			assertThat(refusal(app, delete(URI.create(BASE + query)))).contains(" ").contains(or(sentence));
			assertThat(EndpointApp.isHit(app.users(), "1")).isTrue();
		}, WRITES);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{}                              | all=true
			{"keys":"1"}                    | all=true
			{"key":"1","all":true}          | either a key
			{"pattern":"user:*","all":true} | leave '/user' out
			""")
	void wholeCacheIsRefreshedOnlyInAsManyWords(String body, String sentence) {
		run((app) -> {
			app.users().put("1", "Ada");
			assertThat(refusal(app, body(post(BASE + "/user"), body))).contains(sentence);
			assertThat(app.json(body(post(BASE + "/user"), "{\"all\":true}")).path("target").asString())
				.isEqualTo("softly cache user");
		}, WRITES);
	}

	@Test
	void dryRunOfAKeyAsksItsSlotOnly() {
		run((app) -> {
			app.users().put("1", "Ada");
			app.users().put("2", "Bob");
			JsonNode count = app.json(delete(BASE + "/user").param("key", "1").param("dryRun", "true")).path("count");
			assertThat(count.path("remote").asInt()).isOne();
			assertThat(count.path("examined").asInt()).isOne();
			assertThat(count.path("complete").asBoolean()).isTrue();
			assertThat(EndpointApp.isHit(app.users(), "1")).isTrue();
		}, WRITES);
	}

	@Test
	void timeToLiveIsTheOneInForce() {
		run((app) -> {
			app.users().put("1", "Ada");
			assertThat(app.json(get(BASE)).path("caches").path("user").path("ttl").asString()).isEqualTo("5m");
			JsonNode cache = app.json(get(BASE + "/user"));
			assertThat(cache.path("summary").path("ttl").asString()).isEqualTo("5m");
			assertThat(setting(cache, "ttl").path("value").asString()).isEqualTo("5m");
			assertThat(setting(cache, "ttl").path("source").asString()).isEqualTo("cacheaside.max-ttl");
		}, "cacheaside.max-ttl=5m");
	}

	@Test
	void logShowsWhatWasAppliedLast() {
		run((app) -> {
			app.context().getBean(CacheOperations.class).evictPattern("user:1*");
			JsonNode log = app.json(get("/actuator/cacheasidelog"));
			JsonNode newest = log.path("entries").get(0);
			assertThat(newest.path("targets").get(0).asString()).isEqualTo("pattern user:1*");
			assertThat(newest.path("own").asBoolean()).isTrue();
			assertThat(newest.path("kind").asString()).isEqualTo("invalidation");
			assertThat(newest.path("position")).isEqualTo(log.path("applied"));
		});
	}

	private static String state(EndpointApp app, String id) {
		return app.json(get(BASE + "/product").param("key", id)).path("remote").path("stale").asString();
	}

	private static String value(EndpointApp app, MockHttpServletRequestBuilder request) {
		return app.json(request).path("remote").path("value").asString();
	}

	private static JsonNode setting(JsonNode cache, String name) {
		for (JsonNode setting : cache.path("settings")) {
			if (setting.path("name").asString().equals(name)) {
				return setting;
			}
		}
		throw new AssertionError("no setting " + name);
	}

	private static MockHttpServletRequestBuilder body(MockHttpServletRequestBuilder request, String json) {
		return request.contentType(MediaType.APPLICATION_JSON).content(json);
	}

	private static URI user(String key) {
		return URI.create(BASE + "/user?key=" + URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20"));
	}

	private static String or(@Nullable String sentence) {
		return (sentence != null) ? sentence : "";
	}

	/** The sentence in the body, since an application need not show those of errors. */
	private static String refusal(EndpointApp app, MockHttpServletRequestBuilder request) {
		MockHttpServletResponse answer = app.answer(request);
		assertThat(answer.getStatus()).isEqualTo(400);
		assertThat(answer.getContentType()).startsWith("application/json");
		return EndpointApp.json(answer).path("message").asString();
	}

	private void run(Consumer<EndpointApp> test, String... properties) {
		run(test, this.runner, properties);
	}

	private static void run(Consumer<EndpointApp> test, WebApplicationContextRunner runner, String... properties) {
		runner.withPropertyValues(properties).run((context) -> {
			assertThat(context).hasNotFailed();
			test.accept(new EndpointApp(context, MockMvcBuilders.webAppContextSetup(context).build()));
		});
	}

}
