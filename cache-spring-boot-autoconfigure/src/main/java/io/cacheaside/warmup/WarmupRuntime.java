package io.cacheaside.warmup;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * The threads and the time that warming uses.
 *
 * @param executor runs the warmers; is given at most {@link WarmupSettings#parallelism
 * parallelism} tasks, each of which ends when no warmer is left
 * @param nanoTime a monotonic clock in nanoseconds, such as {@code System::nanoTime}
 * @param pause lets that time pass
 */
public record WarmupRuntime(Executor executor, LongSupplier nanoTime, Pause pause) {

	/**
	 * Daemon threads of its own, which end when the warmers do, and the real time.
	 * @return the runtime
	 */
	static WarmupRuntime ofThreads() {
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("cacheaside-warmup-");
		executor.setDaemon(true);
		return new WarmupRuntime(executor, System::nanoTime,
				(stopped, longest) -> stopped.await(longest.toNanos(), TimeUnit.NANOSECONDS));
	}

	/** Lets time pass. */
	@FunctionalInterface
	public interface Pause {

		/**
		 * Waits on the calling thread.
		 * @param stopped opens when there is nothing to wait for any more
		 * @param longest how long to wait at most
		 * @throws InterruptedException if the thread is interrupted
		 */
		void await(CountDownLatch stopped, Duration longest) throws InterruptedException;

	}

}
