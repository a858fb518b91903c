package io.cacheaside.key;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.cacheaside.CacheConfigurationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CacheNamesTests {

	@Test
	void usualNamesAreFine() {
		assertThatCode(() -> CacheNames.check(List.of("user", "users", "user-detail", "api:agents:list", "api:agents:x",
				"com.acme.Order#lines", "übersicht", "user")))
			.doesNotThrowAnyException();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a{b", "a}b", "a*", "a?", "[a", "a]", "a\\b", "a%b", "a\nb", "a\u007f" })
	void nameThatCannotBeMeantIsRefused(String name) {
		assertThatExceptionOfType(CacheConfigurationException.class)
			.isThrownBy(() -> CacheNames.check(List.of("user", name)))
			.satisfies((ex) -> assertThat(ex.getAction()).isNotBlank());
	}

	@Test
	void messageNamesTheCache() {
		assertThatExceptionOfType(CacheConfigurationException.class)
			.isThrownBy(() -> CacheNames.check(List.of("a\tb{")))
			.withMessageContaining("a\tb{");
	}

	@Test
	void nameThatExtendsAnotherByAColonIsRefusedWithBoth() {
		// Between the two in alphabetical order stands one that is no problem.
		assertThatExceptionOfType(CacheConfigurationException.class)
			.isThrownBy(() -> CacheNames.check(List.of("user:detail", "user-x", "user!", "user", "userx")))
			.withMessageContaining("'user:detail'")
			.withMessageContaining("'user'");
	}

}
