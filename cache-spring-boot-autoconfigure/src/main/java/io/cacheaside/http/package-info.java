/**
 * What a web request means for the caches. It must not know which tiers exist, and
 * nothing else may need it, since an application may have no web.
 */
@NullMarked
package io.cacheaside.http;

import org.jspecify.annotations.NullMarked;
