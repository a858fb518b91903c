/**
 * What is counted and timed, as Micrometer meters. It must not know how the engine works,
 * only what it reports.
 */
@NullMarked
package io.cacheaside.metrics;

import org.jspecify.annotations.NullMarked;
