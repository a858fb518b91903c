package io.cacheaside.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.cacheaside.engine.SweepRule;
import io.cacheaside.engine.SweepReport;
import io.cacheaside.key.CacheKey;
import io.lettuce.core.api.StatefulRedisConnection;

/**
 * Walks over the entries of this application on every master and does to them what a rule
 * says.
 * <ol>
 * <li>The masters are asked for anew, and each for its role and the identity of its
 * data.</li>
 * <li>Each of them is walked over by {@code SCAN … MATCH … TYPE string}, page by page,
 * never by {@code KEYS} and never beyond the prefix, with a pause after each page.</li>
 * <li>On each page {@link SlotSweep} does what the rule says.</li>
 * <li>At the end the first step is done again. If slots have moved or a master has
 * changed meanwhile, keys may have been missed, and the sweep starts anew, three times in
 * all. In a cluster a walk that fails starts it anew too, since a master may have
 * gone.</li>
 * </ol>
 * What is guaranteed when the stage completes: an entry that was there from beginning to
 * end, and that the rule removes, is gone; a value that it makes due is due, or leased.
 * An entry that was written meanwhile has been met or not. What was replaced after the
 * rule saw it is not removed. Keys of other types and other prefixes stay. Safe for use
 * by many threads; sweeps do not disturb one another.
 */
final class KeyspaceSweep {

	private static final int ATTEMPTS = 3;

	/** Of an answer to {@code INFO replication}: lines that a failover changes. */
	private static final Pattern IDENTITY = Pattern.compile("^(?:role|master_replid):\\S+", Pattern.MULTILINE);

	private final RedisConnections connections;

	private final RedisKeys keys;

	private final BatchSettings settings;

	private final Executor executor;

	KeyspaceSweep(RedisConnections connections, RedisKeys keys, BatchSettings settings) {
		this.connections = connections;
		this.keys = keys;
		this.settings = settings;
		this.executor = connections.executor();
	}

	/**
	 * Sweeps all entries.
	 * @param rule decides
	 * @return what was met by the last walk, and what was removed by all; fails if a
	 * master could not be walked over, or a page was not answered in time
	 */
	CompletableFuture<SweepReport> run(SweepRule rule) {
		return attempt(rule, 1, 0);
	}

	/**
	 * Sweeps the given entries, batch by batch.
	 * @param candidates their keys
	 * @param rule decides
	 * @return how many were removed; fails if a batch does
	 */
	CompletableFuture<Long> run(Collection<CacheKey> candidates, SweepRule rule) {
		List<SlotSweep.Slot> slots = candidates.stream()
			.map((key) -> new SlotSweep.Slot(this.keys.nameOf(key), key.logical(), false))
			.toList();
		Calls calls = new Calls(this.connections.batches(), this.settings.timeout());
		CompletableFuture<Long> removed = CompletableFuture.completedFuture(0L);
		for (int from = 0; from < slots.size(); from += this.settings.size()) {
			List<SlotSweep.Slot> batch = slots.subList(from, Math.min(slots.size(), from + this.settings.size()));
			removed = removed.thenCompose((before) -> calls
				.pipelined(batch.stream().map(SlotSweep.Slot::name).toList(),
						(pipeline) -> new SlotSweep(pipeline, rule, this.executor).run(batch))
				.thenApply((report) -> before + report.removed()));
		}
		return removed;
	}

	private CompletableFuture<SweepReport> attempt(SweepRule rule, int attempt, long removedBefore) {
		MasterConnection connection = this.connections.batches().connection();
		if (connection == null) {
			return CompletableFuture.failedFuture(new NotConnectedException());
		}
		rule.begins();
		return walkAll(rule, connection).handle((outcome, failure) -> {
			this.connections.batches().ended(connection, failure);
			long removed = removedBefore + ((failure == null) ? outcome.report().removed() : 0);
			if (failure == null && outcome.complete()) {
				return CompletableFuture.completedFuture(new SweepReport(outcome.report().examined(), removed));
			}
			boolean lost = failure != null && connection instanceof SingleMasterConnection;
			if (attempt == ATTEMPTS || lost || rule.isOver()) {
				return CompletableFuture
					.<SweepReport>failedFuture((failure != null) ? Replies.unwrap(failure) : new IllegalStateException(
							"masters or their slots changed during each of " + ATTEMPTS + " sweeps"));
			}
			return attempt(rule, attempt + 1, removed);
		}).thenCompose(Function.identity());
	}

	private CompletableFuture<Outcome> walkAll(SweepRule rule, MasterConnection connection) {
		return topologyOf(connection).thenCompose((before) -> {
			List<CompletableFuture<SweepReport>> walks = before.masters()
				.stream()
				.map((master) -> walk(rule, master))
				.toList();
			return CompletableFuture.allOf(walks.toArray(CompletableFuture[]::new))
				.thenCompose((walked) -> topologyOf(connection))
				.thenApply((after) -> new Outcome(sum(walks), before.identity().equals(after.identity())));
		});
	}

	private CompletableFuture<SweepReport> walk(SweepRule rule, StatefulRedisConnection<byte[], byte[]> master) {
		Pipeline pipeline = new Pipeline(master::dispatch, this.settings.timeout());
		SlotSweep sweep = new SlotSweep(pipeline, rule, this.executor);
		return new MasterWalk(master, sweep, this.keys, this.settings, this.executor).run();
	}

	private static SweepReport sum(List<CompletableFuture<SweepReport>> walks) {
		List<SweepReport> reports = walks.stream().map(CompletableFuture::join).toList();
		return new SweepReport(reports.stream().mapToLong(SweepReport::examined).sum(),
				reports.stream().mapToLong(SweepReport::removed).sum());
	}

	private CompletableFuture<Topology> topologyOf(MasterConnection connection) {
		CompletableFuture<Topology> topology;
		try {
			topology = connection.masters().thenCompose(KeyspaceSweep::identified).toCompletableFuture().copy();
		}
		catch (RuntimeException ex) {
			// A client that has been shut down.
			return CompletableFuture.failedFuture(ex);
		}
		return Replies.within(topology, this.settings.timeout());
	}

	private static CompletableFuture<Topology> identified(MasterConnection.Masters masters) {
		if (!masters.connections().stream().allMatch(StatefulRedisConnection::isOpen)) {
			return CompletableFuture.failedFuture(new NotConnectedException());
		}
		List<CompletableFuture<String>> answers = new ArrayList<>();
		masters.connections()
			.forEach((master) -> answers.add(master.async().info("replication").toCompletableFuture()));
		return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).thenApply((answered) -> {
			List<String> identities = answers.stream().map((answer) -> identity(answer.join())).sorted().toList();
			return new Topology(masters.topology() + identities, masters.connections());
		});
	}

	private static String identity(String replication) {
		String identity = IDENTITY.matcher(replication)
			.results()
			.map((line) -> line.group())
			.collect(Collectors.joining(" "));
		if (!identity.startsWith("role:master")) {
			throw new IllegalStateException("a sweep needs a master, but met: " + identity);
		}
		return identity;
	}

	private record Topology(String identity, List<StatefulRedisConnection<byte[], byte[]>> masters) {
	}

	private record Outcome(SweepReport report, boolean complete) {
	}

}
