package io.cacheaside.event.scanned.nested;

import io.cacheaside.annotation.InvalidatesCache;

@InvalidatesCache(tags = "a")
public abstract class Below {

}
