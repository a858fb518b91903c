package io.cacheaside.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** An inspection of keys in memory. For one thread at a time. */
public final class FakeRemoteInspection implements RemoteInspection {

	private final Map<String, Kept> keys = new TreeMap<>();

	private RemoteMemory memory = new RemoteMemory(1_000, 0, Map.of("one", 0L), 0, "noeviction", 0);

	private int cursor;

	private boolean reachable = true;

	private boolean broken;

	private int samples;

	private int questions;

	/** Keeps an entry of a cache, or of nobody for an empty name. */
	public void place(String name, String cacheName, long bytes) {
		this.keys.put(name, new Kept(cacheName, bytes));
	}

	public void clear() {
		this.keys.clear();
		this.cursor = 0;
	}

	public void memory(RemoteMemory memory) {
		this.memory = memory;
	}

	/** Sets whether this node reaches the server. */
	public void reachable(boolean reachable) {
		this.reachable = reachable;
	}

	/** Sets whether questions are thrown back, against what is agreed. */
	public void broken(boolean broken) {
		this.broken = broken;
	}

	/** How often a sample was asked for. */
	public int samples() {
		return this.samples;
	}

	/** How often the memory was asked for. */
	public int questions() {
		return this.questions;
	}

	@Override
	public CompletionStage<RemoteSample> sample(int wanted, Set<String> cacheNames) {
		this.samples++;
		return answer(() -> {
			List<Kept> all = new ArrayList<>(this.keys.values());
			int from = (this.cursor < all.size()) ? this.cursor : 0;
			this.cursor = Math.min(all.size(), from + wanted);
			Map<String, RemoteSample.Met> caches = new HashMap<>();
			all.subList(from, this.cursor)
				.stream()
				.filter((kept) -> cacheNames.contains(kept.cacheName()))
				.forEach((kept) -> caches.merge(kept.cacheName(), new RemoteSample.Met(1, kept.bytes()),
						RemoteSample.Met::plus));
			return new RemoteSample(caches, this.cursor - from, all.size());
		});
	}

	@Override
	public CompletionStage<RemoteMemory> memory() {
		this.questions++;
		return answer(() -> this.memory);
	}

	private <T> CompletionStage<T> answer(Supplier<T> answer) {
		if (this.broken) {
			throw new IllegalStateException("broken");
		}
		return this.reachable ? CompletableFuture.completedFuture(answer.get())
				: CompletableFuture.failedFuture(new IllegalStateException("unreachable"));
	}

	private record Kept(String cacheName, long bytes) {
	}

}
