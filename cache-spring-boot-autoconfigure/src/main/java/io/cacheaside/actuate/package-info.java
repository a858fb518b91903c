/**
 * What operations staff see and do: health and endpoints. Asks the engine, and knows
 * neither Redis nor where settings come from.
 */
@NullMarked
package io.cacheaside.actuate;

import org.jspecify.annotations.NullMarked;
