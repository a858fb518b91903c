package io.cacheaside.warmup;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.cacheaside.warmup.WarmupReport.Outcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.format.annotation.DurationFormat.Style;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/**
 * The refreshes of one warmer, by one node at a time.
 * <ol>
 * <li>A note beside the log lives for the interval from when a run has begun. As long as
 * there is one, nothing is due. The first node that starts writes it, since caches have
 * just been warmed then.</li>
 * <li>Each node looks ten times in an interval, every five seconds at least. Where there
 * is no note, it stands for election; who is elected looks again, writes the note and
 * runs the warmer, and prolongs its election meanwhile. So runs do not overlap, however
 * long they take, and those that were missed are not made up for.</li>
 * <li>A node that dies in a run leaves it to the next one.</li>
 * </ol>
 * Safe for use by many threads; {@link #start} and {@link #stop} by one at a time.
 */
final class ScheduledRefresh {

	private static final Logger logger = LoggerFactory.getLogger(RefreshSchedule.class);

	private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

	private static final Duration SHORTEST_WAIT = Duration.ofMillis(100);

	private static final byte[] BEGUN = { '1' };

	private final CacheWarmer warmer;

	private final Duration every;

	private final WarmupSurroundings surroundings;

	private final WarmupCluster cluster;

	private final String task;

	private final AtomicBoolean warned = new AtomicBoolean();

	/** Of the runs of now; {@code null} while this node does not take part. */
	private volatile @Nullable WarmupStop stop;

	ScheduledRefresh(CacheWarmer warmer, Duration every, WarmupSurroundings surroundings, WarmupCluster cluster) {
		this.warmer = warmer;
		this.every = every;
		this.surroundings = surroundings;
		this.cluster = cluster;
		this.task = "refresh:" + warmer.name();
	}

	void start() {
		WarmupStop stop = new WarmupStop(this.surroundings.runtime(), Duration.ofNanos(Long.MAX_VALUE / 2));
		this.stop = stop;
		note().thenAccept((note) -> {
			if (note.isEmpty()) {
				begin();
			}
		});
		lookLater(stop);
	}

	void stop() {
		WarmupStop stop = this.stop;
		if (stop != null) {
			this.stop = null;
			stop.stop(Outcome.STOPPED);
		}
	}

	private void lookLater(WarmupStop stop) {
		Duration tenth = this.every.dividedBy(10);
		Duration wait = (tenth.compareTo(LONGEST_WAIT) > 0) ? LONGEST_WAIT
				: (tenth.compareTo(SHORTEST_WAIT) < 0) ? SHORTEST_WAIT : tenth;
		try {
			this.cluster.scheduler().schedule(() -> look(stop), wait.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			// The application stops.
		}
	}

	private void look(WarmupStop stop) {
		if (this.stop != stop) {
			return;
		}
		note().whenComplete((note, failure) -> {
			if (failure == null && note.isEmpty()) {
				this.surroundings.runtime().executor().execute(() -> {
					try {
						runIfElected(stop);
					}
					finally {
						lookLater(stop);
					}
				});
			}
			else {
				lookLater(stop);
			}
		});
	}

	private void runIfElected(WarmupStop stop) {
		try (Election election = Election.stand(this.cluster, this.task, () -> stop.reason() == null)) {
			if (!election.isLost() && note().toCompletableFuture().get().isEmpty()) {
				begin().toCompletableFuture().get();
				tell(new WarmerRun(this.warmer, this.surroundings.target(), stop,
						this.surroundings.progress(this.warmer), this.surroundings.course(election::isLost))
					.run());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException ex) {
			logger.warn("Refreshing '{}' did not begin: {}", this.warmer.name(), String.valueOf(ex.getCause()));
		}
	}

	private void tell(WarmupReport report) {
		switch (report.outcome()) {
			case COMPLETE -> logger.info("Refreshed '{}': {}", report.warmer(), report.progress());
			case FAILED -> logger.error("Refreshing '{}' failed after {}; it is tried again in {}", report.warmer(),
					report.progress(), text(this.every), report.failure());
			default -> logger.info("Refreshing '{}' was stopped after {}", report.warmer(), report.progress());
		}
		if (report.elapsed().compareTo(this.every) > 0 && this.warned.compareAndSet(false, true)) {
			logger.warn(
					"Refreshing '{}' took {}, longer than cacheaside.refresh.{}.every ({}): runs follow one another "
							+ "without a pause. Give it a longer interval.",
					report.warmer(), text(report.elapsed()), report.warmer(), text(this.every));
		}
	}

	private static String text(Duration duration) {
		Duration rounded = (duration.compareTo(Duration.ofSeconds(10)) > 0) ? Duration.ofSeconds(duration.toSeconds())
				: Duration.ofMillis(duration.toMillis());
		return DurationFormatterUtils.print(rounded, Style.COMPOSITE);
	}

	private CompletionStage<Optional<byte[]>> note() {
		return this.cluster.coordination().note(this.task);
	}

	private CompletionStage<Void> begin() {
		return this.cluster.coordination().write(this.task, BEGUN, this.every);
	}

}
