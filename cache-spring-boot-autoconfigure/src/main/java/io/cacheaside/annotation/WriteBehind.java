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
 * The method always runs and makes a value, which the cache and a durable queue in Redis
 * have when the call returns. A {@code WriteBehindWriter} bean of the application writes
 * it to its source some time later, in batches; until then, readers of the cache get it
 * wherever they miss. A method that returns {@code null} has written nothing.
 *
 * <pre class="code">
 * &#64;WriteBehind(cacheNames = "installs", key = "#agent")
 * Installs installed(String agent)
 * </pre>
 *
 * If Redis does not acknowledge the write in time, or as many wait as may, the call fails
 * with a {@link io.cacheaside.CacheUnavailableException}. In a transaction around the
 * call the write is queued after the commit, when nobody can be told of a failure.
 */
@Target({ ElementType.METHOD, ElementType.TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@Repeatable(WriteBehind.List.class)
public @interface WriteBehind {

	/**
	 * Alias for {@link #cacheNames}.
	 * @return the names
	 */
	@AliasFor("cacheNames")
	String[] value() default {};

	/**
	 * The caches that the result is stored in; each needs a writer.
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
	 * written.
	 * @return the expression
	 */
	String condition() default "";

	/**
	 * A SpEL expression over the arguments and {@code #result}; if true, nothing is
	 * written.
	 * @return the expression
	 */
	String unless() default "";

	/**
	 * The time to live in the cache. Where it says not to store the result, the entry is
	 * evicted, and the value is queued all the same.
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

	/** Holds several {@link WriteBehind} annotations. */
	@Target({ ElementType.METHOD, ElementType.TYPE })
	@Retention(RetentionPolicy.RUNTIME)
	@Inherited
	@Documented
	@interface List {

		/**
		 * The annotations.
		 * @return the annotations
		 */
		WriteBehind[] value();

	}

}
