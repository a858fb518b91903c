package io.cacheaside.actuate;

import io.cacheaside.CacheOperations;
import io.cacheaside.TypedCache;
import io.cacheaside.autoconfigure.CacheAsideAutoConfiguration;
import io.cacheaside.autoconfigure.CacheAsideReportAutoConfiguration;
import io.cacheaside.report.CacheReports;
import io.cacheaside.report.ReportListener;
import io.cacheaside.testing.RedisContextRunner;
import io.cacheaside.testing.TestRedis;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementContextAutoConfiguration;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

import static org.assertj.core.api.Assertions.assertThat;

/** The report over the web, of caches on Redis. */
class ReportEndpointIntegrationTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PropertyPlaceholderAutoConfiguration.class, AopAutoConfiguration.class,
				DataRedisAutoConfiguration.class, CacheAsideAutoConfiguration.class, CacheAutoConfiguration.class,
				HttpMessageConvertersAutoConfiguration.class, DispatcherServletAutoConfiguration.class,
				WebMvcAutoConfiguration.class, EndpointAutoConfiguration.class, WebEndpointAutoConfiguration.class,
				ManagementContextAutoConfiguration.class, CacheAsideReportAutoConfiguration.class))
		.withPropertyValues("spring.application.name=test", "spring.data.redis.host=" + TestRedis.shared().host(),
				"spring.data.redis.port=" + TestRedis.shared().port(), RedisContextRunner.PATIENT,
				RedisContextRunner.TRUSTING);

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "''|*/*|application/json", "''|application/json|application/json",
					"''|text/markdown|text/markdown", "''|text/markdown, */*;q=0.1|text/markdown",
					"?format=markdown|*/*|text/markdown", "?format=MARKDOWN|application/json|text/markdown",
					"?format=json|text/markdown|application/json" })
	void reportIsWrittenAsItIsAskedFor(String query, String accept, String expected) {
		exposed().run((context) -> {
			use(context);
			MockHttpServletResponse response = get(context, query, accept);
			assertThat(response.getStatus()).isEqualTo(200);
			assertThat(response.getContentType()).startsWith(expected);
			assertThat(response.getContentAsString())
				.startsWith(expected.equals("application/json") ? "{\"caches\":[{\"cache\":\"user\"" : "# Caches");
		});
	}

	@Test
	void reportTellsWhatWasMeasured() {
		exposed().run((context) -> {
			use(context);
			assertThat(get(context, "", "application/json").getContentAsString()).contains("\"calls\":100",
					"\"hitRate\":0.9", "\"cold\":10", "\"timed\":10", "\"callsSaved\":90", "\"keys\":10,\"oneIn\":1",
					"\"neverReadTwice\":0.0", "\"rule\":\"TOO_FEW_CALLS\"");
			assertThat(get(context, "?format=markdown", "*/*").getContentAsString()).contains("## user\n",
					"| calls | 100 |", "| in Redis | about ", "- There were 100 calls.");
		});
	}

	@Test
	void unknownFormatIsRefused() {
		exposed().run((context) -> {
			MockHttpServletResponse response = get(context, "?format=xml", "*/*");
			assertThat(response.getStatus()).isEqualTo(400);
			assertThat(response.getContentAsString()).contains("no format 'xml'");
			assertThat(ReportEndpoint.Report.class).isAssignableTo(OperationResponseBody.class);
		});
	}

	@Test
	void nothingIsWatchedWhereTheEndpointIsNotExposed() {
		this.runner.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(ReportListener.class)
			.doesNotHaveBean(CacheReports.class)
			.doesNotHaveBean(ReportEndpoint.class));
	}

	@Test
	void reportIsGoneWithTheCaches() {
		exposed().withPropertyValues("cacheaside.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ReportEndpoint.class));
	}

	private WebApplicationContextRunner exposed() {
		TestRedis.shared().flushAll();
		return this.runner.withPropertyValues("management.endpoints.web.exposure.include=cacheasidereport");
	}

	private static void use(AssertableWebApplicationContext context) throws Exception {
		TypedCache<String> cache = context.getBean(CacheOperations.class).cache("user", String.class);
		for (int i = 0; i < 100; i++) {
			cache.getOrLoad("usr_" + i % 10, () -> "value");
		}
	}

	private static MockHttpServletResponse get(AssertableWebApplicationContext context, String query, String accept) {
		MockMvc web = MockMvcBuilders.webAppContextSetup(context).build();
		try {
			return web
				.perform(MockMvcRequestBuilders.get("/actuator/cacheasidereport" + query)
					.header(HttpHeaders.ACCEPT, accept))
				.andReturn()
				.getResponse();
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

}
