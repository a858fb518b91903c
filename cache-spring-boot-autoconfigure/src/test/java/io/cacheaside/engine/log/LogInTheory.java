package io.cacheaside.engine.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.engine.log.LogEntry.Content;
import io.cacheaside.engine.log.LogEntry.Invalidated;
import io.cacheaside.engine.log.LogEntry.Swept;

/**
 * A log on the thread and in the time of a test, whose history can be broken in each way
 * that a server can break it.
 */
public final class LogInTheory extends LogAnswers implements InvalidationLog {

	/** The entries, oldest first: a test may remove some. */
	public final List<LogEntry> entries = new ArrayList<>();

	/** The markers beside the log: a test may remove some. */
	public final Map<InvalidationTarget, Position> markers = new LinkedHashMap<>();

	private final List<Waiting> waiting = new ArrayList<>();

	private final FakeTime time;

	/** Whether this node is elected when it asks. */
	public boolean electing = true;

	/** How far the server's clock was set forward, in milliseconds. */
	public long serverShift;

	private Position swept = Position.NONE;

	private Position othersSwept = Position.NONE;

	private int pageSize = 500;

	private long epoch;

	private long nonces;

	/**
	 * Creates a log of which there is nothing yet.
	 * @param time the time of the test
	 */
	public LogInTheory(FakeTime time) {
		this.time = time;
	}

	/** Loses the connection: every call fails, and so does what waits. */
	public void disconnect() {
		failWith(new TimeoutException("no answer"));
	}

	/** Answers everything with an error, as a replica does. */
	public void refuse() {
		failWith(new LogRefusedException("READONLY", new IllegalStateException()));
	}

	/** Answers again. */
	public void reconnect() {
		answerAgain();
	}

	/**
	 * Gives so many entries at once.
	 * @param pageSize how many
	 */
	public void pageSize(int pageSize) {
		this.pageSize = pageSize;
	}

	/** Forgets everything, as FLUSHALL does. */
	public void flush() {
		this.entries.clear();
		this.markers.clear();
		this.epoch = 0;
	}

	/**
	 * Loses the newest entries and the markers with them, as a failover does.
	 * @param count how many
	 */
	public void loseNewest(int count) {
		for (int i = 0; i < count; i++) {
			LogEntry lost = this.entries.remove(this.entries.size() - 1);
			this.markers.values().removeIf(lost.cursor().position()::equals);
		}
	}

	/**
	 * Appends for another node.
	 * @param targets what became invalid
	 * @return where it stands
	 */
	public Position appendElsewhere(InvalidationTarget... targets) {
		return add(new Invalidated(List.of(targets), null)).cursor().position();
	}

	/**
	 * Appends any entry for another node.
	 * @param content what it says
	 * @return the entry
	 */
	public LogEntry add(Content content) {
		LogCursor previous = end();
		Position last = previous.position();
		long millis = Math.max(millis(), last.millis());
		Position position = new Position(this.epoch, millis, (millis == last.millis()) ? last.sequence() + 1 : 0);
		LogEntry entry = new LogEntry(new LogCursor(position, ++this.nonces), previous, content);
		this.entries.add(entry);
		if (content instanceof Invalidated invalidated) {
			invalidated.targets()
				.stream()
				.filter((target) -> !(target.soft().target() instanceof InvalidationTarget.Key))
				.forEach((target) -> this.markers.put(target, position));
		}
		List<Waiting> woken = List.copyOf(this.waiting);
		this.waiting.clear();
		woken.forEach(Waiting::answer);
		return entry;
	}

	/**
	 * How the log stands.
	 * @return the state
	 */
	public LogState state() {
		return new LogState(end(), this.swept, this.othersSwept, millis());
	}

	@Override
	public CompletionStage<Appended> append(List<InvalidationTarget> targets) {
		return answer(Call.APPEND, () -> {
			begin();
			LogEntry entry = add(new Invalidated(targets, null));
			return new Appended(entry.cursor(), entry.previous());
		});
	}

	@Override
	public CompletionStage<LogState> open() {
		return answer(Call.OPEN, () -> {
			begin();
			return state();
		});
	}

	@Override
	public CompletionStage<LogState> renew(long expected) {
		return answer(Call.RENEW, () -> {
			if (this.epoch == expected) {
				flush();
			}
			begin();
			return state();
		});
	}

