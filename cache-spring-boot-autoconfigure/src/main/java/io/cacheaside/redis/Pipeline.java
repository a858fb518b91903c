package io.cacheaside.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.cacheaside.redis.EntryCommands.SlotCall;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.RedisCommand;

/**
 * Sends many commands without waiting in between, and waits for all answers. Safe for use
 * by many threads as far as what it sends on is.
 */
final class Pipeline {

	private final Consumer<List<? extends RedisCommand<byte[], byte[], ?>>> sender;

	private final Duration limit;

	/**
	 * Creates a pipeline.
	 * @param sender sends commands, each of which completes by itself
	 * @param limit the longest wait for the answers to one list of commands
	 */
	Pipeline(Consumer<List<? extends RedisCommand<byte[], byte[], ?>>> sender, Duration limit) {
		this.sender = sender;
		this.limit = limit;
	}

	/**
	 * Sends commands.
	 * @param <T> the type of the answers
	 * @param commands the commands
	 * @return completes when all are answered, well or not; fails with what the driver
	 * throws, or if an answer does not come in time
	 */
	<T> CompletableFuture<List<AsyncCommand<byte[], byte[], T>>> settle(
			List<AsyncCommand<byte[], byte[], T>> commands) {
		if (commands.isEmpty()) {
			return CompletableFuture.completedFuture(List.of());
		}
		try {
			this.sender.accept(commands);
		}
		catch (RuntimeException ex) {
			// The driver throws instead of failing the commands when it is being closed.
			return CompletableFuture.failedFuture(ex);
		}
		CompletableFuture<?>[] settled = commands.stream()
			.map((command) -> command.handle((value, failure) -> true).toCompletableFuture())
			.toArray(CompletableFuture[]::new);
		return Replies.within(CompletableFuture.allOf(settled), this.limit).whenComplete((done, failure) -> {
			if (failure != null) {
				commands.forEach((command) -> command.completeExceptionally(failure));
			}
		}).thenApply((done) -> commands);
	}

	/**
	 * Sends commands, all of which must be answered well.
	 * @param <T> the type of the answers
	 * @param commands the commands
	 * @return completes when all are answered; fails if one does
	 */
	<T> CompletableFuture<List<AsyncCommand<byte[], byte[], T>>> send(List<AsyncCommand<byte[], byte[], T>> commands) {
		return settle(commands).thenApply((settled) -> {
			settled.forEach(CompletableFuture::join);
			return settled;
		});
	}

	/**
	 * Runs a script on many slots; those whose server does not know it yet get it whole.
	 * @param script the script
	 * @param calls what it is called with
	 * @return the answers in order; fails if one does
	 */
	CompletableFuture<List<Long>> run(LuaScript script, List<SlotCall> calls) {
		List<AsyncCommand<byte[], byte[], Long>> commands = calls.stream()
			.map((call) -> EntryCommands.evalsha(script, call))
			.toList();
		return settle(commands).thenCompose((settled) -> {
			int[] unknown = IntStream.range(0, calls.size()).filter((i) -> isUnknown(settled.get(i))).toArray();
			List<AsyncCommand<byte[], byte[], Long>> whole = IntStream.of(unknown)
				.mapToObj((i) -> EntryCommands.eval(script, calls.get(i)))
				.toList();
			List<AsyncCommand<byte[], byte[], Long>> answered = new ArrayList<>(settled);
			IntStream.range(0, unknown.length).forEach((i) -> answered.set(unknown[i], whole.get(i)));
			return send(whole).thenApply((sent) -> answered.stream().map(CompletableFuture::join).toList());
		})
			.exceptionallyCompose(
					(failure) -> CompletableFuture.failedFuture(LuaScript.refusal(Replies.unwrap(failure))));
	}

	private static boolean isUnknown(CompletableFuture<?> settled) {
		return settled.isCompletedExceptionally()
				&& settled.handle((value, failure) -> Replies.unwrap(failure) instanceof RedisNoScriptException).join();
	}

}
