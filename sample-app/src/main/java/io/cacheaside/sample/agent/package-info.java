/**
 * Agents, their configuration and the lists of an organisation's agents.
 */
@NullMarked
package io.cacheaside.sample.agent;

import org.jspecify.annotations.NullMarked;
