/**
 * How the entries of a cache are used, by a sample of their keys: how often they are
 * asked for, how their lives end, how large they are. It must not know how entries are
 * read or stored, and asks nobody anything.
 */
@NullMarked
package io.cacheaside.engine.use;

import org.jspecify.annotations.NullMarked;
