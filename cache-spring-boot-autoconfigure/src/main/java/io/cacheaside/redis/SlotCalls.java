package io.cacheaside.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import io.cacheaside.engine.EntryWrite;
import io.cacheaside.engine.Lease;
import io.cacheaside.engine.UnleasedWrite;
import io.cacheaside.key.CacheKey;
import io.cacheaside.redis.EntryCommands.SlotCall;
import io.lettuce.core.SetArgs;
import io.lettuce.core.protocol.AsyncCommand;

/**
 * What changes slots: leases, stores that need one, and what makes values due. A slot is
 * leased by {@code SET NX PX}; only where that is refused, or a value is to be replaced,
 * a script looks at what is there. Whatever looks before it writes is one script, so that
 * nothing comes in between. Safe for use by many threads.
 */
final class SlotCalls {

	private final RedisKeys keys;

	private final Calls single;

	private final Calls batches;

	private final int batchSize;

	/**
	 * Creates the calls.
	 * @param connections what they are sent on
	 * @param keys where the slots are
	 * @param limit the longest wait for a single call
	 * @param batches how these are cut up and how long they wait
	 */
	SlotCalls(RedisConnections connections, RedisKeys keys, Duration limit, BatchSettings batches) {
		this.keys = keys;
		this.single = new Calls(connections.commands(), limit);
		this.batches = new Calls(connections.batches(), batches.timeout());
		this.batchSize = batches.size();
	}

	CompletableFuture<Boolean> lease(Lease lease, byte @Nullable [] replaced) {
		byte[] name = this.keys.nameOf(lease.key());
		if (replaced == null) {
			return this.single
				.pipelined(List.of(name), (pipeline) -> leaseEmpty(pipeline, List.of(name), List.of(lease)))
				.thenApply((leased) -> leased.get(0));
		}
		return run(SlotScripts.LEASE, name, () -> SlotScripts.lease(name, lease, replaced));
	}

	CompletableFuture<Boolean> claim(Lease lease, byte[] seen) {
		byte[] name = this.keys.nameOf(lease.key());
		return run(SlotScripts.CLAIM, name, () -> SlotScripts.claim(name, lease, seen));
	}

	CompletableFuture<Void> seize(Lease lease) {
		byte[] name = this.keys.nameOf(lease.key());
		return this.single
			.about(name,
					(connection) -> connection.commands()
						.set(name, lease.bytes(), SetArgs.Builder.px(SlotScripts.term(lease)))
						.toCompletableFuture())
			.thenAccept((ok) -> {
			});
	}

	CompletableFuture<List<Boolean>> leaseAll(List<Lease> leases) {
		List<byte[]> names = names(leases.stream().map(Lease::key).toList());
		return this.batches.pipelined(names, (pipeline) -> leaseEmpty(pipeline, names, leases));
	}

	CompletableFuture<Boolean> extend(Lease lease) {
		byte[] name = this.keys.nameOf(lease.key());
		return run(SlotScripts.EXTEND, name, () -> SlotScripts.extend(name, lease));
	}

	CompletableFuture<Boolean> release(Lease lease) {
		byte[] name = this.keys.nameOf(lease.key());
		return run(SlotScripts.RELEASE, name, () -> SlotScripts.release(name, lease));
	}

	CompletableFuture<Boolean> store(EntryWrite write) {
		byte[] name = this.keys.nameOf(write.key());
		return run(SlotScripts.STORE, name, () -> SlotScripts.store(name, write));
	}

	CompletableFuture<Long> storeAll(List<EntryWrite> writes) {
		List<byte[]> names = names(writes.stream().map(EntryWrite::key).toList());
		List<SlotCall> calls = IntStream.range(0, writes.size())
			.mapToObj((i) -> SlotScripts.store(names.get(i), writes.get(i)))
			.toList();
		return this.batches.pipelined(names, (pipeline) -> pipeline.run(SlotScripts.STORE, calls))
			.thenApply((stored) -> stored.stream().mapToLong(Long::longValue).sum());
	}

	/**
	 * Batch by batch, so that what others ask for comes in between; fails if one does.
	 */
	CompletableFuture<Long> makeDue(List<CacheKey> keys) {
		List<byte[]> names = names(keys);
		CompletableFuture<Long> made = CompletableFuture.completedFuture(0L);
		for (int from = 0; from < names.size(); from += this.batchSize) {
			List<byte[]> batch = names.subList(from, Math.min(names.size(), from + this.batchSize));
			List<SlotCall> calls = batch.stream().map(SlotScripts::makeDue).toList();
			made = made.thenCompose(
					(before) -> this.single.pipelined(batch, (pipeline) -> pipeline.run(SlotScripts.MAKE_DUE, calls))
						.thenApply((answers) -> before + answers.stream().mapToLong(Long::longValue).sum()));
		}
		return made;
	}

	CompletableFuture<Long> storeUnleased(List<UnleasedWrite> writes) {
		List<byte[]> names = names(writes.stream().map(UnleasedWrite::key).toList());
		return this.batches.aboutAll(names, (connection) -> {
			int size = connection.keysPerScript();
			List<SlotCall> calls = IntStream.iterate(0, (from) -> from < writes.size(), (from) -> from + size)
				.mapToObj((from) -> SlotScripts.storeUnleased(names.subList(from, Math.min(from + size, names.size())),
						writes.subList(from, Math.min(from + size, writes.size()))))
				.toList();
			return this.batches.pipeline(connection).run(SlotScripts.STORE_UNLEASED, calls);
		}).thenApply((stored) -> {
			if (stored.contains(-1L)) {
				throw new CompletionException(
						new TimeoutException("entries reached Redis too late, and were not stored"));
			}
			return stored.stream().mapToLong(Long::longValue).sum();
		});
	}

	private List<byte[]> names(List<CacheKey> keys) {
		return keys.stream().map(this.keys::nameOf).toList();
	}

	private CompletableFuture<Boolean> run(LuaScript script, byte[] name, Supplier<SlotCall> call) {
		return this.single.pipelined(List.of(name), (pipeline) -> pipeline.run(script, List.of(call.get())))
			.thenApply((answers) -> answers.get(0) == 1);
	}

	private static CompletableFuture<List<Boolean>> leaseEmpty(Pipeline pipeline, List<byte[]> names,
			List<Lease> leases) {
		List<AsyncCommand<byte[], byte[], String>> commands = IntStream.range(0, leases.size())
			.mapToObj((i) -> EntryCommands.setIfEmpty(names.get(i), leases.get(i).bytes(),
					SlotScripts.term(leases.get(i))))
			.toList();
		return pipeline.send(commands).thenCompose((answered) -> {
			List<Boolean> leased = new ArrayList<>(answered.stream().map((reply) -> reply.join() != null).toList());
			int[] refused = IntStream.range(0, leased.size()).filter((i) -> !leased.get(i)).toArray();
			// A lease that was sent before, and whose answer was lost, is there already.
			return pipeline
				.run(SlotScripts.LEASE,
						IntStream.of(refused)
							.mapToObj((i) -> SlotScripts.lease(names.get(i), leases.get(i), null))
							.toList())
				.thenApply((answers) -> {
					IntStream.range(0, refused.length).forEach((i) -> leased.set(refused[i], answers.get(i) == 1));
					return leased;
				});
		});
	}

}
