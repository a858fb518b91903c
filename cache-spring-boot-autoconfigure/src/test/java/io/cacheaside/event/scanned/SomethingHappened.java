package io.cacheaside.event.scanned;

import io.cacheaside.annotation.InvalidatesCache;

@InvalidatesCache(tags = "a")
public interface SomethingHappened {

	/** Bears two annotations, which the compiler wraps in one. */
	@InvalidatesCache(tags = "b")
	@InvalidatesCache(tags = "c")
	record Twice() {
	}

	/** Bears none itself. */
	record ByInterface() implements SomethingHappened {
	}

	/** No event of ours. */
	record Unrelated() {
	}

}
