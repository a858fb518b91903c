package io.cacheaside.redis;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

import io.cacheaside.InvalidationTarget;
import io.lettuce.core.api.StatefulRedisConnection;

/**
 * Walks over the entries of this application on every master and removes those that match
 * a target.
 * <ol>
 * <li>The masters are asked for anew.</li>
 * <li>Each of them is walked over by {@code SCAN … MATCH … TYPE string}, page by page,
 * never by {@code KEYS} and never beyond the prefix.</li>
 * <li>Where only the header can tell, the beginnings of the values are read in one
 * pipeline per page; what is not an entry of ours is left alone.</li>
 * <li>The chosen keys of a page are removed by {@code UNLINK}s in one pipeline.</li>
 * <li>At the end the masters are asked for again. If slots have moved or a master has
 * changed meanwhile, keys may have been missed, and the sweep starts anew, three times in
 * all.</li>
 * </ol>
 * What is guaranteed: an entry that matched and was there, unchanged, from beginning to
 * end is gone. An entry that was written meanwhile may be gone or not. A value that was
 * replaced between the look at it and the removal goes too, so a fresh value can be lost,
 * which costs a load and never freshness. Keys of other types and other prefixes stay.
 * Safe for use by many threads; sweeps do not disturb one another.
 */
final class KeyspaceSweep {

	private static final int ATTEMPTS = 3;

	private final RedisConnections connections;

	private final RedisKeys keys;

	private final Work work;

	KeyspaceSweep(RedisConnections connections, RedisKeys keys, BatchSettings settings) {
		this.connections = connections;
		this.keys = keys;
		this.work = new Work(settings, connections.executor());
	}

	/**
	 * Removes the entries that match a target.
	 * @param target a pattern, a tag or a cache
	 * @return how many keys were removed; fails if a master could not be walked over, or
	 * a page was not answered in time
	 */
	CompletionStage<Long> run(InvalidationTarget target) {
		try {
			return attempt(SweepPlan.of(target, this.keys), 1);
		}
		catch (RuntimeException ex) {
			// A malformed pattern, or a client that has been shut down.
			return CompletableFuture.failedFuture(ex);
		}
	}

	private CompletableFuture<Long> attempt(SweepPlan plan, int attempt) {
		MasterConnection connection = this.connections.batches().connection();
		if (connection == null) {
			return CompletableFuture.failedFuture(new NotConnectedException());
		}
		return walkAll(plan, connection).handle((outcome, failure) -> {
			this.connections.batches().ended(connection, failure);
			if (failure == null && outcome.complete()) {
				return CompletableFuture.completedFuture(outcome.removed());
			}
			if (connection instanceof SingleMasterConnection || attempt == ATTEMPTS) {
				return CompletableFuture
					.<Long>failedFuture((failure != null) ? Replies.unwrap(failure) : new IllegalStateException(
							"the cluster's slots were moved during each of " + ATTEMPTS + " sweeps"));
			}
			long removed = (failure == null) ? outcome.removed() : 0;
			return attempt(plan, attempt + 1).thenApply((more) -> removed + more);
		}).thenCompose(Function.identity());
	}

	private CompletableFuture<Outcome> walkAll(SweepPlan plan, MasterConnection connection) {
		return mastersOf(connection).thenCompose((before) -> {
			List<CompletableFuture<Long>> walks = before.connections()
				.stream()
				.map((master) -> walk(plan, master))
				.toList();
			return CompletableFuture.allOf(walks.toArray(CompletableFuture[]::new))
				.thenCompose((walked) -> mastersOf(connection))
				.thenApply((after) -> new Outcome(walks.stream().mapToLong(CompletableFuture::join).sum(),
						before.topology().equals(after.topology())));
		});
	}

	private CompletableFuture<Long> walk(SweepPlan plan, StatefulRedisConnection<byte[], byte[]> master) {
		CompletableFuture<Long> removed = CompletableFuture.completedFuture(0L);
		for (SweepPlan.Walk walk : plan.walks()) {
			removed = removed.thenCompose((before) -> new MasterWalk(master, walk, this.keys, this.work).run()
				.thenApply((more) -> before + more));
		}
		return removed;
	}

	private CompletableFuture<MasterConnection.Masters> mastersOf(MasterConnection connection) {
		return Replies.within(connection.masters().toCompletableFuture().copy(), this.work.settings().timeout());
	}

	/**
	 * How the work is done.
	 *
	 * @param settings how it is cut up
	 * @param executor runs what comes between the answers, so that it does not hold up
	 * the driver's threads
	 */
	record Work(BatchSettings settings, Executor executor) {
	}

	private record Outcome(long removed, boolean complete) {
	}

}
