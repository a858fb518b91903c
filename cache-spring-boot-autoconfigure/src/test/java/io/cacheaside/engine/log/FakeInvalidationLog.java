package io.cacheaside.engine.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import org.jspecify.annotations.Nullable;

/**
 * A log in memory, as one node sees it, on which a test can play what happens to a real
 * one. Answers come at once, on the calling thread, unless they are held. Safe for use by
 * many threads.
 */
public final class FakeInvalidationLog implements InvalidationLog {

	private static final Set<String> REFUSED_WHEN_FULL = Set.of("append", "announce", "elect");

	private static final Set<String> REFUSED_BY_A_REPLICA = Set.of("append", "open", "renew", "read", "announce",
			"forget", "elect");

	private final FakeStream stream;

	private final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();

	private final ConcurrentLinkedQueue<Runnable> held = new ConcurrentLinkedQueue<>();

	private final Set<Wait> waits = ConcurrentHashMap.newKeySet();

	private final Queue<String> calls = new ConcurrentLinkedQueue<>();

	/** Ends waits whose time is over; without it, they end in real time. */
	private final @Nullable FakeTime time;

	private volatile boolean reachable = true;

	private volatile boolean holding;

	private volatile boolean replica;

	private volatile boolean full;

	private volatile boolean clockKnown = true;

	private volatile int pageSize = 500;

	/**
	 * A log of its own in real time.
	 * @param serverMillis the server's clock
	 */
	public FakeInvalidationLog(LongSupplier serverMillis) {
		this(new FakeStream(serverMillis), null);
	}

	/**
	 * A log of its own in the time of the test, on whose thread its waits end.
	 * @param time the time; the server's clock says 1,000,000 ms when it begins
	 */
	public FakeInvalidationLog(FakeTime time) {
		this(new FakeStream(() -> 1_000_000 + time.elapsedMillis()), time);
	}

	private FakeInvalidationLog(FakeStream stream, @Nullable FakeTime time) {
		this.stream = stream;
		this.time = time;
	}

	/** The same log as another node sees it: its own connection, the same entries. */
	public FakeInvalidationLog anotherNode() {
		return new FakeInvalidationLog(this.stream, this.time);
	}

	// What a test plays on the connection of this node.

	/** Cuts the connection, which fails the calls that wait, or restores it. */
	public void reachable(boolean reachable) {
		this.reachable = reachable;
		if (!reachable) {
			this.waits.forEach((wait) -> wait.fail(unreachable()));
		}
	}

	/** Sets whether this node knows the server's clock. */
	public void clockKnown(boolean clockKnown) {
		this.clockKnown = clockKnown;
	}

	@Override
	public OptionalLong serverMillis() {
		return this.clockKnown ? OptionalLong.of(this.stream.now()) : OptionalLong.empty();
	}

	/** Lets the next call fail without an effect; may be said several times. */
	public void failNext(RuntimeException failure) {
		this.failures.add(failure);
	}

	/** Keeps back all answers from now on; what was asked for happens nevertheless. */
	public void hold() {
		this.holding = true;
	}

	/** Gives the answers kept back, in order, and keeps back no more. */
	public void release() {
		this.holding = false;
		for (Runnable answer = this.held.poll(); answer != null; answer = this.held.poll()) {
			answer.run();
		}
	}

	/** Ends every wait for entries, as if its time were over. */
	public void endWaits() {
		this.waits.forEach((wait) -> wait.end(List.of()));
	}

	/** How many wait for entries now. */
	public int waiting() {
		return this.waits.size();
	}

	/** The calls so far, by the names of the methods. */
	public List<String> calls() {
		return List.copyOf(this.calls);
	}

	/** The server reached is a replica, or not: writes and {@code read} are refused. */
	public void replica(boolean replica) {
		this.replica = replica;
	}

	/** The server reached has no memory left, or has: what adds is refused. */
	public void full(boolean full) {
		this.full = full;
	}

	/** How many entries fit one page; 500 unless told. */
	public void pageSize(int pageSize) {
		this.pageSize = pageSize;
	}

	// What a test plays on the server, for all nodes.

	/** Removes the entries before a position. */
	public void trimTo(Position position) {
		this.stream.trimTo(position);
	}

	/** Removes the newest entries and their markers, as a failover does. */
	public void loseSuffix(int entries) {
		this.stream.loseSuffix(entries);
	}

	/** Removes everything, the epoch too. */
	public void flush() {
		this.stream.flush();
	}

	/** Removes the hash of markers with the epoch in it, and not the entries. */
	public void dropMarkers() {
		this.stream.dropMarkers();
	}

	/** Sets the server's clock wrong. */
	public void skewMillis(long skew) {
		this.stream.skewMillis(skew);
	}

	/** Appends what this version cannot read, as a later one may. */
	public Appended appendUnreadable(InvalidationTarget widened, String problem) {
		Appended appended = this.stream.append(new LogEntry.Invalidated(List.of(widened), problem), Map.of());
		this.stream.tellListeners();
		return appended;
	}

	/** All entries, oldest first. */
	public List<LogEntry> entries() {
		return this.stream.after(new Position(0, -1, 0));
	}

	/** All markers of tags, patterns and caches. */
	public Map<InvalidationTarget, Position> markers() {
		return this.stream.markers();
	}

	// The log.

