package io.cacheaside.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;

/**
 * The method always runs, and its result is stored, as with Spring's {@code @CachePut},
 * with a time to live and tags of its own.
 *
 * <pre class="code">
 * &#64;WriteThrough(cacheNames = "user", key = "#user.id", tags = "org:#{#result.orgId}")
 * User save(User user)
 * </pre>
 */
@Target({ ElementType.METHOD, ElementType.TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@Repeatable(WriteThrough.List.class)
public @interface WriteThrough {

	/**
	 * Alias for {@link #cacheNames}.
	 * @return the names
	 */
	@AliasFor("cacheNames")
	String[] value() default {};

	/**
	 * The caches that the result is stored in.
	 * @return the names, at least one
	 */
	@AliasFor("value")
	String[] cacheNames() default {};

	/**
	 * A SpEL expression for the key over the arguments and {@code #result}.
	 * @return the expression
	 * @see CacheAside#key
	 */
	String key() default "";

	/**
	 * The name of a {@code KeyGenerator} bean; excludes {@link #key}.
	 * @return the bean's name
	 */
	String keyGenerator() default "";

	/**
	 * A SpEL expression over the arguments and {@code #result}; if false, nothing is
	 * stored.
	 * @return the expression
	 */
	String condition() default "";

	/**
	 * A SpEL expression over the arguments and {@code #result}; if true, nothing is
	 * stored.
	 * @return the expression
	 */
	String unless() default "";

	/**
	 * The time to live. Where it says not to store the result, the entry is evicted.
	 * @return the time to live
	 * @see CacheAside#ttl
	 */
	String ttl() default "";

	/**
	 * Tags of the stored entry.
	 * @return the templates
	 * @see CacheAside#tags
	 */
	String[] tags() default {};

	/** Holds several {@link WriteThrough} annotations. */
	@Target({ ElementType.METHOD, ElementType.TYPE })
	@Retention(RetentionPolicy.RUNTIME)
	@Inherited
	@Documented
	@interface List {

		/**
		 * The annotations.
		 * @return the annotations
		 */
		WriteThrough[] value();

	}

}
