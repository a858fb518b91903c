package io.cacheaside.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.cacheaside.codec.Entry;
import io.lettuce.core.KeyScanArgs;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.AsyncCommand;
import org.jspecify.annotations.Nullable;

/**
 * One walk over the keys of one master: a page of keys, the beginnings of their values if
 * needed, the removal of those that are meant, the next page. Used once.
 */
final class MasterWalk {

	/** Enough for the header of all but the most tagged entries, in bytes. */
	private static final int USUAL_HEADER_BYTES = 4_096;

	/** Enough to know that a value is an entry. */
	private static final int FIXED_HEADER_BYTES = 84;

	private final CompletableFuture<Long> result = new CompletableFuture<>();

	private final StatefulRedisConnection<byte[], byte[]> master;

	private final SweepPlan.Walk walk;

	private final RedisKeys keys;

	private final KeyspaceSweep.Work work;

	private final ScanArgs scan;

	private long removed;

	MasterWalk(StatefulRedisConnection<byte[], byte[]> master, SweepPlan.Walk walk, RedisKeys keys,
			KeyspaceSweep.Work work) {
		this.master = master;
		this.walk = walk;
		this.keys = keys;
		this.work = work;
		this.scan = new KeyScanArgs().type("string").match(walk.match()).limit(work.settings().size());
	}

	/**
	 * Walks.
	 * @return how many keys were removed
	 */
	CompletableFuture<Long> run() {
		page(ScanCursor.INITIAL);
		return this.result;
	}

	private void page(ScanCursor cursor) {
		if (!this.master.isOpen()) {
			this.result.completeExceptionally(new NotConnectedException());
			return;
		}
		Replies
			.within(this.master.async().scan(cursor, this.scan).toCompletableFuture(), this.work.settings().timeout())
			.thenComposeAsync(this::removeFrom, this.work.executor())
			.whenCompleteAsync(this::next, this.work.executor());
	}

	private CompletableFuture<KeyScanCursor<byte[]>> removeFrom(KeyScanCursor<byte[]> page) {
		List<byte[]> names = page.getKeys().stream().filter(this.keys::owns).toList();
		return meant(names).thenCompose(this::unlink).thenCompose((unlinked) -> {
			this.removed += unlinked;
			return this.work.settings().pause().after(names.size());
		}).thenApply((paused) -> page);
	}

	private void next(@Nullable KeyScanCursor<byte[]> page, @Nullable Throwable failure) {
		if (page == null) {
			this.result.completeExceptionally((failure != null) ? failure : new IllegalStateException("no page"));
		}
		else if (page.isFinished()) {
			this.result.complete(this.removed);
		}
		else {
			page(page);
		}
	}

	private CompletableFuture<List<byte[]>> meant(List<byte[]> names) {
		if (this.walk instanceof SweepPlan.ByHeader byHeader) {
			return selected(names, byHeader);
		}
		boolean hashedToo = ((SweepPlan.ByName) this.walk).hashedToo();
		return entries(names.stream()
			.filter((name) -> hashedToo || !RedisKeys.isHashed(this.keys.storageName(name)))
			.toList());
	}

	/**
	 * Those that hold an entry. An application may keep other things under the same
	 * prefix, and no name is a permission to remove them.
	 */
	private CompletableFuture<List<byte[]>> entries(List<byte[]> names) {
		return pipeline(names.stream().map((name) -> EntryCommands.head(name, FIXED_HEADER_BYTES)).toList())
			.thenApply((heads) -> IntStream.range(0, names.size())
				.filter((i) -> Entry.headerLength(heads.get(i)).isPresent())
				.mapToObj(names::get)
				.toList());
	}

	private CompletableFuture<List<byte[]>> selected(List<byte[]> names, SweepPlan.ByHeader walk) {
		List<AsyncCommand<byte[], byte[], byte[]>> usual = names.stream()
			.map((name) -> EntryCommands.head(name, USUAL_HEADER_BYTES))
			.toList();
		return pipeline(usual).thenCompose((heads) -> {
			List<byte[]> cutOff = new ArrayList<>();
			List<AsyncCommand<byte[], byte[], byte[]>> whole = new ArrayList<>();
			for (int i = 0; i < names.size(); i++) {
				int length = Entry.headerLength(heads.get(i)).orElse(0);
				if (length > heads.get(i).length && heads.get(i).length == USUAL_HEADER_BYTES) {
					cutOff.add(names.get(i));
					whole.add(EntryCommands.head(names.get(i), length));
				}
			}
			return pipeline(whole).thenApply(
					(more) -> Stream.concat(selected(names, heads, walk), selected(cutOff, more, walk)).toList());
		});
	}

	private static Stream<byte[]> selected(List<byte[]> names, List<byte[]> heads, SweepPlan.ByHeader walk) {
		// What cannot be read is not ours, or of another version, and stays.
		return IntStream.range(0, names.size())
			.filter((i) -> Entry.parse(heads.get(i)).filter(walk.selects()).isPresent())
			.mapToObj(names::get);
	}

	private CompletableFuture<Long> unlink(List<byte[]> names) {
		return pipeline(names.stream().map(EntryCommands::unlink).toList())
			.thenApply((replies) -> replies.stream().mapToLong(Long::longValue).sum());
	}

	private <T> CompletableFuture<List<T>> pipeline(List<AsyncCommand<byte[], byte[], T>> commands) {
		if (commands.isEmpty()) {
			return CompletableFuture.completedFuture(List.of());
		}
		this.master.dispatch(commands);
		return Replies.allWithin(commands, this.work.settings().timeout())
			.thenApply((done) -> commands.stream().map(CompletableFuture::join).toList());
	}

}
