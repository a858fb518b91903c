package io.cacheaside.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

import io.cacheaside.engine.log.InvalidationLog;
import io.cacheaside.engine.queue.WriteQueues;

/**
 * What the engine stands on.
 *
 * @param locals makes the tiers in this process
 * @param remote the tier that all nodes share
 * @param log the log of invalidations
 * @param transactions what the callers' transactions mean
 * @param scheduler runs what nobody waits for, briefly and never blocking; shut down by
 * its owner
 * @param executor runs what follows an answer for asynchronous callers; their code may
 * block on it
 * @param nanoClock a monotonic clock in nanoseconds, as {@link System#nanoTime()}
 * @param random where jitter and tokens come from; safe for use by many threads, and not
 * to be guessed
 * @param loads where loaders run that their callers may leave behind
 * @param queues the writes that wait for their source
 */
public record EnginePorts(LocalTiers locals, RemoteTier remote, InvalidationLog log, TransactionScope transactions,
		ScheduledExecutorService scheduler, Executor executor, LongSupplier nanoClock, RandomGenerator random,
		LoadThreads loads, WriteQueues queues) {

	/**
	 * Ports of caches whose writes do not wait.
	 * @param locals makes the tiers in this process
	 * @param remote the tier that all nodes share
	 * @param log the log of invalidations
	 * @param transactions what the callers' transactions mean
	 * @param scheduler runs what nobody waits for
	 * @param executor runs what follows an answer
	 * @param nanoClock a monotonic clock in nanoseconds
	 * @param random where jitter and tokens come from
	 * @param loads where loaders run that their callers may leave behind
	 */
	public EnginePorts(LocalTiers locals, RemoteTier remote, InvalidationLog log, TransactionScope transactions,
			ScheduledExecutorService scheduler, Executor executor, LongSupplier nanoClock, RandomGenerator random,
			LoadThreads loads) {
		this(locals, remote, log, transactions, scheduler, executor, nanoClock, random, loads, WriteQueues.NONE);
	}

	/**
	 * Ports whose loaders run on the executor.
	 * @param locals makes the tiers in this process
	 * @param remote the tier that all nodes share
	 * @param log the log of invalidations
	 * @param transactions what the callers' transactions mean
	 * @param scheduler runs what nobody waits for
	 * @param executor runs what follows an answer, and loaders
	 * @param nanoClock a monotonic clock in nanoseconds
	 * @param random where jitter and tokens come from
	 */
	public EnginePorts(LocalTiers locals, RemoteTier remote, InvalidationLog log, TransactionScope transactions,
			ScheduledExecutorService scheduler, Executor executor, LongSupplier nanoClock, RandomGenerator random) {
		this(locals, remote, log, transactions, scheduler, executor, nanoClock, random, LoadThreads.of(executor));
	}

}
