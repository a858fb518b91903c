package io.cacheaside.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.cacheaside.engine.RemoteSample;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.AsyncCommand;

/**
 * One walk over some keys of one master: a page of keys, the sizes of those that are
 * entries, the next page, until enough keys were looked at or all were. Used once.
 * <ol>
 * <li>Pages are read by {@code SCAN} without {@code MATCH}, so that it is known how many
 * keys were looked at; and they are small, so that reads come in between.</li>
 * <li>Sizes are asked for by {@code MEMORY USAGE}. Where that is refused, by an access
 * list or a service that does not offer it, they are those of the texts by
 * {@code STRLEN}, and what a server usually adds to that.</li>
 * </ol>
 */
final class SampleWalk {

	private static final int PAGE = 100;

	/** An object, two entries of tables and what strings begin with, in bytes. */
	private static final int USUAL_OVERHEAD_BYTES = 100;

	private final CompletableFuture<Met> result = new CompletableFuture<>();

	private final Map<String, RemoteSample.Met> caches = new HashMap<>();

	private final StatefulRedisConnection<byte[], byte[]> master;

	private final Function<byte[], Optional<String>> cacheOf;

	private final Duration limit;

	private final Executor executor;

	private final Pipeline pipeline;

	private long wanted;

	private long looked;

	/** Pages that may still be read: a table that was emptied has many without keys. */
	private long pagesLeft;

	/** Whether it began behind the first key: then there may be none up to the end. */
	private boolean begunLater;

	/**
	 * Creates a walk.
	 * @param master the master
	 * @param cacheOf the cache of a Redis key, if it is one of an entry
	 * @param limit the longest wait for each answer
	 * @param executor runs the steps in between
	 */
	SampleWalk(StatefulRedisConnection<byte[], byte[]> master, Function<byte[], Optional<String>> cacheOf,
			Duration limit, Executor executor) {
		this.master = master;
		this.cacheOf = cacheOf;
		this.limit = limit;
		this.executor = executor;
		this.pipeline = new Pipeline(master::dispatch, limit);
	}

	/**
	 * Walks.
	 * @param from where to begin
	 * @param wanted how many keys to look at
	 * @return what was met
	 */
	CompletableFuture<Met> run(ScanCursor from, long wanted) {
		this.wanted = wanted;
		this.pagesLeft = 10 + 2 * wanted / PAGE;
		// A cursor at the end is as one at the beginning, but would not be sent.
		this.begunLater = !from.getCursor().equals(ScanCursor.INITIAL.getCursor());
		page(this.begunLater ? from : ScanCursor.INITIAL);
		return this.result;
	}

	private void page(ScanCursor cursor) {
		if (!this.master.isOpen()) {
			this.result.completeExceptionally(new NotConnectedException());
			return;
		}
		ScanArgs args = ScanArgs.Builder.limit(Math.min(PAGE, this.wanted - this.looked));
		Replies.within(this.master.async().scan(cursor, args).toCompletableFuture(), this.limit)
			.thenComposeAsync(this::measured, this.executor)
			.whenCompleteAsync(this::next, this.executor)
			.whenComplete((page, failure) -> {
				// Also what was thrown when the next page was asked for.
				if (failure != null) {
					this.result.completeExceptionally(failure);
				}
			});
	}

	private CompletableFuture<KeyScanCursor<byte[]>> measured(KeyScanCursor<byte[]> page) {
		List<byte[]> names = new ArrayList<>();
		List<String> cacheNames = new ArrayList<>();
		for (byte[] name : page.getKeys()) {
			this.cacheOf.apply(name).ifPresent((cache) -> {
				names.add(name);
				cacheNames.add(cache);
			});
		}
		return sizes(names).thenApply((sizes) -> {
			for (int i = 0; i < names.size(); i++) {
				this.caches.merge(cacheNames.get(i), new RemoteSample.Met(1, sizes.get(i)), RemoteSample.Met::plus);
			}
			return page;
		});
	}

	private CompletableFuture<List<Long>> sizes(List<byte[]> names) {
		return this.pipeline.settle(names.stream().map(EntryCommands::memoryUsage).toList()).thenCompose((settled) -> {
			if (settled.stream().noneMatch(SampleWalk::isRefused)) {
				return CompletableFuture.completedFuture(settled.stream().map(SampleWalk::sizeOf).toList());
			}
			return this.pipeline.settle(names.stream().map(EntryCommands::length).toList())
				.thenApply(
						(lengths) -> lengths.stream().map((length) -> sizeOf(length) + USUAL_OVERHEAD_BYTES).toList());
		});
	}

	private static boolean isRefused(AsyncCommand<byte[], byte[], Long> settled) {
		return settled.isCompletedExceptionally()
				&& settled.handle((size, failure) -> Replies.unwrap(failure) instanceof RedisCommandExecutionException)
					.toCompletableFuture()
					.join();
	}

	/** 0 for what is gone meanwhile, or is no text. */
	private static long sizeOf(AsyncCommand<byte[], byte[], Long> settled) {
		Long size = settled.exceptionally((failure) -> 0L).toCompletableFuture().join();
		return (size != null) ? size : 0;
	}

	private void next(@Nullable KeyScanCursor<byte[]> page, @Nullable Throwable failure) {
		if (page == null) {
			this.result.completeExceptionally((failure != null) ? failure : new IllegalStateException("no page"));
			return;
		}
		this.looked += page.getKeys().size();
		if (page.isFinished() && this.looked == 0 && this.begunLater) {
			this.begunLater = false;
			page(ScanCursor.INITIAL);
		}
		else if (page.isFinished() || this.looked >= this.wanted || --this.pagesLeft <= 0) {
			this.result.complete(new Met(this.caches, this.looked, page));
		}
		else {
			page(page);
		}
	}

	/**
	 * What was met.
	 *
	 * @param caches by cache
	 * @param looked how many keys were looked at
	 * @param stoppedAt where to go on
	 */
	record Met(Map<String, RemoteSample.Met> caches, long looked, ScanCursor stoppedAt) {
	}

}
