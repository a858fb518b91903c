package io.cacheaside.redis;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import io.lettuce.core.RedisReadOnlyException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that is always being restored, and that nobody ever waits for.
 * <ol>
 * <li>From the beginning, and whenever the connection is lost, one attempt to connect is
 * under way in the background, or one is scheduled; never two.</li>
 * <li>An attempt that fails is repeated after a delay that doubles up to one second.</li>
 * <li>A lost connection is closed at once, ahead of the driver's own reconnect: what was
 * sent on it fails now, instead of being sent again when nobody waits for it any more,
 * and the delay is ours and not the driver's, which grows to half a minute.</li>
 * <li>A connection on which nothing has been answered for five seconds is replaced too:
 * the other end may be gone without a word, and the operating system takes a quarter of
 * an hour to notice.</li>
 * </ol>
 * Safe for use by many threads.
 */
final class RedisLink implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(RedisLink.class);

	private static final Duration FIRST_DELAY = Duration.ofMillis(20);

	private static final Duration LONGEST_DELAY = Duration.ofSeconds(1);

	private static final Duration LONGEST_SILENCE = Duration.ofSeconds(5);

	private final String purpose;

	private final Supplier<MasterConnection> connector;

	private final ScheduledExecutorService scheduler;

	private final CompletableFuture<Void> firstOpened = new CompletableFuture<>();

	private final CompletableFuture<Void> firstAttempted = new CompletableFuture<>();

	private final ReentrantLock lock = new ReentrantLock();

	private volatile @Nullable MasterConnection current;

	/** When the first of a series of unanswered calls timed out, or 0. */
	private volatile long silentSince;

	private boolean attempting;

	private boolean closed;

	private int failures;

	/**
	 * Begins to connect.
	 * @param purpose what the connection is for, for the log
	 * @param connector opens a connection, and may block while it does
	 * @param scheduler runs the attempts
	 */
	RedisLink(String purpose, Supplier<MasterConnection> connector, ScheduledExecutorService scheduler) {
		this.purpose = purpose;
		this.connector = connector;
		this.scheduler = scheduler;
		attemptAfter(Duration.ZERO);
	}

	/**
	 * The open connection.
	 * @return the connection, or {@code null} if there is none now
	 */
	@Nullable MasterConnection connection() {
		MasterConnection connection = this.current;
		if (connection == null || connection.isOpen()) {
			return connection;
		}
		renew(connection, FIRST_DELAY);
		return null;
	}

	/**
	 * Completes when the first attempt to connect has ended, well or not.
	 * @return completes then, or when this is closed
	 */
	CompletableFuture<Void> firstAttempted() {
		return this.firstAttempted.copy();
	}

	/**
	 * Completes when there has been a connection for the first time.
	 * @return completes then, or when this is closed
	 */
	CompletableFuture<Void> firstOpened() {
		return this.firstOpened.copy();
	}

	/**
	 * Learns from how a call ended. A server that does not take writes any more, since
	 * another one has become master, and one that has fallen silent are left.
	 * @param connection the connection that the call was sent on
	 * @param failure how it failed, or {@code null}
	 */
	void ended(MasterConnection connection, @Nullable Throwable failure) {
		if (failure == null) {
			// Written only when needed, since every call comes along here.
			if (this.silentSince != 0) {
				this.silentSince = 0;
			}
			return;
		}
		Throwable cause = Replies.unwrap(failure);
		if (cause instanceof TimeoutException) {
			unanswered(connection);
		}
		else if (cause instanceof RedisReadOnlyException && connection instanceof SingleMasterConnection) {
			renew(connection, LONGEST_DELAY);
		}
	}

	private void unanswered(MasterConnection connection) {
		long now = System.nanoTime() | 1;
		if (this.silentSince == 0) {
			this.silentSince = now;
		}
		else if (now - this.silentSince > LONGEST_SILENCE.toNanos()) {
			this.silentSince = 0;
			renew(connection, FIRST_DELAY);
		}
	}

	private void renew(MasterConnection broken, Duration delay) {
		this.lock.lock();
		try {
			if (this.current != broken) {
				return;
			}
			this.current = null;
			attemptAfter(delay);
		}
		finally {
			this.lock.unlock();
		}
		broken.close();
	}

	private void attemptAfter(Duration delay) {
		this.lock.lock();
		try {
			if (this.closed || this.attempting) {
				return;
			}
			this.attempting = true;
			this.scheduler.schedule(this::attempt, delay.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("No further attempt to connect to Redis, since the application stops");
		}
		finally {
			this.lock.unlock();
		}
	}

	private void attempt() {
		MasterConnection opened;
		try {
			opened = this.connector.get();
		}
		catch (RuntimeException ex) {
			failed(ex);
			return;
		}
		if (accept(opened)) {
			opened.onDisconnect(() -> renew(opened, FIRST_DELAY));
			// It may have been lost before anybody listened.
			connection();
			this.firstOpened.complete(null);
			this.firstAttempted.complete(null);
		}
		else {
			opened.close();
		}
	}

	private boolean accept(MasterConnection opened) {
		this.lock.lock();
		try {
			this.attempting = false;
			if (this.closed) {
				return false;
			}
			if (this.failures > 0) {
				logger.info("Connected to Redis for {}, after {} failed attempts", this.purpose, this.failures);
			}
			this.failures = 0;
			this.current = opened;
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void failed(RuntimeException problem) {
		this.lock.lock();
		try {
			this.attempting = false;
			this.failures++;
			// A client that is stopped, and not a server that is away: the application
			// ends.
			boolean stopping = problem instanceof IllegalStateException;
			if (this.failures == 1 && !this.closed && !stopping) {
				logger.warn("Redis cannot be reached for {}; it is tried again until it can: {}", this.purpose,
						describe(problem));
			}
			int doublings = Math.min(this.failures, 10);
			Duration delay = FIRST_DELAY.multipliedBy(1L << doublings);
			this.firstAttempted.complete(null);
			attemptAfter((delay.compareTo(LONGEST_DELAY) > 0) ? LONGEST_DELAY : delay);
		}
		finally {
			this.lock.unlock();
		}
	}

	private static String describe(Throwable problem) {
		Throwable cause = problem;
		while (cause.getCause() != null) {
			cause = cause.getCause();
		}
		return (cause != problem) ? problem.getMessage() + " (" + cause + ")" : problem.toString();
	}

	@Override
	public void close() {
		MasterConnection last;
		this.lock.lock();
		try {
			this.closed = true;
			last = this.current;
			this.current = null;
		}
		finally {
			this.lock.unlock();
		}
		this.firstOpened.complete(null);
		this.firstAttempted.complete(null);
		if (last != null) {
			awaitClosed(last.close());
		}
	}

	private static void awaitClosed(CompletableFuture<Void> closing) {
		try {
			// So that the client, which may be shut down next, has nothing left to close.
			closing.get(LONGEST_DELAY.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.debug("A connection to Redis was not closed cleanly", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
