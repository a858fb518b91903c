/**
 * What all controllers share: the {@code Cache-Status} header and error answers.
 */
@NullMarked
package io.cacheaside.sample.web;

import org.jspecify.annotations.NullMarked;
