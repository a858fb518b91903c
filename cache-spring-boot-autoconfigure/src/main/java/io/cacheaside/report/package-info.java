/**
 * What the figures of each cache say, and what to change for it: plain advice by written
 * rules. It must not know how a report is asked for, nor what Redis is.
 */
@NullMarked
package io.cacheaside.report;

import org.jspecify.annotations.NullMarked;
