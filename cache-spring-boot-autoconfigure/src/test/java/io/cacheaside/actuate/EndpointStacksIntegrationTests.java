package io.cacheaside.actuate;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.test.context.assertj.ApplicationContextAssertProvider;
import org.springframework.boot.test.context.runner.AbstractApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.actuate.endpoint.web.WebFluxHealthEndpointExtensionAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.actuate.endpoint.web.WebMvcHealthEndpointExtensionAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.servlet.client.MockMvcWebTestClient;
import org.springframework.web.context.WebApplicationContext;

import io.cacheaside.CacheOperations;
import io.cacheaside.TypedCache;
import io.cacheaside.actuate.Catalogue.Products;
import io.cacheaside.autoconfigure.CacheAsideHealthAutoConfiguration;
import io.cacheaside.autoconfigure.CacheAsideReportAutoConfiguration;
import io.cacheaside.autoconfigure.CacheAsideWriteBehindEndpointAutoConfiguration;
import io.cacheaside.write.PendingWrite;
import io.cacheaside.write.WriteBehindWriter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The endpoints on WebFlux, which are to answer as they do on Spring MVC. */
@Timeout(120)
class EndpointStacksIntegrationTests {

	private static final String BASE = "/actuator/cacheaside";

	private static final List<Asked> QUESTIONS = Stream
		.of(get(BASE), get("log"), get("writes"), get("writes/profile"), get("writes/nobody"),
				get("/actuator/health/cacheAside"), get("/product"), get("/product?key=abc"), get("/nobody"),
				get("/nobody?key=1"), get("/user?key=a/b"), get("/user?key=a%2Fb"), get("/user?key=50%25"),
				get("/user?key=50%2525"), get("/user?key=a%252Cb"), get("/user?key=a%20b"), get("/user?key=a%2Bb"),
				get("/user?key=%C3%BC"), get("/user?key=%F0%9F%98%80"), get("/user?key="),
				get("/gr%C3%B6%C3%9Fe?key=1"), get("/api:list?key=1"), get("report"), get("report?format=xml"),
				get("report").accepting("application/json"), get("report").accepting("text/markdown"),
				get("report").accepting("text/markdown, */*;q=0.1"), get("report").accepting("text/html"),
				get("report?format=markdown"), get("report?format=json").accepting("text/markdown"),
				delete("/user?key=%C3%BC&dryRun=true"), delete("?tag=shelf:3&dryRun=true"),
				delete("?pattern=user:*&dryRun=true"), delete("/user?all=true&dryRun=true"), delete(""),
				delete("?tag=a&pattern=b"), delete("?pattern=%5Ba"), delete("/user"), delete("/user?tag=a"),
				delete("/user?key=1&dryRun=perhaps"), delete("/nobody?key=1"), post("/user", null), post("/user", "{}"),
				post("/user", "[]"), post("/user", "{bad"), post("/user", "{\"key\":[\"1\"]}"),
				post("/user", "{\"key\":\"\u00fc\",\"dryRun\":true}"), post("/user", "{\"key\":\"1\",\"tag\":\"a\"}"),
				post("", "{\"warmer\":\"nobody\"}"), post("", "{\"pattern\":\"user:*\",\"dryRun\":true}"),
				post("log", "{}"), delete("writes/profile"), delete("writes/profile?key=profile:1"),
				delete("writes/nobody?key=1"), post("writes/nobody", "{\"key\":\"1\"}"),
				post("writes/profile", "{\"key\":\"profile:1\"}"), post("/product", "{\"key\":\"abc\"}"),
				get("/product?key=abc"), delete("/user?key=%C3%BC"), get("/user?key=%C3%BC"), delete("?tag=shelf:3"),
				delete("/user?all=true"), post("", "{\"tag\":\"shelf:3\"}"), get("log"))
		.toList();

	private final Queue<String> threads = new ConcurrentLinkedQueue<>();

	@Test
	void webFluxAnswersAsSpringMvcDoes() {
		List<String> expected = answers(EndpointContexts.onEmptyRedis(), EndpointStacksIntegrationTests::clientOfMvc,
				QUESTIONS, WebMvcHealthEndpointExtensionAutoConfiguration.class);
		List<String> answers = answers(webFlux(), EndpointStacksIntegrationTests::clientOfWebFlux, QUESTIONS);
		assertThat(answers).isEqualTo(expected);
		assertThat(answers).filteredOn((answer) -> answer.contains(" => 200 ")).hasSizeGreaterThan(30);
		assertThat(answers).filteredOn((answer) -> answer.contains(" => 400 application/json {\"message\""))
			.hasSizeGreaterThan(10);
	}

	@Test
	void operationsRunOnThreadsThatMayBlock() {
		answers(webFlux(), EndpointStacksIntegrationTests::clientOfWebFlux, List.of(get("/product?key=abc")));
		assertThat(this.threads).isNotEmpty().allMatch((thread) -> thread.startsWith("boundedElastic-"));
	}

	private static ReactiveWebApplicationContextRunner webFlux() {
		return EndpointContexts.ofAnyStack(new ReactiveWebApplicationContextRunner())
			.withConfiguration(AutoConfigurations.of(CodecsAutoConfiguration.class, HttpHandlerAutoConfiguration.class,
					WebFluxAutoConfiguration.class, WebFluxHealthEndpointExtensionAutoConfiguration.class));
	}

