package io.cacheaside.actuate;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.InvalidationOutbox;
import io.cacheaside.engine.RemoteInspection;
import io.cacheaside.engine.RemoteMemory;
import io.cacheaside.engine.queue.QueueStatistics;

/**
 * What health is told from.
 *
 * @param engine the engine
 * @param outbox keeps what transactions invalidate, or {@link InvalidationOutbox#NONE}
 * @param writes the queues of writes, by cache
 * @param inspection tells of the server, if something does
 */
public record HealthSources(CacheEngine engine, InvalidationOutbox outbox,
		Supplier<Map<String, QueueStatistics>> writes, Optional<RemoteInspection> inspection) {

	/**
	 * The memory of the server.
	 * @return empty if it is not told; never fails
	 */
	CompletionStage<Optional<RemoteMemory>> memory() {
		return this.inspection.map((server) -> server.memory().handle((memory, failure) -> Optional.ofNullable(memory)))
			.orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
	}

}
