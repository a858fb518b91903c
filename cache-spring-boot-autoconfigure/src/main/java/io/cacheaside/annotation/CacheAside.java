package io.cacheaside.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;

/**
 * The method's result is looked up in a cache, and loaded and stored on a miss. What
 * Spring's {@code @Cacheable} has too means the same here.
 *
 * <pre class="code">
 * &#64;CacheAside(cacheNames = "user", key = "{#userId, 'permissions'}", ttl = "5m", tags = "org:#{#result.orgId}")
 * Permissions permissions(String userId)   // entry user:usr_1:permissions
 * </pre>
 *
 * On a class it stands for each of the class's public methods. An {@code Optional} result
 * is cached by what it holds, a {@code CompletableFuture} by the value it completes with.
 */
@Target({ ElementType.METHOD, ElementType.TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
public @interface CacheAside {

	/**
	 * Alias for {@link #cacheNames}.
	 * @return the names
	 */
	@AliasFor("cacheNames")
	String[] value() default {};

	/**
	 * The caches. Several are asked in order; a loaded value is stored in all of them.
	 * @return the names, at least one
	 */
	@AliasFor("value")
	String[] cacheNames() default {};

	/**
	 * A SpEL expression for the key over the arguments ({@code #name}, {@code #p0},
	 * {@code #a0}). An inline list gives one part for each element. Empty: all arguments,
	 * one part each.
	 * @return the expression
	 */
	String key() default "";

	/**
	 * The name of a {@code KeyGenerator} bean; excludes {@link #key}.
	 * @return the bean's name
	 */
	String keyGenerator() default "";

	/**
	 * A SpEL expression over the arguments; if false, the method just runs.
	 * @return the expression
	 */
	String condition() default "";

	/**
	 * A SpEL expression over the arguments and {@code #result}; if true, the result is
	 * not stored.
	 * @return the expression
	 */
	String unless() default "";

	/**
	 * The time to live, {@code 5m} or {@code none}; may hold
	 * <code>${placeholders}</code>, and <code>#{SpEL}</code> over the arguments and
	 * {@code #result}. An expression gives a {@code Duration} or such text; zero or a
	 * negative one means that the result is not stored. Empty, or an expression that
	 * gives {@code null}: {@code cacheaside.caches.<name>.ttl}, else
	 * {@code cacheaside.ttl}. A result that is {@code null} has a time to live of its
	 * own.
	 * @return the time to live
	 */
	String ttl() default "";

	/**
	 * Tags of the stored entry: literal text and <code>#{SpEL}</code> over the arguments
	 * and {@code #result}.
	 * @return the templates
	 */
	String[] tags() default {};

}
