package io.cacheaside.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A domain event of this type, or of a subtype, invalidates what the templates name:
 * after the commit if it is published in a transaction, at once if not.
 *
 * <pre class="code">
 * &#64;InvalidatesCache("user:#{userId}")
 * &#64;InvalidatesCache("user:#{userId}:*")
 * record UserUpdated(String userId) {
 * }
 * </pre>
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Repeatable(InvalidatesCache.List.class)
public @interface InvalidatesCache {

	/**
	 * Logical keys, or Redis globs over them where the literal text holds {@code *},
	 * {@code ?} or {@code [}: literal text and <code>#{SpEL}</code>, whose root is the
	 * event. Values are escaped, so that they match only themselves.
	 * @return the templates
	 */
	String[] value() default {};

	/**
	 * Tags: literal text and <code>#{SpEL}</code>, whose root is the event.
	 * @return the templates
	 */
	String[] tags() default {};

	/**
	 * Whether values stay and are loaded anew, instead of being gone: until the refresh
	 * that the next call begins has come to its end, the old value is served.
	 * @return {@code false} to evict, so that no older value is ever served again
	 */
	boolean soft() default false;

	/** Holds several {@link InvalidatesCache} annotations. */
	@Target(ElementType.TYPE)
	@Retention(RetentionPolicy.RUNTIME)
	@Documented
	@interface List {

		/**
		 * The annotations.
		 * @return the annotations
		 */
		InvalidatesCache[] value();

	}

}
