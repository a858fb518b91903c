package io.cacheaside.write;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.cacheaside.engine.queue.QueueStatistics;
import io.cacheaside.engine.queue.WriteQueue;

/**
 * A cache whose writes wait, and who writes them.
 *
 * @param name the cache
 * @param queue its queue
 * @param writer writes its values
 * @param decoder reads a value that waits; throws if that cannot be
 * @param statistics counts what is done
 */
public record BehindCache(String name, WriteQueue queue, WriteBehindWriter<?> writer,
		Function<byte[], @Nullable Object> decoder, QueueStatistics statistics) {

}
