package io.cacheaside.expression;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.cacheaside.CacheConfigurationException;
import io.cacheaside.CacheKeyException;
import io.cacheaside.key.GlobPattern;
import io.cacheaside.key.KeyEncoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(OutputCaptureExtension.class)
class CompiledTemplateTests {

	private static final String WHERE = "@InvalidatesCache on Changed";

	private final ExpressionScope scope = ExpressionScope.event(Changed.class, WHERE);

	private final ExpressionCompiler compiler = new ExpressionCompiler(null);

	private final TemplateEscaping escaping = new TemplateEscaping(new KeyEncoder()::encodePart, GlobPattern::escape);

	@Test
	void literalTextAndValuesAreJoined() {
		assertThat(render("user:#{id}:permissions", TemplateKind.TAG, "usr_1")).isEqualTo("user:usr_1:permissions");
		assertThat(render("#{id}#{#root.id}", TemplateKind.TAG, "a")).isEqualTo("aa");
		assertThat(render("all", TemplateKind.TAG, "a")).isEqualTo("all");
		assertThat(render("#{'}' + id + \"{\" + {id}[0]}", TemplateKind.TAG, "a")).isEqualTo("%7Da%7Ba");
	}

	@Test
	void valuesAreEscapedAsPartsAlways() {
		for (TemplateKind kind : TemplateKind.values()) {
			assertThat(render("user:#{id}", kind, "a:b")).isEqualTo("user:a%3Ab");
		}
	}

	@Test
	void valuesAreEscapedForTheGlobWhereThereIsOne() {
		assertThat(render("user:#{id}", TemplateKind.PATTERN, "a*")).isEqualTo("user:a\\*");
		assertThat(render("user:#{id}:*", TemplateKind.KEY_OR_PATTERN, "a*")).isEqualTo("user:a\\*:*");
		assertThat(render("user:#{id}", TemplateKind.KEY_OR_PATTERN, "a*")).isEqualTo("user:a*");
		assertThat(render("user:#{id}", TemplateKind.TAG, "a*")).isEqualTo("user:a*");
	}

	@Test
	void patternOfAValueMatchesOnlyThatValue() {
		for (String value : List.of("*", "a?", "[a]", "\\", "\\*", "a-b", "^")) {
			GlobPattern pattern = GlobPattern.parse(render("user:#{id}:*", TemplateKind.PATTERN, value));
			assertThat(pattern.matches("user:" + value + ":x")).as(value).isTrue();
			assertThat(pattern.matches("user:other:x")).as(value).isFalse();
		}
	}

	@ParameterizedTest
	@CsvSource({ "user:*,true", "user:?,true", "user:[ab],true", "user:1,false", "user:\\*,false", "user:\\\\*,true",
			"user:],false", "user:#{id},false", "#{id}*,true" })
	void wildcardIsFoundInTheLiteralText(String template, boolean expected) {
		assertThat(compile(template, TemplateKind.KEY_OR_PATTERN).hasWildcard()).isEqualTo(expected);
	}

	@Test
	void keyWithoutWildcardMeansItsUnescapedText() {
		assertThat(render("user:a\\*\\\\#{id}", TemplateKind.KEY_OR_PATTERN, "b")).isEqualTo("user:a*\\b");
		assertThat(render("user:a\\*#{id}", TemplateKind.PATTERN, "b")).isEqualTo("user:a\\*b");
	}

	@ParameterizedTest
	@EnumSource
	void renderedTextIsNeverBlank(TemplateKind kind) {
		for (String blank : List.of("", " ", " \t", "\u2003")) {
			assertThat(render("#{id}", kind, blank)).isNotBlank();
		}
		assertThat(render("#{id}", kind, null)).isEqualTo("%null");
		assertThat(render("#{id}", kind, "")).isEqualTo("%empty");
	}

	@ParameterizedTest
	@ValueSource(strings = { "user:#{id", "user:#{id + '}'", "user:#{{id}", "user:id}", "user:{id}", "user:#id",
			"user:#id:#{id}", "user:'id'", "'user:' + #{id}", "user:\"#{id}\"", "", " ", "user:#{}", "user:#{id +}",
			"user:#{#id}", "user:#{#result}" })
	void templateThatCannotBeMeantIsRefused(String template) {
		for (TemplateKind kind : TemplateKind.values()) {
			assertThatExceptionOfType(CacheConfigurationException.class).isThrownBy(() -> compile(template, kind))
				.withMessageContaining(WHERE)
				.satisfies((ex) -> assertThat(ex.getAction()).isNotBlank());
		}
	}

	@Test
	void nameOutsideBracesIsToldHowToBeWritten() {
		assertThatExceptionOfType(CacheConfigurationException.class)
			.isThrownBy(() -> compile("user:#userId:*", TemplateKind.PATTERN))
			.withMessageContaining("literal text that never matches")
			.satisfies((ex) -> assertThat(ex.getAction()).isEqualTo("Write #{#userId}."));
	}

	@ParameterizedTest
	@ValueSource(strings = { "user:\\#{id}", "user:[#{id}]", "user:[^a#{id}]", "user:#{id}\\" })
	void literalTextThatWouldUndoTheEscapingIsRefusedInGlobs(String template) {
		for (TemplateKind kind : List.of(TemplateKind.PATTERN, TemplateKind.KEY_OR_PATTERN)) {
			assertThatExceptionOfType(CacheConfigurationException.class).isThrownBy(() -> compile(template, kind))
				.withMessageContaining(WHERE);
		}
		assertThat(render(template, TemplateKind.TAG, "1")).contains("1");
	}

	@Test
	void valueRightBeforeAStarIsWarnedOfOnce(CapturedOutput output) {
		CompiledTemplate template = compile("user:#{id}*", TemplateKind.PATTERN);
		template.render(new ExpressionSubject.Event(new Changed("1")));
		template.render(new ExpressionSubject.Event(new Changed("2")));
		assertThat(output.getOut()).containsOnlyOnce("user:#{id}*").contains(WHERE).contains("* right after #{id}");
	}

	@Test
	void valueBeforeAColonIsNotWarnedOf(CapturedOutput output) {
		compile("user:#{id}:*", TemplateKind.PATTERN);
		compile("user:#{id}*", TemplateKind.TAG);
		assertThat(output.getOut()).doesNotContain("right after");
	}

	@Test
	void valueWithoutStableTextIsToldWithItsPlace() {
		CompiledTemplate template = compile("user:#{id}", TemplateKind.TAG);
		assertThatExceptionOfType(CacheKeyException.class)
			.isThrownBy(() -> template.render(new ExpressionSubject.Event(new Changed(new Object()))))
			.withMessageContaining(WHERE)
			.withMessageContaining("java.lang.Object");
	}

	private String render(String template, TemplateKind kind, @Nullable Object id) {
		CompiledTemplate compiled = compile(template, kind);
		assertThat(compiled.source()).isEqualTo(template);
		return compiled.render(new ExpressionSubject.Event(new Changed(id)));
	}

	private CompiledTemplate compile(String template, TemplateKind kind) {
		return this.compiler.compileTemplate(template, this.scope, kind, this.escaping);
	}

	record Changed(@Nullable Object id) {
	}

}
