package io.cacheaside.engine;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.cacheaside.key.CacheKey;

import static org.assertj.core.api.Assertions.assertThat;

/** What holds for the inspection of an empty server, wherever it stands. */
public abstract class RemoteInspectionContract {

	private static final Set<String> CACHES = Set.of("user", "api:agents:list", "empty");

	protected abstract RemoteInspection inspection();

	/** Fills a slot. */
	protected abstract void place(CacheKey key, byte[] bytes);

	/** Keeps something that is none of ours. */
	protected abstract void placeOfAnother(String name);

	@Test
	void emptyServerHasNoEntries() {
		RemoteSample sample = get(inspection().sample(100, CACHES));
		assertThat(sample.keys()).isZero();
		assertThat(sample.entries("user")).isZero();
		assertThat(sample.bytes("user")).isZero();
	}

	@Test
	void wholeRoundTellsEntriesAndBytesOfEachCacheAndOfNoOther() {
		IntStream.range(0, 20).forEach((i) -> place(key("user", "user:" + i), new byte[100]));
		IntStream.range(0, 5).forEach((i) -> place(key("api:agents:list", "api:agents:list:o:" + i), new byte[5_000]));
		place(key("api:agents", "api:agents:1"), new byte[10]);
		place(key("user", "user:" + "x".repeat(600)), new byte[100]);
		placeOfAnother("user:1");
		RemoteSample sample = get(inspection().sample(1_000, CACHES));
		assertThat(sample.looked()).isEqualTo(28);
		assertThat(sample.keys()).isEqualTo(28);
		assertThat(sample.caches()).containsOnlyKeys("user", "api:agents:list");
		assertThat(sample.entries("user")).isEqualTo(21);
		assertThat(sample.entries("api:agents:list")).isEqualTo(5);
		assertThat(sample.entries("empty")).isZero();
		assertThat(sample.bytes("user") / 21).isBetween(100.0, 400.0);
		assertThat(sample.bytes("api:agents:list") / 5).isBetween(5_000.0, 7_000.0);
	}

	@Test
	void samplesGoOnWhereTheLastOneStoppedAndBeginAnewAtTheEnd() {
		Set<String> caches = IntStream.range(0, 300).mapToObj((i) -> "c" + i).collect(Collectors.toSet());
		caches.forEach((cache) -> place(key(cache, cache + ":1"), new byte[10]));
		for (int round = 0; round < 2; round++) {
			Set<String> met = new HashSet<>();
			for (int call = 0; call < 20 && met.size() < 300; call++) {
				RemoteSample sample = get(inspection().sample(50, caches));
				assertThat(sample.looked()).isBetween(1L, 120L);
				met.addAll(sample.caches().keySet());
			}
			assertThat(met).hasSize(300);
		}
	}

	@Test
	void memoryIsTold() {
		place(key("user", "user:1"), new byte[100]);
		RemoteMemory memory = get(inspection().memory());
		assertThat(memory.usedBytes()).isGreaterThan(100);
		assertThat(memory.limitBytes()).isZero();
		assertThat(memory.fullest()).isZero();
		assertThat(memory.evictedKeys()).isZero();
		assertThat(memory.evictionPolicy()).isEqualTo("noeviction");
	}

	protected static CacheKey key(String cacheName, String logical) {
		return new CacheKey(cacheName, logical);
	}

	protected static <T> T get(CompletionStage<T> stage) {
		return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
	}

}
