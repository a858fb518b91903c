package io.cacheaside.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows how much room each cache takes in the remote tier, and how much there is.
 * <ol>
 * <li>Once in each interval every node asks for the memory of the server. While that
 * cannot be reached, nothing else is done.</li>
 * <li>Then it stands for election, if it may. The one that is elected looks at some keys,
 * the next ones each time; the others know nothing of single caches.</li>
 * <li>Samples are put together, from the newest back, until they have looked at as many
 * keys as there are, or are {@value #MOST_SAMPLES}. So a small server is known exactly,
 * and of a large one the estimates are steady.</li>
 * <li>What is older than three intervals is not told any more.</li>
 * </ol>
 * Safe for use by many threads. What fails is tried again in the next interval.
 */
public final class RemoteSampler implements AutoCloseable {

	static final int MOST_SAMPLES = 20;

	static final String TASK = "remote-sample";

	private static final Logger logger = LoggerFactory.getLogger(RemoteSampler.class);

	/** So that there are figures soon after the start, and the start has them not. */
	private static final Duration FIRST = Duration.ofSeconds(1);

	private final RemoteInspection inspection;

	private final Coordination coordination;

	private final Supplier<Set<String>> cacheNames;

	private final Settings settings;

	private final ScheduledExecutorService scheduler;

	private final LongSupplier nanoClock;

	/** Touched by one look at a time. */
	private final Deque<RemoteSample> samples = new ArrayDeque<>();

	private volatile @Nullable Told<RemoteSample> sample;

	private volatile @Nullable Told<RemoteMemory> memory;

	/** Since this node began to ask; written by one look at a time. */
	private volatile long evictedKeys;

	private volatile boolean closed;

	/**
	 * Creates a sampler.
	 * @param inspection what is asked
	 * @param coordination elects the node that looks
	 * @param cacheNames the caches that are told of
	 * @param settings how often, and how much
	 * @param scheduler waits, and is never blocked; its owner's to shut down
	 * @param nanoClock a monotonic clock in nanoseconds
	 */
	public RemoteSampler(RemoteInspection inspection, Coordination coordination, Supplier<Set<String>> cacheNames,
			Settings settings, ScheduledExecutorService scheduler, LongSupplier nanoClock) {
		this.inspection = inspection;
		this.coordination = coordination;
		this.cacheNames = cacheNames;
		this.settings = settings;
		this.scheduler = scheduler;
		this.nanoClock = nanoClock;
	}

	/**
	 * How to look.
	 *
	 * @param electable whether this node may be the one that looks at keys
	 * @param interval time between two looks, positive
	 * @param keys how many keys to look at each time
	 */
	public record Settings(boolean electable, Duration interval, int keys) {

	}

	/** Begins. Called once; returns at once. */
	public void start() {
		lookAfter((this.settings.interval().compareTo(FIRST) < 0) ? this.settings.interval() : FIRST);
	}

	/**
	 * How many entries a cache has in the remote tier.
	 * @param cacheName the cache
	 * @return the estimate, not a number if this node does not know
	 */
	public double entries(String cacheName) {
		return current(this.sample).map((sample) -> sample.entries(cacheName)).orElse(Double.NaN);
	}

	/**
	 * How much memory the entries of a cache take in the remote tier.
	 * @param cacheName the cache
	 * @return the estimate in bytes, not a number if this node does not know
	 */
	public double bytes(String cacheName) {
		return current(this.sample).map((sample) -> sample.bytes(cacheName)).orElse(Double.NaN);
	}

	/**
	 * The memory of the server.
	 * @return what it told last, empty if that is too long ago
	 */
	public Optional<RemoteMemory> memory() {
		return current(this.memory);
	}

	/**
	 * How many keys the server dropped for want of memory since this node began to ask.
	 * @return the count, which never falls, and is not too high when a shard starts anew,
	 * joins or leaves
	 */
	public long evictedKeys() {
		return this.evictedKeys;
	}

	/** Does not look any more. An election ends by itself. */
	@Override
	public void close() {
		this.closed = true;
	}

	private <T> Optional<T> current(@Nullable Told<T> told) {
		boolean current = told != null && now() - told.at() <= 3 * this.settings.interval().toNanos();
		return (told != null && current) ? Optional.of(told.figures()) : Optional.empty();
	}

	private void lookAfter(Duration delay) {
		try {
			this.scheduler.schedule(this::look, delay.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The application stops; the remote tier is not looked at any more");
		}
	}

	private void look() {
		if (this.closed) {
			return;
		}
		// What is thrown on the way is a failure of its stage, the first one included.
		CompletableFuture.completedFuture(null)
			.thenCompose((begun) -> askMemory())
			.thenCompose((reached) -> (reached && this.settings.electable()) ? elect()
					: CompletableFuture.completedFuture(false))
			.thenCompose((elected) -> elected ? takeSample() : forgetSamples())
			.whenComplete((done, failure) -> {
				if (failure != null) {
					logger.debug("The remote tier could not be looked at; it is tried again", failure);
				}
				lookAfter(this.settings.interval());
			});
	}

	/** Tells whether the server can be asked other questions. */
	private CompletionStage<Boolean> askMemory() {
		return this.inspection.memory().handle((answer, failure) -> {
			if (failure == null) {
				Told<RemoteMemory> before = this.memory;
				this.memory = new Told<>(answer, now());
				if (before != null) {
					this.evictedKeys = this.evictedKeys + answer.evictedSince(before.figures()).orElse(0);
				}
			}
			return !(failure != null && Await.unwrap(failure) instanceof RemoteTierDisconnectedException);
		});
	}

	private CompletionStage<Boolean> elect() {
		return this.coordination.elect(TASK, this.settings.interval().multipliedBy(3));
	}

	private CompletionStage<Void> takeSample() {
		return this.inspection.sample(this.settings.keys(), this.cacheNames.get()).thenAccept((newest) -> {
			this.samples.addFirst(newest);
			this.sample = new Told<>(together(), now());
		});
	}

	/** What this node saw when it was elected before says nothing of now. */
	private CompletionStage<Void> forgetSamples() {
		this.samples.clear();
		this.sample = null;
		return CompletableFuture.completedFuture(null);
	}

	private RemoteSample together() {
		long keys = this.samples.getFirst().keys();
		Map<String, RemoteSample.Met> caches = new HashMap<>();
		long looked = 0;
		int used = 0;
		for (Iterator<RemoteSample> each = this.samples.iterator(); each.hasNext();) {
			RemoteSample sample = each.next();
			if (used > 0 && (looked >= keys || used == MOST_SAMPLES)) {
				each.remove();
				continue;
			}
			sample.caches().forEach((cache, met) -> caches.merge(cache, met, RemoteSample.Met::plus));
			looked += sample.looked();
			used++;
		}
		return new RemoteSample(caches, looked, keys);
	}

	private long now() {
		return this.nanoClock.getAsLong();
	}

	private record Told<T>(T figures, long at) {
	}

}
