/**
 * How often agents are installed: counted in Redis, written behind to the database.
 */
@NullMarked
package io.cacheaside.sample.install;

import org.jspecify.annotations.NullMarked;
