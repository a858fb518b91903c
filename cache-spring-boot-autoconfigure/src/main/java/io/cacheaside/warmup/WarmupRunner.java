package io.cacheaside.warmup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;

import io.cacheaside.CacheConfigurationException;
import io.cacheaside.warmup.WarmupReport.Outcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;

/**
 * Runs all {@link CacheWarmer}s when the application starts. By default the application
 * becomes ready when they are done, have failed, or are out of time, whichever is first;
 * with {@code cacheaside.warmup.background} it does not wait. Runs after the
 * application's own runners of higher precedence.
 * <p>
 * Out of time or closed, warmers stop before their next element. One that hangs in its
 * source is left behind on its daemon thread. A warmer that fails is logged and does not
 * stop the others, nor the start, unless {@code cacheaside.warmup.fail-fast} is on. An
 * interrupt of the starting thread stops warming, and the start goes on with the
 * interrupt still set.
 */
public final class WarmupRunner implements ApplicationRunner, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(WarmupRunner.class);

	private static final Duration GRACE = Duration.ofSeconds(1);

	private final List<CacheWarmer> warmers;

	private final WarmupTarget target;

	private final WarmupSettings settings;

	private final WarmupRuntime runtime;

	private final @Nullable WarmupCluster cluster;

	private final ConcurrentMap<String, WarmupRun> requested = new ConcurrentHashMap<>();

	private volatile @Nullable WarmupRun current;

	/**
	 * Creates a runner with threads of its own, which end when the warmers do.
	 * @param warmers what to run, in the order in which they begin
	 * @param target where entries go
	 * @param settings how to run
	 * @throws CacheConfigurationException if two warmers have one name
	 */
	public WarmupRunner(List<CacheWarmer> warmers, WarmupTarget target, WarmupSettings settings) {
		this(warmers, target, settings, WarmupRuntime.ofThreads(), null);
	}

	/**
	 * Creates a runner with threads of its own, for one of several nodes.
	 * @param warmers what to run, in the order in which they begin
	 * @param target where entries go
	 * @param settings how to run
	 * @param cluster how nodes agree
	 * @throws CacheConfigurationException if two warmers have one name
	 */
	public WarmupRunner(List<CacheWarmer> warmers, WarmupTarget target, WarmupSettings settings,
			WarmupCluster cluster) {
		this(warmers, target, settings, WarmupRuntime.ofThreads(), cluster);
	}

	/**
	 * Creates a runner.
	 * @param warmers what to run, in the order in which they begin
	 * @param target where entries go
	 * @param settings how to run
	 * @param runtime threads and time; the executor is not shut down
	 * @param cluster how nodes agree; {@code null} where each is by itself
	 * @throws CacheConfigurationException if two warmers have one name
	 */
	WarmupRunner(List<CacheWarmer> warmers, WarmupTarget target, WarmupSettings settings, WarmupRuntime runtime,
			@Nullable WarmupCluster cluster) {
		this.warmers = List.copyOf(warmers);
		this.target = target;
		this.settings = settings;
		this.runtime = runtime;
		this.cluster = cluster;
		checkNames();
	}

	private void checkNames() {
		Set<String> names = new HashSet<>();
		for (CacheWarmer warmer : this.warmers) {
			if (!names.add(warmer.name())) {
				throw new CacheConfigurationException("Two cache warmers are named '" + warmer.name() + "'.",
						"Give one of them another name, with CacheWarmer.named(\"…\"). A warmer is named as its cache "
								+ "unless told otherwise.");
			}
		}
	}

	/**
	 * Runs the warmers.
	 * @throws IllegalStateException if one failed and {@code cacheaside.warmup.fail-fast}
	 * is on
	 */
	@Override
	public void run(ApplicationArguments args) {
		if (!this.settings.enabled() || this.warmers.isEmpty()) {
			return;
		}
		WarmupRun run = new WarmupRun(this.warmers,
				new WarmupSurroundings(this.target, this.settings, this.runtime, this.cluster));
		this.current = run;
		run.start();
		if (!this.settings.background()) {
			waitFor(run);
		}
	}

	/**
	 * The warmers by name.
	 * @return the names, in the order in which they begin at the start
	 */
	public List<String> names() {
		return this.warmers.stream().map(CacheWarmer::name).toList();
	}

	/**
	 * Runs one warmer now, on this node, whatever others have done, and whether or not
	 * warmers run at the start. How it goes is logged; a failure is only logged.
	 * @param name its name
	 * @return whether it was begun; not if there is no such warmer, or it runs already
	 * because of such a call
	 * @throws RejectedExecutionException if there is no thread for it
	 */
	public boolean run(String name) {
		List<CacheWarmer> named = this.warmers.stream().filter((warmer) -> warmer.name().equals(name)).toList();
		WarmupRun run = new WarmupRun(named,
				new WarmupSurroundings(this.target, this.settings.afterStart(), this.runtime, null));
		if (named.isEmpty() || this.requested.putIfAbsent(name, run) != null) {
			return false;
		}
		try {
			run.start().whenComplete((ended, failure) -> this.requested.remove(name, run));
		}
		catch (RejectedExecutionException ex) {
			this.requested.remove(name, run);
			throw ex;
		}
		return true;
	}

	private void waitFor(WarmupRun run) {
		try {
			if (!run.awaitStart(this.settings.timeout())) {
				run.stop(Outcome.OUT_OF_TIME);
				if (!run.awaitStart(GRACE)) {
					logger.warn("Warming is out of time; not waiting for warmers that hang in their source: {}",
							run.unfinished());
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			run.stop(Outcome.STOPPED);
			logger.warn("Interrupted while warming; not yet done: {}", run.unfinished());
		}
	}

	/**
	 * How far a warmer is. Scheduled refreshes are not told.
	 * @param warmer its name
	 * @return its standing now, or when it ended
	 */
	public WarmupStanding standing(String warmer) {
		WarmupRun run = this.current;
		return (run != null) ? run.standing(warmer) : WarmupStanding.NOT_BEGUN;
	}

	/**
	 * Stops warming that is still going on, and waits a moment for it, so that what it
	 * uses can be closed after it.
	 */
	@Override
	public void close() {
		List<WarmupRun> runs = new ArrayList<>(this.requested.values());
		Optional.ofNullable(this.current).ifPresent(runs::add);
		runs.forEach((run) -> run.stop(Outcome.STOPPED));
		try {
			for (WarmupRun run : runs) {
				run.awaitWorkers(GRACE);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
