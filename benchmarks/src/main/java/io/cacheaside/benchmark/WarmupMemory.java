package io.cacheaside.benchmark;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.CacheRegion;
import io.cacheaside.engine.KeyedValue;
import io.cacheaside.engine.LoadStart;
import io.cacheaside.key.KeyEncoder;
import io.cacheaside.warmup.CacheWarmer;
import io.cacheaside.warmup.WarmupEntry;
import io.cacheaside.warmup.WarmupRunner;
import io.cacheaside.warmup.WarmupSettings;
import io.cacheaside.warmup.WarmupTarget;

import org.springframework.boot.DefaultApplicationArguments;

/**
 * The heap while a million entries are warmed, after a collection at every hundred
 * thousand. To be run with a small heap, such as {@code -Xmx96m}. Takes some 1.5 GB for
 * its Redis process.
 */
public final class WarmupMemory {

	private static final int ENTRIES = 1_000_000;

	private WarmupMemory() {
	}

	/**
	 * Prints a line for each hundred thousand.
	 * @param arguments none
	 */
	public static void main(String[] arguments) {
		try (Node node = Node.start(Applications.CacheAsideAnnotation.class)) {
			CacheRegion region = node.bean(CacheEngine.class).region(Users.CACHE);
			KeyEncoder keys = node.bean(KeyEncoder.class);
			WarmupTarget target = (cacheName, type) -> {
				LoadStart start = region.start();
				return (batch) -> region.bulk()
					.putAllIfAbsent(batch.stream()
						.map((entry) -> new KeyedValue(keys.encode(cacheName, entry.key()), entry.value(),
								entry.options()))
						.toList(), type, start);
			};
			CacheWarmer warmer = CacheWarmer.pages(Users.CACHE, User.class, (number, size) -> {
				if (number * size % 100_000 == 0) {
					print(number * size);
				}
				return IntStream.range(number * size, Math.min((number + 1) * size, ENTRIES))
					.mapToObj((i) -> WarmupEntry.of("usr_" + i, User.of("usr_" + i)))
					.toList();
			});
			new WarmupRunner(List.of(warmer), target, WarmupSettings.DEFAULTS).run(new DefaultApplicationArguments());
			System.out.println("stored: " + region.statistics().puts());
		}
	}

	private static void print(int done) {
		System.gc();
		System.out.printf(Locale.ROOT, "%,9d entries: %d MB of heap%n", done,
				ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20);
	}

}
