package io.cacheaside.outbox;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.engine.Coordination;
import io.cacheaside.engine.Invalidation;
import io.cacheaside.engine.Invalidator;
import io.cacheaside.engine.OutboxStatistics;

/**
 * Carries out what other nodes left in the outbox.
 * <ol>
 * <li>When this node starts it looks at all rows at once, elected or not: the usual
 * writer that died is this one, a moment ago. A row that belongs to a writer alive is
 * carried out twice, which costs misses and nothing else. If there are more rows than it
 * takes at once, the rest has to be as old as any.</li>
 * <li>From then on it looks at every interval, if it is elected, and only at rows that
 * are older than the delay: younger ones belong to their writers.</li>
 * <li>Rows are taken in order of their id, many at once, and invalidated as one.</li>
 * <li>When Redis has acknowledged all of that, and not before, they are removed. As long
 * as it does not, nothing more is taken.</li>
 * <li>Before each further batch the election is prolonged.</li>
 * </ol>
 * A node that was paused may drain beside the one that was elected in its place, which is
 * harmless, too. Safe for use by many threads.
 */
public final class OutboxDrain {

	static final String TASK = "outbox";

	static final int BATCH = 500;

	/** More rows are not counted. */
	static final int COUNTED = 10_000;

	/** A node may miss two looks before another one is elected. */
	private static final int TERM_INTERVALS = 3;

	private static final Logger logger = LoggerFactory.getLogger(OutboxDrain.class);

	private final JdbcOutbox outbox;

	private final Invalidator invalidator;

	private final Coordination coordination;

	private final Settings settings;

	private volatile boolean running;

	/** Counts the starts: what an earlier one has scheduled must not go on. */
	private volatile int generation;

	private volatile boolean failing;

	/**
	 * Creates the drain.
	 * @param outbox what is drained
	 * @param invalidator carries out what is there
	 * @param coordination elects the node
	 * @param settings how it works
	 */
	public OutboxDrain(JdbcOutbox outbox, Invalidator invalidator, Coordination coordination, Settings settings) {
		this.outbox = outbox;
		this.invalidator = invalidator;
		this.coordination = coordination;
		this.settings = settings;
	}

	/**
	 * Begins.
	 * @return completes after the first look, whether it succeeded or not; if Redis
	 * cannot be reached and there is something to tell it, not before it can
	 */
	public CompletionStage<Void> start() {
		this.running = true;
		int started = ++this.generation;
		return reported(drain(Duration.ZERO, () -> CompletableFuture.completedFuture(true)))
			.thenRun(() -> lookLater(started));
	}

	/** Ends; another node can be elected at once. */
	public void stop() {
		this.running = false;
		this.coordination.resign(TASK);
	}

	private void lookLater(int started) {
		try {
			this.settings.threads()
				.scheduler()
				.schedule(() -> look(started), this.settings.interval().toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The application stops");
		}
	}

	private void look(int started) {
		if (this.running && started == this.generation) {
			reported(drain(this.settings.delay(), this::elect)).thenRun(() -> lookLater(started));
		}
	}

	private CompletionStage<Boolean> elect() {
		return this.coordination.elect(TASK, this.settings.interval().multipliedBy(TERM_INTERVALS))
			.thenApply((elected) -> {
				if (!elected) {
					this.outbox.waiting(OutboxStatistics.NONE.waiting());
				}
				return elected;
			});
	}

	private CompletionStage<Void> drain(Duration age, Supplier<CompletionStage<Boolean>> may) {
		return may.get().thenComposeAsync((granted) -> {
			if (!granted || !this.running) {
				return CompletableFuture.completedFuture(null);
			}
			List<OutboxTable.Row> rows = this.outbox.table().read(age, BATCH);
			this.outbox.waiting((rows.size() < BATCH) ? rows.size() : this.outbox.table().count(age, COUNTED));
			return rows.isEmpty() ? CompletableFuture.completedFuture(null) : carryOut(rows)
				.thenCompose((done) -> (rows.size() < BATCH) ? emptied() : drain(this.settings.delay(), may));
		}, this.settings.threads().executor());
	}

	private CompletionStage<Void> emptied() {
		this.outbox.waiting(0);
		return CompletableFuture.completedFuture(null);
	}

	private CompletionStage<Void> carryOut(List<OutboxTable.Row> rows) {
		return this.invalidator.deliver(Invalidation.of(targets(rows))).delivered().thenRunAsync(() -> {
			this.outbox.table().delete(rows.stream().map(OutboxTable.Row::id).toList());
			this.outbox.drained(rows.size());
			logger.info("Carried out {} invalidations of the outbox, whose writers had not", rows.size());
		}, this.settings.threads().executor());
	}

	private static Set<InvalidationTarget> targets(List<OutboxTable.Row> rows) {
		Set<InvalidationTarget> targets = new LinkedHashSet<>();
		for (OutboxTable.Row row : rows) {
			OutboxText.Decoded decoded = OutboxText.read(row.targets());
			targets.addAll(decoded.targets());
			if (decoded.problem() != null) {
				logger.warn("Row {} of the outbox holds {}; everything it may mean is invalidated", row.id(),
						decoded.problem());
			}
		}
		return targets;
	}

	/** A failure is told when it is new; at the next look it may be over. */
	private CompletionStage<Void> reported(CompletionStage<Void> look) {
		return look.handle((done, failure) -> {
			if (failure != null && !this.failing) {
				logger.warn("The outbox could not be looked at; it is tried again every {}: {}",
						this.settings.interval(), failure.toString());
			}
			this.failing = failure != null;
			return null;
		});
	}

	/**
	 * How the outbox is drained.
	 *
	 * @param interval time between two looks
	 * @param delay how old a row has to be
	 * @param threads where it is done
	 */
	public record Settings(Duration interval, Duration delay, OutboxThreads threads) {
	}

}
