package io.cacheaside.actuate;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.ReflectionException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import io.cacheaside.CacheOperations;
import io.cacheaside.CacheResult;
import io.cacheaside.actuate.Catalogue.Products;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The endpoint over JMX, in an application on a real Redis. */
@Timeout(60)
class CacheAsideEndpointJmxTests {

	private static final Set<String> READS = Set.of("caches", "cache");

	private final WebApplicationContextRunner runner = EndpointContexts.onEmptyRedis()
		.withUserConfiguration(Catalogue.class)
		.withPropertyValues("spring.jmx.enabled=true", "cacheaside.warmup.enabled=false",
				"management.endpoints.jmx.exposure.include=cacheaside,cacheasidelog");

	private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

	@Test
	void readsAreThereAndWritesAreNot() {
		this.runner.run((context) -> {
			assertThat(operations("Cacheaside")).isEqualTo(READS);
			assertThat(operations("Cacheasidelog")).containsExactly("log");
			context.getBean(Products.class).product("a/b,c");
			Map<?, ?> entry = (Map<?, ?>) invoke("cache", "product", "a/b%2Cc");
			assertThat(entry.get("key")).isEqualTo("product:a/b%2Cc");
			assertThat(entry.toString()).contains("state=value", "value=******");
			assertThat(invoke("cache", "product", null).toString()).contains("hottestKeys=[product:a/b%2Cc]");
			assertThat(((Map<?, ?>) invoke("caches")).containsKey("node")).isTrue();
		});
	}

	@Test
	void writesAreThereWhereTheyAreSwitchedOn() {
		this.runner.withPropertyValues("management.endpoint.cacheaside.access=unrestricted").run((context) -> {
			assertThat(operations("Cacheaside")).containsAll(READS).contains("evict", "evictAll", "renew", "refresh");
			context.getBean(Products.class).product("abc");
			assertThat(invoke("evictAll", null, "product:*", true).toString()).contains("remote=1", "complete=true");
			assertThat(invoke("evict", "product", "abc", null, null).toString()).contains("dryRun=false");
			assertThat(context.getBean(CacheOperations.class).cache("product", Catalogue.Product.class).get("abc"))
				.isInstanceOf(CacheResult.Miss.class);
			assertThatExceptionOfType(ReflectionException.class)
				.isThrownBy(() -> invoke("evict", "product", null, null, null))
				.withMessageContaining("all=true");
		});
	}

	@Test
	void valueIsShownWhereItIsAllowed() {
		this.runner.withPropertyValues("management.endpoint.cacheaside.show-values=when-authorized").run((context) -> {
			context.getBean(Products.class).product("abc");
			assertThat(invoke("cache", "product", "abc").toString()).contains("secret of abc");
		});
	}

	private Set<String> operations(String endpoint) throws Exception {
		return Arrays.stream(this.server.getMBeanInfo(name(endpoint)).getOperations())
			.map(MBeanOperationInfo::getName)
			.collect(Collectors.toSet());
	}

	private Object invoke(String operation, Object... arguments) throws Exception {
		ObjectName name = name("Cacheaside");
		String[] types = Arrays.stream(this.server.getMBeanInfo(name).getOperations())
			.filter((info) -> info.getName().equals(operation))
			.flatMap((info) -> Arrays.stream(info.getSignature()))
			.map((parameter) -> parameter.getType())
			.toArray(String[]::new);
		return this.server.invoke(name, operation, arguments, types);
	}

	private static ObjectName name(String endpoint) throws Exception {
		return new ObjectName("org.springframework.boot:type=Endpoint,name=" + endpoint);
	}

}