	private static WebTestClient clientOfMvc(ApplicationContext context) {
		return MockMvcWebTestClient.bindToApplicationContext((WebApplicationContext) context).build();
	}

	private static WebTestClient clientOfWebFlux(ApplicationContext context) {
		return WebTestClient.bindToApplicationContext(context).build();
	}

	private <S extends AbstractApplicationContextRunner<S, C, A>, C extends ConfigurableApplicationContext, A extends ApplicationContextAssertProvider<C>> List<String> answers(
			S runner, Function<ApplicationContext, WebTestClient> client, List<Asked> questions, Class<?>... more) {
		List<String> answers = new ArrayList<>();
		runner.withConfiguration(AutoConfigurations.of(more))
			.withConfiguration(AutoConfigurations.of(CacheAsideReportAutoConfiguration.class,
					CacheAsideWriteBehindEndpointAutoConfiguration.class, CacheAsideHealthAutoConfiguration.class,
					HealthContributorAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class,
					HealthEndpointAutoConfiguration.class))
			.withUserConfiguration(Catalogue.class)
			.withBean(ProfileWriter.class)
			.withBean("threads", SanitizingFunction.class, () -> (data) -> {
				this.threads.add(Thread.currentThread().getName());
				return data;
			})
			.withPropertyValues("cacheaside.warmup.enabled=false", "management.endpoints.web.exposure.include=*",
					"management.endpoint.cacheaside.access=unrestricted",
					"management.endpoint.cacheaside.show-values=always",
					"management.endpoint.health.show-details=always")
			.run((context) -> {
				assertThat(context.getStartupFailure()).isNull();
				awaitElection(context.getBean(CacheAsideHealthIndicator.class));
				fill(context.getBean(CacheOperations.class));
				context.getBean(Products.class).product("abc");
				WebTestClient web = client.apply(context);
				questions.forEach((question) -> answers.add(question + " => " + question.answer(web)));
			});
		return answers;
	}

	/** From then on health tells of the writes that wait. */
	private static void awaitElection(CacheAsideHealthIndicator health) {
		await().atMost(Duration.ofSeconds(30)).until(() -> health.health().getDetails().containsKey("writes"));
	}

	private static void fill(CacheOperations caches) {
		TypedCache<String> users = caches.cache("user", String.class);
		Stream.of("1", "a/b", "50%", "a,b", "a b", "a+b", "\u00fc", "\ud83d\ude00").forEach((id) -> users.put(id, id));
		caches.cache("gr\u00f6\u00dfe", String.class).put("1", "\u00e4");
		caches.cache("api:list", String.class).put("1", "a");
	}

	private static Asked get(String path) {
		return new Asked(HttpMethod.GET, path, null, "*/*");
	}

	private static Asked delete(String path) {
		return new Asked(HttpMethod.DELETE, path, null, "*/*");
	}

	private static Asked post(String path, @Nullable String body) {
		return new Asked(HttpMethod.POST, path, body, "*/*");
	}

	/**
	 * A request.
	 *
	 * @param method its method
	 * @param path its path as it is encoded, from the root or behind that of the endpoint
	 * @param body its body as JSON
	 * @param accept as what the answer is wanted
	 */
	private record Asked(HttpMethod method, String path, @Nullable String body, String accept) {

		Asked accepting(String type) {
			return new Asked(this.method, this.path, this.body, type);
		}

		/** Without what no two answers have in common. */
		String answer(WebTestClient web) {
			WebTestClient.RequestBodySpec request = web.method(this.method)
				.uri(URI.create(this.path.startsWith("/actuator") ? this.path : BASE + this.path))
				.header(HttpHeaders.ACCEPT, this.accept)
				.contentType(MediaType.APPLICATION_JSON);
			EntityExchangeResult<byte[]> answer = ((this.body != null) ? request.bodyValue(this.body) : request)
				.exchange()
				.expectBody()
				.returnResult();
			byte[] bytes = Objects.requireNonNullElse(answer.getResponseBody(), new byte[0]);
			String text = new String(bytes, StandardCharsets.UTF_8);
			return answer.getStatus().value() + " " + answer.getResponseHeaders().getContentType() + " "
					+ (this.path.startsWith("report") ? withoutFigures(text) : withoutMoments(text));
		}

		private static String withoutFigures(String report) {
			return report.startsWith("#") ? report.lines().findFirst().orElseThrow()
					: report.replaceAll("\\d+(\\.\\d+)?(E-?\\d+)?", "0");
		}

		private static String withoutMoments(String text) {
			return text.replaceAll("\\d+-\\d+\"", "position\"")
				.replaceAll("\"\\d{4}-\\d\\d-\\d\\dT[^\"]+\"", "\"moment\"")
				.replaceAll("\"(epoch|remaining|ago|remoteLatency|hitRate|window)\":(\"[^\"]*\"|[\\d.]+)", "\"$1\":0")
				.replaceAll("\"(\\w+Millis|\\w+Micros|usedBytes|evictedKeys|share)\":[\\d.E-]+", "\"$1\":0");
		}

	}

	/** Gives nothing up. */
	static final class ProfileWriter implements WriteBehindWriter<String> {

		@Override
		public String cacheName() {
			return "profile";
		}

		@Override
		public void write(List<PendingWrite<String>> batch) {
		}

	}

}
