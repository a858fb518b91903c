package io.cacheaside.actuate;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

import io.cacheaside.CacheOperations;
import io.cacheaside.CacheResult;
import io.cacheaside.TypedCache;
import io.cacheaside.actuate.Catalogue.Products;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application whose endpoints are asked over HTTP.
 *
 * @param context its beans
 * @param mvc asks
 */
record EndpointApp(AssertableWebApplicationContext context, MockMvc mvc) {

	TypedCache<String> cache(String name) {
		return this.context.getBean(CacheOperations.class).cache(name, String.class);
	}

	static boolean isHit(TypedCache<String> cache, String key) {
		return cache.get(key) instanceof CacheResult.Hit;
	}

	TypedCache<String> users() {
		return cache("user");
	}

	Products products() {
		return this.context.getBean(Products.class);
	}

	MockHttpServletResponse answer(MockHttpServletRequestBuilder request) {
		try {
			return this.mvc.perform(request).andReturn().getResponse();
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

	int status(MockHttpServletRequestBuilder request) {
		return answer(request).getStatus();
	}

	JsonNode json(MockHttpServletRequestBuilder request) {
		MockHttpServletResponse answer = answer(request);
		assertThat(answer.getStatus()).as(answer.getErrorMessage()).isEqualTo(200);
		return json(answer);
	}

	static JsonNode json(MockHttpServletResponse answer) {
		return JsonMapper.builder().build().readTree(answer.getContentAsByteArray());
	}

}
