package io.cacheaside.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

import io.cacheaside.CacheOperations;
import io.cacheaside.actuate.Catalogue;
import io.cacheaside.actuate.Catalogue.Products;
import io.cacheaside.actuate.EndpointContexts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

/** The samples on the page on the endpoint have the fields of real answers. */
@Timeout(60)
class EndpointPageTests {

	private static final String PAGE = DocumentedCode.text(Path.of("docs", "endpoint.md"));

	private static final String BASE = "/actuator/cacheaside";

	private static final Pattern SAMPLE = Pattern.compile("<!-- sample: ([^>]+) -->\n```json\n(.*?)```",
			Pattern.DOTALL);

	@Test
	void samplesHaveTheFieldsOfAnswers() {
		EndpointContexts.onEmptyRedis()
			.withUserConfiguration(Catalogue.class)
			.withInitializer(EndpointPageTests::addFile)
			.run((context) -> {
				MockMvc mvc = MockMvcBuilders.webAppContextSetup(context).build();
				context.getBean(Products.class).product("abc");
				JsonNode dryRun = answer(mvc, delete(BASE).param("tag", "shelf:3").param("dryRun", "true"));
				assertSample("cache", answer(mvc, get(BASE + "/product")));
				context.getBean(CacheOperations.class).evictTag("shelf:3");
				assertSample("entry", answer(mvc, get(BASE + "/product").param("key", "abc")));
				assertSample("caches", answer(mvc, get(BASE)));
				assertSample("dry run", dryRun);
				assertSample("log", answer(mvc, get("/actuator/cacheasidelog")));
				assertSample("refusal",
						json(mvc.perform(delete(BASE + "/product"))
							.andReturn()
							.getResponse()
							.getContentAsString(StandardCharsets.UTF_8)));
				assertSample("warmer", answer(mvc,
						post(BASE).contentType(MediaType.APPLICATION_JSON).content("{\"warmer\":\"all plans\"}")));
			});
	}

	private static void addFile(ConfigurableApplicationContext context) {
		String yaml = """
				cacheaside.caches.product.null-ttl: 30s
				cacheaside.warmup.enabled: false
				management.endpoint.cacheaside.access: unrestricted
				""";
		try {
			new YamlPropertySourceLoader()
				.load("file", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8), "application.yml"))
				.forEach(context.getEnvironment().getPropertySources()::addLast);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static JsonNode answer(MockMvc mvc, MockHttpServletRequestBuilder request) throws Exception {
		MockHttpServletResponse response = mvc.perform(request).andReturn().getResponse();
		assertThat(response.getStatus()).as(response.getErrorMessage()).isEqualTo(200);
		return json(response.getContentAsString(StandardCharsets.UTF_8));
	}

	private static void assertSample(String name, JsonNode answer) {
		Matcher sample = SAMPLE.matcher(PAGE);
		while (sample.find()) {
			if (sample.group(1).equals(name)) {
				assertThat(fields("", json(sample.group(2)))).as(name).isEqualTo(fields("", answer));
				return;
			}
		}
		throw new AssertionError("no sample " + name);
	}

	private static JsonNode json(String text) {
		return JsonMapper.builder().build().readTree(text);
	}

	/** Names of caches are no fields. */
	private static Set<String> fields(String path, JsonNode node) {
		Set<String> fields = new TreeSet<>();
		if (node.isArray()) {
			node.forEach((element) -> fields.addAll(fields(path + "[]", element)));
		}
		node.properties().forEach((field) -> {
			String name = path.equals(".caches") ? path + ".*" : path + "." + field.getKey();
			fields.add(name);
			fields.addAll(fields(name, field.getValue()));
		});
		return fields;
	}

}
