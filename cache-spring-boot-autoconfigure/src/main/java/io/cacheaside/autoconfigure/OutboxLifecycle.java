package io.cacheaside.autoconfigure;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

import io.cacheaside.outbox.JdbcOutbox;
import io.cacheaside.outbox.OutboxDrain;

/**
 * Begins and ends the work on the outbox. At the start it gives the first look a moment,
 * so that a node that comes back after a crash usually serves nothing that it had left to
 * invalidate; a slow database or Redis does not hold the start up for longer.
 */
final class OutboxLifecycle implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(OutboxLifecycle.class);

	private static final Duration FIRST_LOOK = Duration.ofSeconds(1);

	/**
	 * Begins after the engine (1,000), which carries out what is found, and before the
	 * web server, near the highest. Ends the other way round: after the last request, and
	 * while Redis can still be told that another node may be elected.
	 */
	private static final int PHASE = 1_100;

	private final JdbcOutbox outbox;

	private final OutboxDrain drain;

	private volatile boolean running;

	OutboxLifecycle(JdbcOutbox outbox, OutboxDrain drain) {
		this.outbox = outbox;
		this.drain = drain;
	}

	@Override
	public void start() {
		this.running = true;
		try {
			this.drain.start().toCompletableFuture().get(FIRST_LOOK.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException | ExecutionException ex) {
			logger.warn("What is left in the outbox is not carried out yet; the start goes on");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void stop() {
		this.running = false;
		this.drain.stop();
		this.outbox.removeSettled();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
