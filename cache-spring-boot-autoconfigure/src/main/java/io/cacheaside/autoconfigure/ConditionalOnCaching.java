package io.cacheaside.autoconfigure;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Conditional;

/** Matches by {@code cacheaside.enabled} and {@code spring.cache.type}. */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Conditional(OnCachingCondition.class)
@interface ConditionalOnCaching {

	/**
	 * What has to be the case.
	 * @return the state
	 */
	State value() default State.ON;

	/** What the two properties say together. */
	enum State {

		/** Caching is on. */
		ON,

		/** Caching is off. */
		OFF,

		/** Caching is on, and Spring's cache manager may be ours. */
		MANAGER_WANTED,

		/** Caching is off, and Spring's cache manager would have been ours. */
		MANAGER_OFF

	}

}
