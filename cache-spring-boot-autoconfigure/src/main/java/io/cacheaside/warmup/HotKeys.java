package io.cacheaside.warmup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.CacheRegion;
import io.cacheaside.key.CacheKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Warms a starting node's local tier from what was hot.
 * <ol>
 * <li>Every {@code interval}, and when it stops, each node asks its local tiers for what
 * is asked for most, in equal shares of {@code maximum-entries}, and notes the keys
 * beside the log, in place of what another node has noted. Hits pay nothing for it.</li>
 * <li>A node that starts reads the note, and these entries ahead from the remote tier, in
 * batches, the hottest of all caches first, until it has {@code maximum-size}, or for
 * {@code timeout}. It does so before its web server takes requests. Nothing is
 * loaded.</li>
 * </ol>
 * What is not in Redis is left out, as is what nobody may be served any more. Nothing
 * here fails a start. Safe for use by many threads.
 */
public final class HotKeys implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(HotKeys.class);

	/** After the engine, which stands at 1,000, and before web servers. */
	private static final int PHASE = 2_000;

	private static final int BATCH = 200;

	private static final String NOTE = "hot-keys";

	private static final Duration KEPT = Duration.ofDays(1);

	private static final Duration GRACE = Duration.ofSeconds(1);

	private final CacheEngine engine;

	private final WarmupCluster cluster;

	private final HotKeysSettings settings;

	private final LongSupplier nanoTime;

	private volatile boolean running;

	private volatile boolean saved;

	/**
	 * Creates it; nothing is asked yet.
	 * @param engine the caches
	 * @param cluster where the note stands
	 * @param settings how much, how often
	 */
	public HotKeys(CacheEngine engine, WarmupCluster cluster, HotKeysSettings settings) {
		this(engine, cluster, settings, System::nanoTime);
	}

	HotKeys(CacheEngine engine, WarmupCluster cluster, HotKeysSettings settings, LongSupplier nanoTime) {
		this.engine = engine;
		this.cluster = cluster;
		this.settings = settings;
		this.nanoTime = nanoTime;
	}

	@Override
	public void start() {
		this.running = true;
		try {
			readAhead();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException | RuntimeException ex) {
			logger.warn("The local tiers begin cold, since what was hot could not be read: {}", ex.toString());
		}
		saveLater();
	}

	private void readAhead() throws InterruptedException, ExecutionException, TimeoutException {
		long began = this.nanoTime.getAsLong();
		HotKeysNote note = within(began, this.cluster.coordination().note(NOTE)).map(HotKeysNote::parse)
			.orElse(new HotKeysNote(Map.of()));
		long left = this.settings.maximumBytes();
		int read = 0;
		for (List<CacheKey> batch : batches(note)) {
			if (left > 0 && read < this.settings.maximumEntries()) {
				left = within(began, prefetch(batch, left));
				read += batch.size();
			}
		}
		if (read > 0) {
			logger.info("Read {} of {} hot keys ahead, {} KB in {} ms", read, note.size(),
					(this.settings.maximumBytes() - left) / 1_024,
					TimeUnit.NANOSECONDS.toMillis(this.nanoTime.getAsLong() - began));
		}
	}

	/** Of each cache in turn, so that none takes all the room. */
	private static List<List<CacheKey>> batches(HotKeysNote note) {
		List<List<CacheKey>> batches = new ArrayList<>();
		int longest = note.keys().values().stream().mapToInt(List::size).max().orElse(0);
		for (int from = 0; from < longest; from += BATCH) {
			for (List<CacheKey> keys : note.keys().values()) {
				if (from < keys.size()) {
					batches.add(keys.subList(from, Math.min(from + BATCH, keys.size())));
				}
			}
		}
		return batches;
	}

	private CompletionStage<Long> prefetch(List<CacheKey> batch, long maximumBytes) {
		try {
			return this.engine.region(batch.get(0).cacheName()).bulk().prefetch(batch, maximumBytes);
		}
		catch (IllegalArgumentException ex) {
			// A cache that does not exist any more.
			return CompletableFuture.completedFuture(maximumBytes);
		}
	}

	private <T> T within(long began, CompletionStage<T> stage)
			throws InterruptedException, ExecutionException, TimeoutException {
		long left = this.settings.timeout().toNanos() - (this.nanoTime.getAsLong() - began);
		return stage.toCompletableFuture().get(Math.max(0, left), TimeUnit.NANOSECONDS);
	}

	private void saveLater() {
		try {
			this.cluster.scheduler().schedule(() -> {
				if (this.running) {
					save();
					saveLater();
				}
			}, this.settings.interval().toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			// The application stops.
		}
	}

	private CompletionStage<Void> save() {
		HotKeysNote note = hottest();
		if (note.size() == 0) {
			return CompletableFuture.completedFuture(null);
		}
		this.saved = true;
		return this.cluster.coordination().write(NOTE, note.toBytes(), KEPT);
	}

	private HotKeysNote hottest() {
		List<CacheRegion> regions = this.engine.regions()
			.stream()
			.filter((region) -> region.local().size() > 0)
			.toList();
		Map<String, List<CacheKey>> keys = new LinkedHashMap<>();
		for (CacheRegion region : regions) {
			int share = Math.max(1, this.settings.maximumEntries() / regions.size());
			keys.put(region.settings().name(), region.bulk().hottest(share));
		}
		return new HotKeysNote(keys);
	}

	/** A node that has only just begun knows less than the note. */
	@Override
	public void stop() {
		this.running = false;
		if (this.saved) {
			try {
				save().toCompletableFuture().get(GRACE.toNanos(), TimeUnit.NANOSECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			catch (ExecutionException | TimeoutException | CompletionException ex) {
				logger.debug("What is hot was not noted at the end", ex);
			}
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
