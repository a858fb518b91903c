package io.cacheaside.interceptor;

import java.lang.reflect.Type;

/** Checks how methods use caches, when every bean is there. */
public interface CacheUseCheck {

	/**
	 * Checks any use.
	 * @param cacheName the cache
	 * @param where the annotation and method
	 * @throws io.cacheaside.CacheConfigurationException if the cache may not be used
	 */
	void check(String cacheName, String where);

	/**
	 * Checks that somebody writes what is written behind.
	 * @param cacheName the cache
	 * @param where the annotation and method
	 * @param type the declared type of the values
	 * @throws io.cacheaside.CacheConfigurationException if nobody does
	 */
	void checkBehind(String cacheName, String where, Type type);

}
