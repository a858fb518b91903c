package io.cacheaside.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * After the method, every entry that bears a tag is evicted, in all caches.
 *
 * <pre class="code">
 * &#64;CacheEvictTag("org:#{#orgId}")
 * void renameOrg(String orgId, String name)
 * </pre>
 */
@Target({ ElementType.METHOD, ElementType.TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@Repeatable(CacheEvictTag.List.class)
public @interface CacheEvictTag {

	/**
	 * Tags: literal text and <code>#{SpEL}</code> over the arguments and {@code #result}.
	 * @return the templates, at least one
	 */
	String[] value();

	/**
	 * A SpEL expression over the arguments and {@code #result} (only the arguments with
	 * {@link #beforeInvocation}); if false, nothing is evicted.
	 * @return the expression
	 */
	String condition() default "";

	/**
	 * Whether to evict before the method runs, and so also if it throws.
	 * @return {@code false} to evict only after the method has returned
	 */
	boolean beforeInvocation() default false;

	/**
	 * Whether values stay and are loaded anew, instead of being gone: until the refresh
	 * that the next call begins has come to its end, the old value is served.
	 * @return {@code false} to evict, so that no older value is ever served again
	 */
	boolean soft() default false;

	/** Holds several {@link CacheEvictTag} annotations. */
	@Target({ ElementType.METHOD, ElementType.TYPE })
	@Retention(RetentionPolicy.RUNTIME)
	@Inherited
	@Documented
	@interface List {

		/**
		 * The annotations.
		 * @return the annotations
		 */
		CacheEvictTag[] value();

	}

}
