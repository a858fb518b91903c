package io.cacheaside.expression;

import java.util.List;
import java.util.Map;

import io.cacheaside.CacheConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.expression.common.TemplateParserContext;
import org.springframework.expression.spel.standard.SpelExpressionParser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class RootPropertiesTests {

	private static final Order ORDER = new Order("o", new Customer("c", true), List.of(new Customer("d", false)),
			Map.of("key", "value"), new Object());

	@ParameterizedTest
	@ValueSource(strings = { "order:1", "order:#{id}", "order:#{#root.id}", "order:#{customer.name}:*",
			"#{customer?.name}", "#{customer.vip}", "#{customer.URL}", "#{customer.initial}", "#{others.![name]}",
			"#{others.?[vip].size()}", "#{labels['key']}", "#{{id, customer.name}}", "#{id + customer.name}",
			"#{customer.vip ? id : customer.name}", "#{id.length()}", "#{T(java.lang.Math).max(1, 2)}", "#{class.name}",
			"#{{id: customer.name}['id']}", "#{id ?: customer.name}" })
	void whatSpelReadsIsAccepted(String template) {
		assertThat(new SpelExpressionParser().parseExpression(template, new TemplateParserContext())
			.getValue(ORDER, String.class)).isNotNull();
		assertThatNoException().isThrownBy(() -> RootProperties.check(template, Order.class, "here"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "order:#{ID}", "order:#{#root.Id}", "#{customer.nam}", "#{customer?.nam}", "#{id.nam}",
			"#{{id, nam}}", "#{id + nam}", "#{customer.vip ? id : nam}", "#{id}:#{nam}", "#{nam.name}" })
	void whatARecordCannotHaveIsRefused(String template) {
		assertThatExceptionOfType(CacheConfigurationException.class)
			.isThrownBy(() -> RootProperties.check(template, Order.class, "here"))
			.withMessageContaining("\"" + template + "\" in here reads '");
	}

	@Test
	void messageNamesThePropertyTheTypeAndWhatItHas() {
		assertThatExceptionOfType(CacheConfigurationException.class)
			.isThrownBy(() -> RootProperties.check("#{customer.nam}", Order.class, "here"))
			.withMessage(
					"\"#{customer.nam}\" in here reads 'nam', which " + Customer.class.getName() + " does not have.")
			.satisfies((ex) -> assertThat(ex.getAction())
				.isEqualTo("Read one of its properties: URL, initial, name, vip."));
	}

	@Test
	void typeThatMayHaveSubtypesIsNotJudged() {
		assertThatNoException().isThrownBy(() -> RootProperties.check("#{nam}", Open.class, "here"));
		assertThatNoException().isThrownBy(() -> RootProperties.check("#{payload.nam}", Order.class, "here"));
	}

	@Test
	void templateThatDoesNotParseIsLeftToItsCompiler() {
		assertThatNoException().isThrownBy(() -> RootProperties.check("#{nam", Order.class, "here"));
		assertThatNoException().isThrownBy(() -> RootProperties.check("#{}", Order.class, "here"));
		assertThatNoException().isThrownBy(() -> RootProperties.check("#{a b}", Order.class, "here"));
	}

	public record Order(String id, Customer customer, List<Customer> others, Map<String, String> labels,
			Object payload) {
	}

	public record Customer(String name, boolean vip) {

		public String getURL() {
			return "url";
		}

		public char getInitial() {
			return this.name.charAt(0);
		}

	}

	static class Open {

	}

}
