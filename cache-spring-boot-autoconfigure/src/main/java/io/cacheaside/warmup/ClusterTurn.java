package io.cacheaside.warmup;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

import io.cacheaside.warmup.WarmupReport.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * The turn of a warmer that runs once for all nodes.
 * <ol>
 * <li>The note beside the log is read. If it says that all is done, that is all.</li>
 * <li>This node stands for election. If another one is elected, it is seen about again a
 * second later, by whichever worker is free then.</li>
 * <li>Elected, it reads the note again, which says where an earlier node has stopped, and
 * runs the warmer from there. Every second it notes how far it is; what is on its way is
 * not counted.</li>
 * <li>At the end it notes that all is done, and resigns. If the warmer failed, the place
 * stays noted, and another node may try from there.</li>
 * </ol>
 * A note counts for {@code fresh-for}, and only in the epoch that it was written in: the
 * caches are cold in another one. An election is no lock; two nodes that run a warmer at
 * once do no harm, since only what is absent is written. Where Redis has not answered
 * three times in a row, or refused, the warmer has failed, as it would have by itself.
 */
final class ClusterTurn implements WarmerTurn {

	private static final Duration LOOK = Duration.ofSeconds(1);

	private static final int MOST_FAILURES = 3;

	private static final Duration NOTE = Duration.ofSeconds(1);

	private final CacheWarmer warmer;

	private final WarmupSurroundings surroundings;

	private final WarmupStop stop;

	private final WarmupCluster cluster;

	private final String task;

	private @Nullable WarmupProgress progress;

	/** Of the run of this node, or else of another one's. */
	private volatile @Nullable WarmupProgress shown;

	private long notBefore;

	/** How often in a row Redis has not answered. */
	private int failures;

	ClusterTurn(CacheWarmer warmer, WarmupSurroundings surroundings, WarmupStop stop, WarmupCluster cluster) {
		this.warmer = warmer;
		this.surroundings = surroundings;
		this.stop = stop;
		this.cluster = cluster;
		this.task = "warmup:" + warmer.name();
		this.notBefore = surroundings.after(Duration.ZERO);
	}

	@Override
	public Optional<WarmupReport> take() {
		WarmupProgress progress = (this.progress != null) ? this.progress : this.surroundings.progress(this.warmer);
		this.progress = progress;
		this.shown = progress;
		try {
			this.stop.awaitTime(this.notBefore);
			this.notBefore = this.surroundings.after(LOOK);
			Optional<WarmupReport> report = this.stop.reason() == null ? look(progress) : Optional.empty();
			this.failures = 0;
			Outcome reason = this.stop.reason();
			return report.or(() -> Optional.ofNullable(reason).map((why) -> progress.report(why, null)));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.stop.stop(Outcome.STOPPED);
			return Optional.of(progress.report(Outcome.STOPPED, null));
		}
		catch (ExecutionException ex) {
			// One answer that is lost is no reason to give up what another node does.
			return (++this.failures < MOST_FAILURES) ? Optional.empty()
					: Optional.of(progress.report(Outcome.FAILED, ex.getCause()));
		}
	}

	@Override
	public @Nullable WarmupProgress progress() {
		return this.shown;
	}

	private Optional<WarmupReport> look(WarmupProgress progress) throws InterruptedException, ExecutionException {
		Optional<WarmupNote> note = note();
		note.ifPresent((written) -> progress.elsewhere(written.done()));
		if (note.filter(WarmupNote::complete).isPresent()) {
			return Optional.of(progress.report(Outcome.ELSEWHERE, null));
		}
		try (Election election = Election.stand(this.cluster, this.task, () -> this.stop.reason() == null)) {
			if (election.isLost()) {
				return Optional.empty();
			}
			// Between the look and the election the one before may have come to its end.
			note = note();
			return note.filter(WarmupNote::complete).isPresent() ? Optional.of(progress.report(Outcome.ELSEWHERE, null))
					: run(election, note);
		}
	}

	private Optional<WarmupReport> run(Election election, Optional<WarmupNote> note)
			throws InterruptedException, ExecutionException {
		WarmupProgress progress = this.surroundings.progress(this.warmer);
		this.shown = progress;
		note.ifPresent((written) -> progress.goesOnAfter(written.done()));
		Noted course = new Noted(election, note.map(WarmupNote::place).orElse(0L));
		WarmupReport report = new WarmerRun(this.warmer, this.surroundings.target(), this.stop, progress, course).run();
		if (report.outcome() == Outcome.TAKEN_OVER) {
			return Optional.empty();
		}
		write(course.note(report.counts().done(), report.outcome() == Outcome.COMPLETE)).toCompletableFuture()
			.handle((written, failure) -> true)
			.get();
		return Optional.of(report);
	}

	private Optional<WarmupNote> note() throws InterruptedException, ExecutionException {
		return this.cluster.coordination()
			.note(this.task)
			.toCompletableFuture()
			.get()
			.flatMap(WarmupNote::parse)
			.filter((note) -> note.epoch() == this.cluster.epoch().getAsLong()
					&& note.size() == this.surroundings.settings().batchSize());
	}

	private CompletionStage<Void> write(WarmupNote note) {
		return this.cluster.coordination()
			.write(this.task, note.toBytes(), this.surroundings.settings().once().freshFor());
	}

	/** Begins where another node has stopped, and notes how far it is. */
	private final class Noted implements WarmerRun.Course {

		private final Election election;

		private final long from;

		/** Of now: what is written before another one begins is lost with this one. */
		private final long epoch = ClusterTurn.this.cluster.epoch().getAsLong();

		private final WarmupPace pace = ClusterTurn.this.surroundings.pace();

		private long place;

		private long nextNote = ClusterTurn.this.surroundings.after(NOTE);

		Noted(Election election, long from) {
			this.election = election;
			this.from = from;
			this.place = from;
		}

		WarmupNote note(long done, boolean complete) {
			return new WarmupNote(this.epoch, size(), this.place, done, complete);
		}

		@Override
		public int size() {
			return ClusterTurn.this.surroundings.settings().batchSize();
		}

		@Override
		public long from() {
			return this.from;
		}

		@Override
		public WarmupPace pace() {
			return this.pace;
		}

		@Override
		public void reached(long place, long done) {
			this.place = place;
			long now = ClusterTurn.this.surroundings.after(Duration.ZERO);
			if (now - this.nextNote >= 0 && !isLost()) {
				this.nextNote = now + NOTE.toNanos();
				write(note(done, false));
			}
		}

		@Override
		public boolean isLost() {
			return this.election.isLost();
		}

	}

}
