/**
 * The tier in this process, on Caffeine. It must not know what makes an entry usable: no
 * time, no markers, no remote tier.
 */
@NullMarked
package io.cacheaside.local;

import org.jspecify.annotations.NullMarked;
