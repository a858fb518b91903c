/**
 * What users type on methods and event types. No behaviour: reading the annotations is
 * the business of the packages {@code interceptor} and {@code event}.
 */
@NullMarked
package io.cacheaside.annotation;

import org.jspecify.annotations.NullMarked;
