package io.cacheaside.expression;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.StandardEvaluationContext;

import io.cacheaside.CacheConfigurationException;
import io.cacheaside.CacheKeyException;
import io.cacheaside.CompositeKey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ExpressionCompilerTests {

	private static final String WHERE = "attribute 'key' of @CacheAside on Service.find";

	private static final Method FIND = method(Service.class, "find");

	private final ExpressionCompiler compiler = new ExpressionCompiler(
			new StaticListableBeanFactory(Map.of("names", new Names())));

	private final Service service = new Service();

	private final User user = new User("usr_1", new Org("org_1"), true);

	private final ExpressionScope scope = ExpressionScope.method(FIND, Service.class, true, WHERE);

	@ParameterizedTest
	@ValueSource(strings = { "#user", "#p0", "#a0", "#user.id", "#user.org.id", "#user?.id", "#user?.org?.id",
			"#user.active", "#anything.id", "#anything.org.id", "#count", "'text'", "'it''s'", "42", "42L", "1.5",
			"true", "null", "#result", "#result.orgId", "{#user.id, #count}", "{#user, 'permissions'}",
			"{{#count}, 'a'}", "{}", "#bean.name", "#bean.open", "#bean.publicField", "#bean.URL", "#hidden.id",
			"#names.size", "#bean.CONSTANT", "#optional", "#hidden" })
	void isPrecompiledAndGivesWhatSpelGives(String source) {
		CompiledExpression compiled = this.compiler.compile(source, this.scope);
		assertThat(compiled).isInstanceOf(PrecompiledExpression.class);
		assertThat(neverUndecided(source)).as("decided without SpEL").isTrue();
		assertThat(compiled.evaluate(call(this.user))).isEqualTo(spel(source, this.user));
	}

	@ParameterizedTest
	@ValueSource(strings = { "#user.id + ':' + #count", "#user.id()", "#user.getClass().name", "#names[0]", "#root",
			"#root.methodName", "methodName", "#root.args[1]", "#names.![#this]", "#count > 1", "!#user.active",
			"@names.greet(#user.id)", "T(java.lang.Math).abs(#count)", "{#user.id(), #count}", "{a: #count}", "-1",
			"#user.id?.length()", "#count ?: 1" })
	void anythingElseIsInterpreted(String source) {
		CompiledExpression compiled = this.compiler.compile(source, this.scope);
		assertThat(compiled).isInstanceOf(InterpretedExpression.class);
		if (!source.equals("#root")) {
			assertThat(compiled.evaluate(call(this.user))).isNotNull();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "#user", "#user?.id", "#user?.org?.id", "{#user, 'a'}", "{#user?.id}", "#anything" })
	void nullGivesWhatSpelGives(String source) {
		CompiledExpression compiled = this.compiler.compile(source, this.scope);
		assertThat(compiled.evaluate(call(null))).isEqualTo(spel(source, null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "#user.id", "#user?.org.id", "{#user.id, 1}", "#user.id()", "#user.id + 'a'" })
	void propertyOfNullFailsAndTellsWhere(String source) {
		CompiledExpression compiled = this.compiler.compile(source, this.scope);
		assertThatExceptionOfType(CacheKeyException.class).isThrownBy(() -> compiled.evaluate(call(null)))
			.withMessageContaining(WHERE)
			.withMessageContaining(source)
			.withMessageContaining("null")
			.withCauseInstanceOf(RuntimeException.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "#bean.failing", "#bean.missing", "#optional.missing" })
	void propertyThatCannotBeReadFails(String source) {
		CompiledExpression compiled = this.compiler.compile(source, this.scope);
		assertThatExceptionOfType(CacheKeyException.class).isThrownBy(() -> compiled.evaluate(call(this.user)))
			.withMessageContaining(source);
	}

	@ParameterizedTest
	@ValueSource(strings = { "#optional?.id", "#array.length", "#type.name" })
	void whatSpelTreatsInItsOwnWayIsLeftToIt(String source) {
		CompiledExpression compiled = this.compiler.compile(source, this.scope);
		assertThat(neverUndecided(source)).isFalse();
		assertThat(compiled.evaluate(call(this.user))).isEqualTo(spel(source, this.user)).isNotNull();
	}

	@Test
	void keyOfAnInlineListHasOnePartForEachElement() {
		assertThat(key("{#user.id, 'permissions'}")).isEqualTo(CompositeKey.of("usr_1", "permissions"));
		assertThat(key("{#user.id(), {#count}}")).isEqualTo(CompositeKey.of("usr_1", List.of(7)));
		assertThat(key("{}")).isEqualTo(CompositeKey.of());
		assertThat(key("#names")).isEqualTo(List.of("n"));
		assertThat(key("#user.id")).isEqualTo("usr_1");
	}

	@Test
	void keyOfAnInlineListIsPrecompiledToo() {
		CompositeKeyExpression key = (CompositeKeyExpression) this.compiler.compileKey("{#user.id, 'a'}", this.scope);
		assertThat(key.list()).isInstanceOf(PrecompiledExpression.class);
		assertThat(this.compiler.compileKey("", this.scope)).isInstanceOf(PrecompiledExpression.class);
	}

	@Test
	void emptyKeyIsAllArguments() {
		assertThat(defaultKey("none")).isEqualTo(CompositeKey.of());
		assertThat(defaultKey("one", "a")).isEqualTo("a");
		assertThat(defaultKey("one", (Object) null)).isNull();
		assertThat(defaultKey("one", CompositeKey.of("a", "b"))).isEqualTo(CompositeKey.of(CompositeKey.of("a", "b")));
		assertThat(defaultKey("two", "a", null)).isEqualTo(CompositeKey.of("a", null));
	}

	@Test
	void inlineListIsToldFromOtherBraces() {
		assertThat(this.compiler.isInlineList("{#a, #b}")).isTrue();
		assertThat(this.compiler.isInlineList(" {} ")).isTrue();
		assertThat(this.compiler.isInlineList("{#a, #b}[0]")).isFalse();
		assertThat(this.compiler.isInlineList("{a: 1}")).isFalse();
		assertThat(this.compiler.isInlineList("#a")).isFalse();
		assertThat(this.compiler.isInlineList("")).isFalse();
		assertThat(this.compiler.isInlineList("{#a")).isFalse();
	}

	@Test
	void rootHasWhatSpringDocuments() {
		assertThat(evaluate("#root.methodName")).isEqualTo("find");
		assertThat(evaluate("method")).isEqualTo(FIND);
		assertThat(evaluate("#root.target")).isSameAs(this.service);
		assertThat(evaluate("targetClass")).isEqualTo(Service.class);
		assertThat(evaluate("#root.args[1]")).isEqualTo(7);
		assertThat(evaluate("caches[0].name + #root.caches.size()")).isEqualTo("user1");
	}

	@Test
	void eventIsTheRoot() {
		ExpressionScope events = ExpressionScope.event(User.class, "@InvalidatesCache on User");
		for (String source : List.of("id", "#root.id", "#this.id", "org.id", "#root?.org.id")) {
			CompiledExpression compiled = this.compiler.compile(source, events);
			assertThat(compiled).isInstanceOf(PrecompiledExpression.class);
			assertThat(compiled.evaluate(new ExpressionSubject.Event(this.user)))
				.isEqualTo(new SpelExpressionParser().parseExpression(source).getValue(this.user));
		}
		assertThatExceptionOfType(CacheConfigurationException.class)
			.isThrownBy(() -> this.compiler.compile("#id", events))
			.withMessageContaining("@InvalidatesCache on User");
		assertThatExceptionOfType(CacheConfigurationException.class)
			.isThrownBy(() -> this.compiler.compileKey("", events));
	}

	@ParameterizedTest
	@ValueSource(strings = { "#usr", "#usr.id", "{#user, #usr}", "#p9", "#names.![#usr]", "#names.?[#this == #usr]",
			"#usr()", "#count > 0 ? #usr : 1" })
	void unknownVariableIsRefusedWithWhatExists(String source) {
		assertThatExceptionOfType(CacheConfigurationException.class)
			.isThrownBy(() -> this.compiler.compile(source, this.scope))
			.withMessageContaining(WHERE)
			.withMessageContaining(source.contains("p9") ? "#p9" : "#usr")
			.satisfies((ex) -> assertThat(ex.getAction()).contains("#user", "#p0", "#a0", "#result", "#root")
				.doesNotContain("-parameters"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "#", "#user.", "{#user", "'open", "#user id", "", " ", "a b c", "T(" })
	void sourceThatIsNoSpelIsRefused(String source) {
		assertThatExceptionOfType(CacheConfigurationException.class)
			.isThrownBy(() -> this.compiler.compile(source, this.scope))
			.withMessageContaining(WHERE)
			.satisfies((ex) -> assertThat(ex.getAction()).isNotBlank());
	}

	@Test
	void resultIsRefusedWhereThereIsNone() {
		ExpressionScope before = ExpressionScope.method(FIND, Service.class, false, WHERE);
		assertThatExceptionOfType(CacheConfigurationException.class)
			.isThrownBy(() -> this.compiler.compile("#result.orgId", before))
			.withMessageContaining("#result, which is not available")
			.satisfies((ex) -> assertThat(ex.getAction()).doesNotContain("#result"));
	}

	@Test
	void parameterCalledResultIsItselfUntilThereIsAResult() {
		Method method = method(Service.class, "result");
		ExpressionScope before = ExpressionScope.method(method, Service.class, false, WHERE);
		ExpressionScope after = ExpressionScope.method(method, Service.class, true, WHERE);
		ExpressionSubject subject = new ExpressionSubject.MethodCall(method, this.service, Service.class,
				new Object[] { "argument" }, "returned", List.of());
		for (String source : List.of("#result", "#result.toString()")) {
			assertThat(this.compiler.compile(source, before).evaluate(subject)).isEqualTo("argument");
			assertThat(this.compiler.compile(source, after).evaluate(subject)).isEqualTo("returned");
		}
	}

	@Test
	void namesComeFromTheImplementation() {
		Method declared = method(Finder.class, "find");
		ExpressionScope implemented = ExpressionScope.method(declared, FinderService.class, false, WHERE);
		ExpressionSubject subject = new ExpressionSubject.MethodCall(declared, new FinderService(), FinderService.class,
				new Object[] { "a" }, null, List.of());
		assertThat(this.compiler.compile("#id", implemented).evaluate(subject)).isEqualTo("a");
		assertThatExceptionOfType(CacheConfigurationException.class)
			.isThrownBy(() -> this.compiler.compile("#key", implemented));
	}

	@Test
	void missingParameterNamesAreTold() throws Exception {
		// The JDK's classes are compiled without -parameters, and without local
		// variables.
		Method method = Map.class.getMethod("put", Object.class, Object.class);
		ExpressionScope nameless = ExpressionScope.method(method, Map.class, false, WHERE);
		assertThatExceptionOfType(CacheConfigurationException.class)
			.isThrownBy(() -> this.compiler.compile("#key", nameless))
			.satisfies((ex) -> assertThat(ex.getAction()).contains("-parameters", "#p0, #a0, #p1, #a1"));
	}

	@Test
	void conditionMeansWhatItMeansInSpring() {
		assertThat(condition("#count == 7")).isTrue();
		assertThat(condition("#user.active")).isTrue();
		assertThat(condition("#count == 8")).isFalse();
		assertThat(condition("null")).isFalse();
		assertThat(condition("'true'")).isTrue();
		for (String source : List.of("#user", "'perhaps'", "#names")) {
			assertThatExceptionOfType(CacheKeyException.class).isThrownBy(() -> condition(source))
				.withMessageContaining(WHERE)
				.withMessageContaining("no boolean");
		}
	}

	private boolean neverUndecided(String source) {
		ScopeVariables variables = ScopeVariables.of(this.scope);
		ValueNode node = new Precompiler(variables, false).precompile(new ExpressionReader().parse(source).getAST());
		assertThat(node).isNotNull();
		return node != null && node.value(call(this.user)) != ValueNode.UNDECIDED;
	}

	private boolean condition(String source) {
		return this.compiler.compile(source, this.scope).evaluateCondition(call(this.user));
	}

	private @Nullable Object key(String source) {
		return this.compiler.compileKey(source, this.scope).evaluate(call(this.user));
	}

	private @Nullable Object evaluate(String source) {
		return this.compiler.compile(source, this.scope).evaluate(call(this.user));
	}

	private @Nullable Object defaultKey(String name, @Nullable Object... arguments) {
		Method method = method(Service.class, name);
		ExpressionScope methodScope = ExpressionScope.method(method, Service.class, false, WHERE);
		return this.compiler.compileKey("", methodScope)
			.evaluate(
					new ExpressionSubject.MethodCall(method, this.service, Service.class, arguments, null, List.of()));
	}

	private @Nullable Object[] arguments(@Nullable User first) {
		return new @Nullable Object[] { first, 7, first, new Bean(), new Hidden.Secret("h"), List.of("n"),
				Optional.of(this.user), new int[] { 1, 2 }, String.class };
	}

	private ExpressionSubject call(@Nullable User first) {
		return new ExpressionSubject.MethodCall(FIND, this.service, Service.class, arguments(first), new Order("org_2"),
				List.of("user"));
	}

	/** What plain SpEL makes of a source. */
	private @Nullable Object spel(String source, @Nullable User first) {
		StandardEvaluationContext context = new StandardEvaluationContext();
		String[] names = { "user", "count", "anything", "bean", "hidden", "names", "optional", "array", "type" };
		for (int i = 0; i < names.length; i++) {
			context.setVariable(names[i], arguments(first)[i]);
			context.setVariable("p" + i, arguments(first)[i]);
			context.setVariable("a" + i, arguments(first)[i]);
		}
		context.setVariable("result", new Order("org_2"));
		return new SpelExpressionParser().parseExpression(source).getValue(context);
	}

	private static Method method(Class<?> type, String name) {
		return Arrays.stream(type.getDeclaredMethods())
			.filter((method) -> method.getName().equals(name) && !method.isBridge())
			.findFirst()
			.orElseThrow();
	}

	record Org(String id) {
	}

	record User(String id, Org org, boolean active) {
	}

	record Order(String orgId) {
	}

	public static class Bean {

		public static final String CONSTANT = "constant";

		public final String publicField = "field";

		public String getName() {
			return "name";
		}

		public boolean isOpen() {
			return true;
		}

		public String getURL() {
			return "url";
		}

		public String getFailing() {
			throw new IllegalStateException("broken");
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Bean;
		}

		@Override
		public int hashCode() {
			return 1;
		}

	}

	interface Hidden {

		String id();

		record Secret(String id) implements Hidden {
		}

	}

	static class Names {

		public String greet(String name) {
			return "hello " + name;
		}

	}

	interface Finder<T> {

		T find(T key);

	}

	static class FinderService implements Finder<String> {

		@Override
		public String find(String id) {
			return id;
		}

	}

	static class Service {

		Order find(User user, int count, Object anything, Bean bean, Hidden hidden, List<String> names,
				Optional<User> optional, int[] array, Class<?> type) {
			return new Order("org_2");
		}

		Object none() {
			return 0;
		}

		Object one(Object first) {
			return first;
		}

		Object two(Object first, Object second) {
			return first;
		}

		Object result(String result) {
			return result;
		}

	}

}
