package io.cacheaside.expression;

import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.core.BridgeMethodResolver;
import org.springframework.core.DefaultParameterNameDiscoverer;

/**
 * The variables of a scope: parameters by their names and places, and the result.
 *
 * @param arguments the place of the argument that each name stands for
 * @param result whether {@code #result} is the method's result
 * @param parameterNamesKnown whether the class file tells the parameters' names
 */
record ScopeVariables(Map<String, Integer> arguments, boolean result, boolean parameterNamesKnown) {

	static final String RESULT = "result";

	static ScopeVariables of(ExpressionScope scope) {
		Method declared = scope.method();
		if (declared == null) {
			return new ScopeVariables(Map.of(), false, true);
		}
		Method method = BridgeMethodResolver.getMostSpecificMethod(declared, scope.type());
		@Nullable String[] names = DefaultParameterNameDiscoverer.getSharedInstance().getParameterNames(method);
		Map<String, Integer> arguments = new LinkedHashMap<>();
		for (int i = 0; i < method.getParameterCount(); i++) {
			String name = (names != null) ? names[i] : null;
			if (name != null) {
				arguments.put(name, i);
			}
		}
		for (int i = 0; i < method.getParameterCount(); i++) {
			// A parameter that is itself called p0 comes first.
			arguments.putIfAbsent("p" + i, i);
			arguments.putIfAbsent("a" + i, i);
		}
		return new ScopeVariables(arguments, scope.resultAvailable(), names != null);
	}

	boolean contains(String name) {
		return isResult(name) || this.arguments.containsKey(name);
	}

	/** Whether a name means the result; a parameter of that name steps back. */
	boolean isResult(String name) {
		return this.result && name.equals(RESULT);
	}

	/** What exists, for messages. */
	Set<String> names() {
		Set<String> names = new LinkedHashSet<>();
		this.arguments.keySet().forEach((name) -> names.add("#" + name));
		if (this.result) {
			names.add("#" + RESULT);
		}
		names.add("#root");
		return names;
	}

}
