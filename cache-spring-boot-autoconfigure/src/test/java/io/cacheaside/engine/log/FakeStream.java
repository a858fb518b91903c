package io.cacheaside.engine.log;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import org.jspecify.annotations.Nullable;

/**
 * What the log is on the server: a stream, the hash of markers and the election. Several
 * {@link FakeInvalidationLog}s, each of them one node's, may stand on one. Safe for use
 * by many threads.
 */
final class FakeStream {

	private final ReentrantLock lock = new ReentrantLock();

	private final LongSupplier millis;

	private final List<LogEntry> entries = new ArrayList<>();

	private final Map<InvalidationTarget, Position> markers = new LinkedHashMap<>();

	private final List<Runnable> listeners = new ArrayList<>();

	private @Nullable Long epoch;

	private Position keysSwept = Position.NONE;

	private Position othersSwept = Position.NONE;

	private String elected = "";

	private long electedUntil;

	/** Random numbers that a test can read. */
	private long drawn = 100;

	private long skew;

	FakeStream(LongSupplier millis) {
		this.millis = millis;
	}

	Appended append(LogEntry.Content content, Map<InvalidationTarget, Position> noted) {
		return atomically(() -> {
			state();
			Appended appended = add(content);
			noted.keySet().forEach((target) -> this.markers.put(target, appended.cursor().position()));
			return appended;
		});
	}

	/** The log, begun anew if there is none. */
	LogState state() {
		return atomically(() -> {
			if (consistent().isEmpty()) {
				begin();
			}
			return consistent().orElseThrow();
		});
	}

	LogState renew(long expected) {
		return atomically(() -> {
			if (consistent().isEmpty() || consistent().get().epoch() == expected) {
				begin();
			}
			return state();
		});
	}

	Optional<LogPage> read(LogCursor after, int size) {
		return atomically(() -> consistent().map((state) -> {
			boolean kept = this.entries.stream().anyMatch((entry) -> entry.cursor().equals(after));
			List<LogEntry> following = after(after.position());
			List<LogEntry> page = following.subList(0, Math.min(size, following.size()));
			return new LogPage(state, kept, page, page.size() == following.size());
		}));
	}

	List<LogEntry> after(Position position) {
		return atomically(
				() -> this.entries.stream().filter((entry) -> order(entry.cursor().position(), position) > 0).toList());
	}

	Map<InvalidationTarget, Position> markers() {
		return atomically(() -> new LinkedHashMap<>(this.markers));
	}

	Appended announce(LogEntry.Swept swept) {
		return atomically(() -> {
			if (consistent().isEmpty() || consistent().get().epoch() != swept.keys().epoch()) {
				throw new IllegalStateException("the log has another epoch than the announcement");
			}
			this.keysSwept = latest(this.keysSwept, swept.keys());
			this.othersSwept = latest(this.othersSwept, swept.others());
			return add(swept);
		});
	}

	long forget(List<Marker> forgotten) {
		return atomically(() -> forgotten.stream()
			.filter((marker) -> this.markers.remove(marker.target(), marker.position()))
			.count());
	}

	boolean elect(String node, long termMillis) {
		return atomically(() -> {
			if (now() < this.electedUntil && !this.elected.equals(node)) {
				return false;
			}
			this.elected = node;
			this.electedUntil = now() + termMillis;
			return true;
		});
	}

	void trimTo(Position position) {
		atomically(() -> this.entries.removeIf((entry) -> order(entry.cursor().position(), position) < 0));
	}

	void loseSuffix(int count) {
		atomically(() -> {
			List<LogEntry> lost = this.entries.subList(this.entries.size() - count, this.entries.size());
			List<Position> positions = lost.stream().map((entry) -> entry.cursor().position()).toList();
			this.markers.values().removeIf(positions::contains);
			lost.clear();
			return true;
		});
	}

	void flush() {
		atomically(() -> {
			this.entries.clear();
			dropMarkers();
			return true;
		});
	}

	/** Deletes the hash beside the stream. */
	void dropMarkers() {
		atomically(() -> {
			this.markers.clear();
			this.epoch = null;
			this.keysSwept = Position.NONE;
			this.othersSwept = Position.NONE;
			return true;
		});
	}

	void skewMillis(long skew) {
		atomically(() -> this.skew = skew);
	}

	/** Calls back after each append, until {@link #forgetListener}. */
	void onAppend(Runnable listener) {
		atomically(() -> this.listeners.add(listener));
	}

	void forgetListener(Runnable listener) {
		atomically(() -> this.listeners.remove(listener));
	}

	void tellListeners() {
		atomically(() -> List.copyOf(this.listeners)).forEach(Runnable::run);
	}

	private Optional<LogState> consistent() {
		if (this.entries.isEmpty() || this.epoch == null || last().position().epoch() != this.epoch) {
			return Optional.empty();
		}
		Position none = new Position(this.epoch, 0, 0);
		return Optional.of(new LogState(last(), latest(none, this.keysSwept), latest(none, this.othersSwept), now()));
	}

	private void begin() {
		flush();
		this.epoch = ++this.drawn;
		add(new LogEntry.Invalidated(List.of(), null));
	}

	private Appended add(LogEntry.Content content) {
		long current = (this.epoch != null) ? this.epoch : 0;
		LogCursor previous = this.entries.isEmpty() ? new LogCursor(new Position(current, 0, 0), 0) : last();
		Position next = new Position(current, now(), 0);
		if (order(next, previous.position()) <= 0) {
			next = new Position(current, previous.position().millis(), previous.position().sequence() + 1);
		}
		LogCursor cursor = new LogCursor(next, ++this.drawn);
		this.entries.add(new LogEntry(cursor, previous, content));
		return new Appended(cursor, previous);
	}

	private LogCursor last() {
		return this.entries.get(this.entries.size() - 1).cursor();
	}

	long now() {
		return this.millis.getAsLong() + this.skew;
	}

	private <T> T atomically(Supplier<T> action) {
		this.lock.lock();
		try {
			return action.get();
		}
		finally {
			this.lock.unlock();
		}
	}

	private static Position latest(Position one, Position other) {
		return (order(one, other) < 0) ? other : one;
	}

	/** As the server orders IDs, whatever the epochs. */
	private static int order(Position one, Position other) {
		return (one.millis() != other.millis()) ? Long.compare(one.millis(), other.millis())
				: Long.compare(one.sequence(), other.sequence());
	}

}
