package io.cacheaside.autoconfigure;

import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.ResolvableType;
import org.springframework.util.function.SingletonSupplier;

import io.cacheaside.CacheConfigurationException;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.CacheRegion;
import io.cacheaside.engine.queue.QueueStatistics;
import io.cacheaside.engine.queue.WriteQueue;
import io.cacheaside.write.BehindCache;
import io.cacheaside.write.WriteBehindWriter;
import io.cacheaside.write.WriterQueues;

/**
 * The application's writers and the caches whose values they write. They are looked for
 * when all beans are there, since a writer may need any of them.
 */
final class BehindWriters {

	private final WriterQueues queues;

	private final CacheEngine engine;

	private final ConfiguredCaches configured;

	private final Supplier<Map<String, BehindCache>> caches;

	BehindWriters(ObjectProvider<WriteBehindWriter<?>> writers, CacheEngine engine, WriterQueues queues,
			ConfiguredCaches configured) {
		this.engine = engine;
		this.queues = queues;
		this.configured = configured;
		this.caches = SingletonSupplier.of(() -> find(writers));
	}

	/**
	 * The caches that have a writer, by name.
	 */
	Map<String, BehindCache> caches() {
		return this.caches.get();
	}

	/**
	 * What this node did for each of them.
	 */
	Map<String, QueueStatistics> statistics() {
		Map<String, QueueStatistics> statistics = new LinkedHashMap<>();
		caches().forEach((name, cache) -> statistics.put(name, cache.statistics()));
		return statistics;
	}

	private Map<String, BehindCache> find(ObjectProvider<WriteBehindWriter<?>> writers) {
		Map<String, BehindCache> found = new LinkedHashMap<>();
		for (WriteBehindWriter<?> writer : writers.orderedStream().toList()) {
			String name = writer.cacheName();
			BehindCache earlier = found.put(name, bound(name, writer));
			if (earlier != null) {
				throw new CacheConfigurationException("The cache '" + name + "' has two writers, "
						+ describe(earlier.writer()) + " and " + describe(writer),
						"Keep one WriteBehindWriter bean of this cache name.");
			}
		}
		this.queues.only(found.keySet());
		return found;
	}

	private BehindCache bound(String name, WriteBehindWriter<?> writer) {
		this.configured.requireMeant(name, describe(writer));
		CacheRegion region = this.engine.region(name);
		WriteQueue queue = this.queues.queue(name);
		if (!region.settings().enabled() || queue == null) {
			throw new CacheConfigurationException(
					describe(writer) + " writes what is written behind to the cache '" + name
							+ "', but that is switched off: its writes would be lost",
					"Remove cacheaside.caches." + name + ".enabled=false, or remove the writer and its @WriteBehind.");
		}
		Type type = typeOf(writer);
		return new BehindCache(name, queue, writer, (value) -> region.behind().decode(value, type),
				new QueueStatistics(region.behind()::kept));
	}

	private static Type typeOf(WriteBehindWriter<?> writer) {
		ResolvableType type = ResolvableType.forClass(AopProxyUtils.ultimateTargetClass(writer))
			.as(WriteBehindWriter.class)
			.getGeneric();
		Class<?> raw = type.resolve(Object.class);
		return type.hasGenerics() ? ResolvableType.forClassWithGenerics(raw, type.getGenerics()).getType() : raw;
	}

	/**
	 * Refuses a method whose values nobody writes.
	 */
	void requireWriter(String cacheName, String where, Type type) {
		BehindCache cache = caches().get(cacheName);
		if (cache == null) {
			throw missing(cacheName, where);
		}
		Type written = typeOf(cache.writer());
		if (!ResolvableType.forType(written).isAssignableFrom(ResolvableType.forType(type))) {
			throw new CacheConfigurationException(
					where + " makes values of type " + type.getTypeName() + ", but " + describe(cache.writer())
							+ " writes values of type " + written.getTypeName(),
					"Let the WriteBehindWriter of the cache '" + cacheName + "' take the type of the method.");
		}
	}

	static CacheConfigurationException missing(String cacheName, String where) {
		return new CacheConfigurationException(
				where + " writes behind to the cache '" + cacheName + "', which has no writer",
				"Define a WriteBehindWriter bean whose cacheName() is '" + cacheName + "'.");
	}

	private static String describe(WriteBehindWriter<?> writer) {
		return AopProxyUtils.ultimateTargetClass(writer).getName();
	}

}
