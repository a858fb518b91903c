package io.cacheaside.report;

import org.jspecify.annotations.Nullable;

/**
 * What to change, and why.
 *
 * @param rule the rule that says so
 * @param property the property to change, {@code null} if there is nothing to change yet
 * @param value what to set it to, {@code null} if there is nothing to set
 * @param text the numbers that led to it, in a sentence or two
 */
public record Advice(AdviceRule rule, @Nullable String property, @Nullable String value, String text) {

	static Advice change(AdviceRule rule, CacheUse use, Setting setting, String text) {
		return new Advice(rule, setting.of(use.cache()), setting.value(), text);
	}

	/**
	 * A property of one cache.
	 *
	 * @param name its name under that of the cache
	 * @param value what to set it to
	 */
	record Setting(String name, String value) {

		/** The whole property; names that hold anything special need brackets. */
		String of(String cache) {
			String written = cache.matches("[A-Za-z0-9-]+") ? cache : "[" + cache + "]";
			return "cacheaside.caches." + written + "." + this.name;
		}

	}

}
