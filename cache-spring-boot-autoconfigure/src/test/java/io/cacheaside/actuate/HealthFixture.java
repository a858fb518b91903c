package io.cacheaside.actuate;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.InvalidationOutbox;
import io.cacheaside.engine.RemoteInspection;
import io.cacheaside.engine.RemoteMemory;
import io.cacheaside.engine.RemoteSample;

/** What tests of health share. */
final class HealthFixture {

	/** Those of the properties. */
	static final HealthThresholds DEFAULTS = new HealthThresholds(Duration.ofMinutes(1), 100, 0.6, 0.05,
			Duration.ofMillis(10), 0.9, 0.1, Duration.ofSeconds(1), Duration.ofMinutes(1));

	private HealthFixture() {
	}

	/** An engine and a server of this memory, {@code null} if it does not tell. */
	static HealthSources sources(CacheEngine engine, @Nullable RemoteMemory memory) {
		return new HealthSources(engine, InvalidationOutbox.NONE, Map::of,
				Optional.of(server(() -> (memory != null) ? CompletableFuture.completedFuture(memory)
						: CompletableFuture.failedFuture(new IllegalStateException("refused")))));
	}

	/** A server that tells of its memory only. */
	static RemoteInspection server(Supplier<CompletionStage<RemoteMemory>> memory) {
		return new RemoteInspection() {

			@Override
			public CompletionStage<RemoteSample> sample(int keys, Set<String> cacheNames) {
				throw new AssertionError("health looks at no keys");
			}

			@Override
			public CompletionStage<RemoteMemory> memory() {
				return memory.get();
			}

		};
	}

}
