package io.cacheaside.redis;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import io.cacheaside.codec.Entry;
import io.cacheaside.codec.EntryFormat;
import io.cacheaside.engine.StoredEntry;
import io.cacheaside.engine.SweepReport;
import io.cacheaside.engine.SweepRule;
import io.cacheaside.redis.EntryCommands.SlotCall;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.protocol.AsyncCommand;

/**
 * Does to the entries in some slots what a rule says.
 * <ol>
 * <li>The beginnings of the values are read in one pipeline, and where a header is longer
 * than that, once more in its whole length.</li>
 * <li>What does not begin with the magic number of an entry is left alone, whatever its
 * name: an application may keep other things under the same prefix.</li>
 * <li>The rule judges the others, off the driver's threads.</li>
 * <li>In one step, what is to be removed is, if its fixed header is still the one that
 * the rule saw; and what is to be made due is, whatever has changed, since a value that
 * is loaded anew once too often costs a load, and one that is not would stay.</li>
 * </ol>
 * Fails as soon as one step does; what was done before stays done. Safe for use by many
 * threads.
 */
final class SlotSweep {

	/** Enough for most headers, in bytes. More would be values, which nobody looks at. */
	private static final int USUAL_HEADER_BYTES = 256;

	private final Pipeline pipeline;

	private final SweepRule rule;

	private final Executor executor;

	SlotSweep(Pipeline pipeline, SweepRule rule, Executor executor) {
		this.pipeline = pipeline;
		this.rule = rule;
		this.executor = executor;
	}

	/**
	 * Whether the rule wants no more.
	 */
	boolean isOver() {
		return this.rule.isOver();
	}

	/**
	 * Sweeps some slots.
	 * @param slots the slots
	 * @return how many held an entry, and how many of them were emptied
	 */
	CompletableFuture<SweepReport> run(List<Slot> slots) {
		return heads(slots, USUAL_HEADER_BYTES).thenCompose(this::completed)
			.thenComposeAsync(this::judged, this.executor);
	}

	private CompletableFuture<SweepReport> judged(List<Head> heads) {
		List<SlotCall> removals = new ArrayList<>();
		List<SlotCall> due = new ArrayList<>();
		for (Head head : heads) {
			switch (this.rule.judge(head.entry())) {
				case REMOVE -> removals.add(SlotScripts.deleteIfUnchanged(head.slot().name(), head.bytes()));
				case MAKE_DUE -> due.add(SlotScripts.makeDue(head.slot().name()));
				case KEEP -> {
				}
			}
		}
		CompletableFuture<List<Long>> removed = this.pipeline.run(SlotScripts.DELETE_IF_UNCHANGED, removals);
		return this.pipeline.run(SlotScripts.MAKE_DUE, due)
			.thenCombine(removed, (madeDue, counts) -> new SweepReport(heads.size(),
					counts.stream().mapToLong(Long::longValue).sum()));
	}

	private CompletableFuture<List<Head>> heads(List<Slot> slots, int bytes) {
		return read(slots, IntStream.range(0, slots.size()).map((i) -> bytes).toArray());
	}

	private CompletableFuture<List<Head>> completed(List<Head> heads) {
		List<Head> whole = heads.stream().filter((head) -> !head.isCutOff()).toList();
		List<Head> cutOff = heads.stream().filter(Head::isCutOff).toList();
		return read(cutOff.stream().map(Head::slot).toList(), cutOff.stream().mapToInt(Head::headerLength).toArray())
			.thenApply((more) -> {
				List<Head> all = new ArrayList<>(whole);
				all.addAll(more);
				return all;
			});
	}

	private CompletableFuture<List<Head>> read(List<Slot> slots, int[] lengths) {
		List<AsyncCommand<byte[], byte[], byte[]>> commands = IntStream.range(0, slots.size())
			.mapToObj((i) -> EntryCommands.head(slots.get(i).name(), lengths[i]))
			.toList();
		return this.pipeline.settle(commands).thenApply((settled) -> {
			List<Head> ours = new ArrayList<>();
			for (int i = 0; i < settled.size(); i++) {
				byte[] bytes = settled.get(i).exceptionally(SlotSweep::nothingIfNoString).toCompletableFuture().join();
				if (bytes != null && isOurs(bytes)) {
					ours.add(new Head(slots.get(i), bytes));
				}
			}
			return ours;
		});
	}

	private static boolean isOurs(byte[] bytes) {
		return bytes.length >= Short.BYTES && ByteBuffer.wrap(bytes).getShort() == EntryFormat.MAGIC;
	}

	private static byte[] nothingIfNoString(Throwable failure) {
		Throwable cause = Replies.unwrap(failure);
		String message = cause.getMessage();
		if (cause instanceof RedisCommandExecutionException && message != null && message.startsWith("WRONGTYPE")) {
			return new byte[0];
		}
		throw (cause instanceof RuntimeException ex) ? ex : new IllegalStateException(cause);
	}

	/**
	 * A slot to look at.
	 *
	 * @param name its key in Redis
	 * @param logicalKey the logical key, or what the name tells of it
	 * @param hashed whether only the header tells the logical key
	 */
	record Slot(byte[] name, String logicalKey, boolean hashed) {
	}

	private record Head(Slot slot, byte[] bytes) {

		int headerLength() {
			return Entry.headerLength(this.bytes).orElse(0);
		}

		boolean isCutOff() {
			return this.bytes.length == USUAL_HEADER_BYTES && headerLength() > USUAL_HEADER_BYTES;
		}

		StoredEntry entry() {
			Optional<Entry> header = Entry.parse(this.bytes);
			@Nullable String longKey = this.slot.hashed() ? header.flatMap(Entry::longKey).orElse(null) : null;
			return new StoredEntry((longKey != null) ? longKey : this.slot.logicalKey(), header);
		}

	}

}
