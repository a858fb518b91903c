package io.cacheaside.documentation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import jakarta.servlet.Filter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

import io.cacheaside.CacheOperations;
import io.cacheaside.actuate.EndpointContexts;

import static org.assertj.core.api.Assertions.assertThat;

/** The endpoint behind Spring Security, as its page tells. */
@Timeout(60)
class EndpointSecurityTests {

	private static final String ENTRY = "cacheaside/user?key=1";

	@Test
	void readersReadAndOperatorsEvict() {
		EndpointContexts.onEmptyRedis()
			.withConfiguration(
					AutoConfigurations.of(SecurityAutoConfiguration.class, ServletWebSecurityAutoConfiguration.class))
			.withUserConfiguration(Secured.class)
			.withPropertyValues("management.endpoint.cacheaside.access=unrestricted",
					"management.endpoint.cacheaside.show-values=when-authorized",
					"management.endpoint.cacheaside.roles=operations")
			.run((context) -> {
				context.getBean(CacheOperations.class).cache("user", String.class).put("1", "Ada");
				MockMvc web = MockMvcBuilders.webAppContextSetup(context)
					.addFilters(context.getBean("springSecurityFilterChain", Filter.class))
					.build();
				assertThat(statuses(web, "nobody")).containsExactly(401, 401, 401, 401);
				assertThat(statuses(web, "guest")).containsExactly(403, 403, 403, 403);
				assertThat(answer(web, "support", HttpMethod.GET, ENTRY).getContentAsString()).contains("******");
				assertThat(statuses(web, "support")).containsExactly(200, 200, 403, 403);
				assertThat(answer(web, "operator", HttpMethod.GET, ENTRY).getContentAsString()).contains("Ada");
				assertThat(statuses(web, "operator")).containsExactly(200, 200, 200, 200);
			});
	}

	/** Of reading an entry and the log, refreshing and evicting. */
	private static List<Integer> statuses(MockMvc web, String user) throws Exception {
		List<Integer> statuses = new ArrayList<>();
		statuses.add(answer(web, user, HttpMethod.GET, ENTRY).getStatus());
		statuses.add(answer(web, user, HttpMethod.GET, "cacheasidelog").getStatus());
		statuses.add(answer(web, user, HttpMethod.POST, ENTRY).getStatus());
		statuses.add(answer(web, user, HttpMethod.DELETE, ENTRY).getStatus());
		return statuses;
	}

	private static MockHttpServletResponse answer(MockMvc web, String user, HttpMethod method, String path)
			throws Exception {
		String credentials = Base64.getEncoder().encodeToString((user + ":secret").getBytes(StandardCharsets.UTF_8));
		return web
			.perform(MockMvcRequestBuilders.request(method, "/actuator/" + path)
				.contentType(MediaType.APPLICATION_JSON)
				.header(HttpHeaders.AUTHORIZATION, "Basic " + credentials))
			.andReturn()
			.getResponse();
	}

	@Configuration(proxyBeanMethods = false)
	static class Secured {

		// doc: endpoint security
		@Bean
		SecurityFilterChain endpoints(HttpSecurity http) {
			return http.securityMatcher(EndpointRequest.toAnyEndpoint())
				.authorizeHttpRequests((requests) -> requests.requestMatchers(EndpointRequest.to("health"))
					.permitAll()
					.requestMatchers(EndpointRequest.toAnyEndpoint().withHttpMethod(HttpMethod.GET))
					.hasAnyRole("support", "operations")
					.anyRequest()
					.hasRole("operations"))
				.csrf((csrf) -> csrf.ignoringRequestMatchers(EndpointRequest.toAnyEndpoint()))
				.httpBasic(Customizer.withDefaults())
				.build();
		}
		// end

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(
					User.withUsername("guest").password("{noop}secret").roles("guest").build(),
					User.withUsername("support").password("{noop}secret").roles("support").build(),
					User.withUsername("operator").password("{noop}secret").roles("operations").build());
		}

	}

}
