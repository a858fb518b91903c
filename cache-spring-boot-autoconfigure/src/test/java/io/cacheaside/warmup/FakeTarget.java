package io.cacheaside.warmup;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/** Remembers batches and writes what is absent. */
class FakeTarget implements WarmupTarget {

	final List<List<WarmupEntry<?>>> batches = Collections.synchronizedList(new ArrayList<>());

	final Set<String> keys = ConcurrentHashMap.newKeySet();

	final Set<String> types = ConcurrentHashMap.newKeySet();

	volatile @Nullable RuntimeException failure;

	@Override
	public Batches begin(String cacheName, Type valueType) {
		return (batch) -> write(cacheName, valueType, batch);
	}

	private CompletionStage<Long> write(String cacheName, Type valueType, List<WarmupEntry<?>> batch) {
		RuntimeException toFail = this.failure;
		if (toFail != null) {
			return CompletableFuture.failedFuture(toFail);
		}
		this.batches.add(batch);
		this.types.add(valueType.getTypeName());
		long written = batch.stream()
			.filter((entry) -> this.keys.add(cacheName + ":" + Objects.toString(entry.key())))
			.count();
		return CompletableFuture.completedFuture(written);
	}

}