	@Override
	public CompletionStage<Appended> append(List<InvalidationTarget> targets) {
		return answer("append", () -> {
			Map<InvalidationTarget, Position> noted = new LinkedHashMap<>();
			targets.stream()
				.filter((target) -> !(target.soft().target() instanceof InvalidationTarget.Key))
				.forEach((target) -> noted.put(target, Position.NONE));
			return this.stream.append(new LogEntry.Invalidated(targets, null), noted);
		});
	}

	@Override
	public CompletionStage<LogState> open() {
		return answer("open", this.stream::state);
	}

	@Override
	public CompletionStage<LogState> renew(long expected) {
		return answer("renew", () -> this.stream.renew(expected));
	}

	@Override
	public CompletionStage<Optional<LogPage>> read(LogCursor after) {
		return answer("read", () -> this.stream.read(after, this.pageSize));
	}

	@Override
	public CompletionStage<List<LogEntry>> await(LogCursor after, Duration limit) {
		CompletionStage<Wait> asked = now("await", () -> new Wait(after));
		return asked.thenCompose((wait) -> wait.begin(limit));
	}

	@Override
	public CompletionStage<Void> markers(Consumer<? super List<Marker>> page) {
		return this.<List<Marker>>answer("markers", () -> {
			List<Marker> all = new ArrayList<>();
			this.stream.markers().forEach((target, position) -> all.add(new Marker(target, position)));
			return all;
		}).thenAccept((all) -> inPages(all, page));
	}

	@Override
	public CompletionStage<Void> replay(Position after, Position upTo, Consumer<? super List<LogEntry>> page) {
		return this
			.<List<LogEntry>>answer("replay",
					() -> this.stream.after(after)
						.stream()
						.filter((entry) -> !entry.cursor().position().isNewerThan(upTo))
						.toList())
			.thenAccept((all) -> inPages(all, page));
	}

	@Override
	public CompletionStage<Appended> announce(LogEntry.Swept swept) {
		return answer("announce", () -> this.stream.announce(swept));
	}

	@Override
	public CompletionStage<Long> forget(List<Marker> markers) {
		return answer("forget", () -> this.stream.forget(markers));
	}

	@Override
	public CompletionStage<Boolean> elect(String node, Duration term) {
		return answer("elect", () -> this.stream.elect(node, term.toMillis()));
	}

	private <T> void inPages(List<T> all, Consumer<? super List<T>> page) {
		for (int from = 0; from < all.size(); from += this.pageSize) {
			page.accept(all.subList(from, Math.min(from + this.pageSize, all.size())));
		}
	}

	private <T> CompletableFuture<T> answer(String call, Supplier<T> effect) {
		CompletableFuture<T> done = now(call, effect);
		this.stream.tellListeners();
		CompletableFuture<T> answer = new CompletableFuture<>();
		deliver(() -> done.whenComplete((value, failure) -> {
			if (failure != null) {
				answer.completeExceptionally(failure);
			}
			else {
				answer.complete(value);
			}
		}));
		return answer;
	}

	private <T> CompletableFuture<T> now(String call, Supplier<T> effect) {
		this.calls.add(call);
		try {
			refuse(call);
			return CompletableFuture.completedFuture(effect.get());
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private void refuse(String call) {
		RuntimeException failure = this.failures.poll();
		if (failure != null) {
			throw failure;
		}
		if (!this.reachable) {
			throw unreachable();
		}
		if ((this.replica && REFUSED_BY_A_REPLICA.contains(call)) || (this.full && REFUSED_WHEN_FULL.contains(call))) {
			throw new IllegalStateException("the server does not accept " + call);
		}
	}

	private void deliver(Runnable answer) {
		if (this.holding) {
			this.held.add(answer);
		}
		else {
			answer.run();
		}
	}

	private static RuntimeException unreachable() {
		return new UncheckedIOException(new IOException("not connected"));
	}

	/** One that waits for entries. */
	private final class Wait {

		private final LogCursor after;

		private final CompletableFuture<List<LogEntry>> answer = new CompletableFuture<>();

		private final Runnable look = this::look;

		Wait(LogCursor after) {
			this.after = after;
		}

		CompletableFuture<List<LogEntry>> begin(Duration limit) {
			FakeInvalidationLog.this.waits.add(this);
			FakeInvalidationLog.this.stream.onAppend(this.look);
			look();
			if (limit.isZero()) {
				end(List.of());
			}
			endAfter(limit);
			return this.answer.whenComplete((entries, failure) -> forget());
		}

		private void endAfter(Duration limit) {
			FakeTime fake = FakeInvalidationLog.this.time;
			if (fake == null) {
				this.answer.completeOnTimeout(List.of(), limit.toNanos(), TimeUnit.NANOSECONDS);
				return;
			}
			Future<?> over = fake.schedule(() -> end(List.of()), limit.toNanos(), TimeUnit.NANOSECONDS);
			this.answer.whenComplete((entries, failure) -> over.cancel(false));
		}

		private void look() {
			List<LogEntry> entries = FakeInvalidationLog.this.stream.after(this.after.position());
			if (!entries.isEmpty()) {
				end(entries.subList(0, Math.min(entries.size(), FakeInvalidationLog.this.pageSize)));
			}
		}

		void end(List<LogEntry> entries) {
			forget();
			deliver(() -> this.answer.complete(entries));
		}

		void fail(RuntimeException failure) {
			forget();
			this.answer.completeExceptionally(failure);
		}

		private void forget() {
			FakeInvalidationLog.this.waits.remove(this);
			FakeInvalidationLog.this.stream.forgetListener(this.look);
		}

	}

}