	@Override
	public CompletionStage<Optional<LogPage>> read(LogCursor after) {
		return answer(Call.READ, () -> {
			if (this.entries.isEmpty()) {
				return Optional.empty();
			}
			boolean kept = this.entries.stream().anyMatch((entry) -> entry.cursor().equals(after));
			List<LogEntry> following = following(after.position(), end().position());
			boolean complete = following.size() <= this.pageSize;
			return Optional
				.of(new LogPage(state(), kept, complete ? following : following.subList(0, this.pageSize), complete));
		});
	}

	@Override
	public CompletionStage<List<LogEntry>> await(LogCursor after, Duration limit) {
		CompletableFuture<List<LogEntry>> reply = new CompletableFuture<>();
		answer(Call.AWAIT, () -> {
			Waiting one = new Waiting(after, reply);
			if (this.entries.isEmpty() || following(after.position(), end().position()).isEmpty()) {
				this.waiting.add(one);
				this.time.schedule(() -> {
					if (this.waiting.remove(one)) {
						one.answer();
					}
				}, limit.toNanos(), TimeUnit.NANOSECONDS);
			}
			else {
				one.answer();
			}
			return true;
		}).whenComplete((answered, failure) -> {
			if (failure != null) {
				reply.completeExceptionally(failure);
			}
		});
		return reply;
	}

	@Override
	public CompletionStage<Void> markers(Consumer<? super List<Marker>> page) {
		return answer(Call.MARKERS, () -> {
			List<Marker> all = new ArrayList<>();
			this.markers.forEach((target, position) -> all.add(new Marker(target, position)));
			page.accept(all);
			return true;
		}).thenApply((done) -> null);
	}

	@Override
	public CompletionStage<Void> replay(Position after, Position upTo, Consumer<? super List<LogEntry>> page) {
		return answer(Call.REPLAY, () -> {
			page.accept(following(after, upTo));
			return true;
		}).thenApply((done) -> null);
	}

	@Override
	public CompletionStage<Appended> announce(Swept announced) {
		return answer(Call.ANNOUNCE, () -> {
			this.calls.add(announced.keys().millis() + "/" + announced.others().millis());
			this.swept = later(this.swept, announced.keys());
			this.othersSwept = later(this.othersSwept, announced.others());
			LogEntry entry = add(announced);
			return new Appended(entry.cursor(), entry.previous());
		});
	}

	@Override
	public CompletionStage<Long> forget(List<Marker> unneeded) {
		return answer(Call.FORGET,
				() -> unneeded.stream()
					.filter((marker) -> this.markers.remove(marker.target(), marker.position()))
					.count());
	}

	@Override
	public CompletionStage<Boolean> elect(String node, Duration term) {
		return answer(Call.ELECT, () -> this.electing);
	}

	/** The clock of this server is its own. */
	private long millis() {
		return 1_000_000_000L + this.time.elapsedMillis() + this.serverShift;
	}

	private void failWith(Throwable reason) {
		answerWith(reason);
		List<Waiting> failed = List.copyOf(this.waiting);
		this.waiting.clear();
		failed.forEach((one) -> one.reply().completeExceptionally(reason));
	}

	private void begin() {
		if (this.entries.isEmpty()) {
			this.epoch = 1_000 + ++this.nonces;
			this.markers.clear();
			this.swept = new Position(this.epoch, 0, 0);
			this.othersSwept = this.swept;
			add(new Invalidated(List.of(), null));
		}
	}

	private LogCursor end() {
		return this.entries.isEmpty() ? new LogCursor(new Position(this.epoch, 0, 0), 0)
				: this.entries.get(this.entries.size() - 1).cursor();
	}

	private List<LogEntry> following(Position after, Position upTo) {
		return this.entries.stream()
			.filter((entry) -> isLater(entry.cursor().position(), after) && !isLater(entry.cursor().position(), upTo))
			.toList();
	}

	private static Position later(Position one, Position other) {
		return isLater(other, one) ? other : one;
	}

	private static boolean isLater(Position one, Position other) {
		return new Position(0, one.millis(), one.sequence())
			.isNewerThan(new Position(0, other.millis(), other.sequence()));
	}

	private final class Waiting {

		private final LogCursor after;

		private final CompletableFuture<List<LogEntry>> reply;

		Waiting(LogCursor after, CompletableFuture<List<LogEntry>> reply) {
			this.after = after;
			this.reply = reply;
		}

		CompletableFuture<List<LogEntry>> reply() {
			return this.reply;
		}

		void answer() {
			Position to = end().position();
			this.reply.complete(following(this.after.position(), to));
		}

	}

}
