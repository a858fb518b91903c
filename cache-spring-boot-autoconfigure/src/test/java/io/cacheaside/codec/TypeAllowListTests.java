package io.cacheaside.codec;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TypeAllowListTests {

	private final TypeAllowList allowList = new TypeAllowList(List.of("com.acme", " org.example.api "));

	@ParameterizedTest
	@ValueSource(strings = { "com.acme.User", "com.acme.deep.er.User$Inner", "org.example.api.Thing",
			"java.lang.String", "java.lang.Long", "java.math.BigDecimal", "java.time.Instant", "java.util.UUID",
			"java.util.ArrayList", "java.util.Map", "java.util.Optional", "java.lang.Object", "int",
			"org.springframework.data.domain.PageImpl" })
	void applicationPackagesAndJdkValuesAreAllowed(String name) {
		assertThat(this.allowList.allows(name)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "com.acmeevil.User", "com.acm", "com.acme", "org.example.User", "java.lang.Runtime",
			"java.lang.ProcessBuilder", "java.lang.Class", "java.util.Timer", "java.io.File", "java.net.Socket",
			"javax.naming.InitialContext", "com.sun.rowset.JdbcRowSetImpl",
			"org.springframework.context.support.ClassPathXmlApplicationContext",
			"org.springframework.data.domain.PageImplX", "[Lcom.acme.User;", "", "*" })
	void everythingElseIsNot(String name) {
		assertThat(this.allowList.allows(name)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "com.acme.", "com.acme.*", "", "*", ".", "com..acme", "com/acme" })
	void whatIsNotTheNameOfAPackageIsRefused(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> new TypeAllowList(List.of(name)))
			.withMessageContaining("com.example");
	}

	@Test
	void noPackagesMeansJdkValuesAlone() {
		TypeAllowList none = new TypeAllowList(List.of());
		assertThat(none.allows("com.acme.User")).isFalse();
		assertThat(none.allows("java.lang.String")).isTrue();
	}

}
