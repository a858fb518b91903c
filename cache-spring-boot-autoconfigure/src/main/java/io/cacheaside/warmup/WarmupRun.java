package io.cacheaside.warmup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.cacheaside.warmup.WarmupReport.Outcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.format.annotation.DurationFormat.Style;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/**
 * One run of all warmers. A few workers take one warmer after the other; the last to end
 * says how it all went.
 */
final class WarmupRun {

	private static final Logger logger = LoggerFactory.getLogger(WarmupRunner.class);

	private final List<CacheWarmer> warmers;

	private final WarmupSurroundings surroundings;

	private final WarmupSettings settings;

	private final WarmupStop stop;

	private final long started;

	private final Map<String, WarmerTurn> turns = new LinkedHashMap<>();

	private final Queue<WarmerTurn> waiting;

	private final ConcurrentHashMap<String, WarmupReport> reports = new ConcurrentHashMap<>();

	private final CountDownLatch workersEnded = new CountDownLatch(1);

	private final CountDownLatch startMayGoOn = new CountDownLatch(1);

	private volatile @Nullable IllegalStateException fatal;

	WarmupRun(List<CacheWarmer> warmers, WarmupSurroundings surroundings) {
		this.warmers = warmers;
		this.surroundings = surroundings;
		this.settings = surroundings.settings();
		this.stop = new WarmupStop(surroundings.runtime(), this.settings.timeout());
		this.started = surroundings.runtime().nanoTime().getAsLong();
		warmers.forEach((warmer) -> this.turns.put(warmer.name(), WarmerTurn.of(warmer, surroundings, this.stop)));
		this.waiting = new ConcurrentLinkedQueue<>(this.turns.values());
	}

	/**
	 * Begins.
	 * @return completes when all workers have ended
	 */
	CompletionStage<Void> start() {
		List<CompletableFuture<?>> all = new ArrayList<>();
		for (int i = 0; i < Math.min(this.settings.parallelism(), this.warmers.size()); i++) {
			all.add(CompletableFuture.runAsync(this::work, this.surroundings.runtime().executor()));
		}
		return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).whenComplete((none, ex) -> {
			summarize();
			this.workersEnded.countDown();
			this.startMayGoOn.countDown();
		});
	}

	void stop(Outcome reason) {
		this.stop.stop(reason);
	}

	/**
	 * Waits until all workers have ended.
	 * @return whether they have
	 */
	boolean awaitWorkers(Duration limit) throws InterruptedException {
		return this.workersEnded.await(limit.toNanos(), TimeUnit.NANOSECONDS);
	}

	/**
	 * Waits until all workers have ended, or one has failed that is to fail the start.
	 * @return whether they have
	 * @throws IllegalStateException if one has failed that is to fail the start
	 */
	boolean awaitStart(Duration limit) throws InterruptedException {
		boolean ended = this.startMayGoOn.await(limit.toNanos(), TimeUnit.NANOSECONDS);
		if (this.fatal != null) {
			throw this.fatal;
		}
		return ended;
	}

	/**
	 * How far a warmer is. Asked by any thread.
	 */
	WarmupStanding standing(String warmer) {
		WarmerTurn turn = this.turns.get(warmer);
		WarmupProgress progress = (turn != null) ? turn.progress() : null;
		if (progress == null) {
			return WarmupStanding.NOT_BEGUN;
		}
		boolean ended = this.reports.containsKey(warmer) || this.workersEnded.getCount() == 0;
		return new WarmupStanding(progress.done(), progress.total(), !ended);
	}

	Set<String> unfinished() {
		Set<String> names = new LinkedHashSet<>(this.warmers.stream().map(CacheWarmer::name).toList());
		names.removeAll(this.reports.keySet());
		return names;
	}

	private void work() {
		WarmerTurn turn = this.waiting.poll();
		while (turn != null && this.stop.reason() == null) {
			WarmerTurn taken = turn;
			turn.take().ifPresentOrElse((report) -> {
				this.reports.put(report.warmer(), report);
				tell(report);
			}, () -> this.waiting.add(taken));
			turn = this.waiting.poll();
		}
	}

	private void tell(WarmupReport report) {
		switch (report.outcome()) {
			case COMPLETE -> logger.info("Warmed '{}': {}{}", report.warmer(), report.progress(), written(report));
			case OUT_OF_TIME ->
				logger.warn("Warming '{}' ran out of cacheaside.warmup.timeout ({}) after {}", report.warmer(),
						DurationFormatterUtils.print(this.settings.timeout(), Style.COMPOSITE), report.progress());
			case ELSEWHERE -> logger.info("'{}' is warm: another node has done {}", report.warmer(), report.progress());
			case STOPPED, TAKEN_OVER ->
				logger.info("Warming '{}' was stopped after {}", report.warmer(), report.progress());
			case FAILED -> fail(report);
		}
	}

	private void fail(WarmupReport report) {
		String message = "Cache warmer '" + report.warmer() + "' failed after " + report.progress();
		if (this.settings.failFast()) {
			this.stop.stop(Outcome.STOPPED);
			this.fatal = new IllegalStateException(message, report.failure());
			this.startMayGoOn.countDown();
		}
		else {
			logger.error("{}; what it did not reach is loaded on demand", message, report.failure());
		}
	}

	private static String written(WarmupReport report) {
		return (report.counts().written() > 0)
				? String.format(Locale.ROOT, ", %,d of them were absent", report.counts().written()) : "";
	}

	private void summarize() {
		long done = this.reports.values().stream().mapToLong((report) -> report.counts().done()).sum();
		long complete = this.reports.values().stream().filter(WarmupReport::isComplete).count();
		double seconds = (this.surroundings.runtime().nanoTime().getAsLong() - this.started) / 1e9;
		String missing = (complete < this.warmers.size()) ? "; not complete: " + incomplete() : "";
		logger.info(String.format(Locale.ROOT, "Warming took %.1f s: %d of %d warmers complete, %,d elements%s",
				seconds, complete, this.warmers.size(), done, missing));
	}

	private String incomplete() {
		Set<String> names = unfinished();
		this.reports.values()
			.stream()
			.filter((report) -> !report.isComplete())
			.forEach((report) -> names.add(report.warmer()));
		return String.join(", ", names);
	}

}
