package io.cacheaside.warmup;

import java.lang.reflect.Type;
import java.util.function.Consumer;

/** What a warmer does with the elements of its source. */
sealed interface WarmupWork {

	/** Entries to be written in batches, all with values of one type. */
	record Entries<V>(Type valueType, WarmupSource<WarmupEntry<V>> source) implements WarmupWork {
	}

	/** Arguments for a method that fills the cache itself. */
	record Calls<A>(WarmupSource<A> source, Consumer<? super A> method) implements WarmupWork {
	}

}
