package io.cacheaside;

import org.jspecify.annotations.Nullable;

/**
 * Something the application says about its caches cannot be meant: a misspelt cache, an
 * expression that does not parse, attributes that exclude each other. Thrown at start-up.
 * The message names the property or method, {@link #getAction()} the mend; both are shown
 * by Spring Boot's failure report.
 */
public class CacheConfigurationException extends RuntimeException {

	private final String action;

	/**
	 * Creates the exception.
	 * @param problem what is wrong, naming the property or method
	 * @param action what to change
	 */
	public CacheConfigurationException(String problem, String action) {
		this(problem, action, null);
	}

	/**
	 * Creates the exception.
	 * @param problem what is wrong, naming the property or method
	 * @param action what to change
	 * @param cause what made it known, if anything
	 */
	public CacheConfigurationException(String problem, String action, @Nullable Throwable cause) {
		super(problem, cause);
		this.action = action;
	}

	/**
	 * What to change.
	 * @return a sentence for the person who starts the application
	 */
	public String getAction() {
		return this.action;
	}

}
