/**
 * From annotated methods to immutable operations to calls of the engine, by Spring AOP.
 * It must not know which tiers exist.
 */
@NullMarked
package io.cacheaside.interceptor;

import org.jspecify.annotations.NullMarked;
