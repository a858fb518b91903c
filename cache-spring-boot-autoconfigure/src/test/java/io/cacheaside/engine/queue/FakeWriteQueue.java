package io.cacheaside.engine.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** A queue in memory, in fake time. */
public final class FakeWriteQueue implements WriteQueue {

	private final Map<String, String> order = new LinkedHashMap<>();

	private final Map<String, Held> waiting = new LinkedHashMap<>();

	private final Map<String, Letter> dead = new LinkedHashMap<>();

	private final Map<String, Long> written = new LinkedHashMap<>();

	private final Map<String, Long> latest = new LinkedHashMap<>();

	private final LongSupplier nanoClock;

	private final long origin;

	private long token;

	private long nextId;

	private volatile boolean reachable = true;

	private volatile int questions;

	private Runnable whileTaking = () -> {
	};

	private Consumer<String> beforeAppend = (key) -> {
	};

	private CompletionStage<Void> answer = CompletableFuture.completedFuture(null);

	private CompletionStage<Void> landing = CompletableFuture.completedFuture(null);

	public FakeWriteQueue(LongSupplier nanoClock) {
		this.nanoClock = nanoClock;
		this.origin = nanoClock.getAsLong();
	}

	/** Sets whether calls reach the server. */
	public void reachable(boolean reachable) {
		this.reachable = reachable;
	}

	/** Is told the key of each write that is appended, or would be. */
	public void beforeAppend(Consumer<String> action) {
		this.beforeAppend = action;
	}

	/** Appends the next write at once, and answers when something is done. */
	public void nextAppendIsAnsweredAfter(CompletionStage<Void> done) {
		this.answer = done;
	}

	/** The next write is on its way until something is done, and appended then. */
	public void nextAppendLandsAfter(CompletionStage<Void> done) {
		this.landing = done;
	}

	/** Does something once, while writes are taken. */
	public void whileTaking(Runnable action) {
		this.whileTaking = action;
	}

	/** How often somebody asked for what waits. */
	public int questions() {
		return this.questions;
	}

	/** Queues of which each cache has this one. */
	public WriteQueues asQueues(QueueLimits limits) {
		return new WriteQueues() {

			@Override
			public WriteQueue queue(String cacheName) {
				return FakeWriteQueue.this;
			}

			@Override
			public QueueLimits limits() {
				return limits;
			}

		};
	}

	@Override
	public CompletionStage<OptionalLong> append(String key, byte[] value, int maximumLength) {
		return appended(key, () -> {
			boolean waits = this.waiting.containsKey(key);
			if (!waits && this.order.size() >= maximumLength) {
				return OptionalLong.empty();
			}
			this.token = Math.max(this.token + 1, nanos() / 1_000);
			this.waiting.put(key, new Held(this.token, value));
			this.dead.remove(key);
			if (!waits) {
				enqueue(key);
			}
			return OptionalLong.of(this.token);
		});
	}

	@Override
	public CompletionStage<Long> appendLate(String key, byte[] value, Made made) {
		long time = Math.max((nanos() - made.ago().toNanos()) / 1_000, made.after());
		return appended(key, () -> {
			Held held = this.waiting.get(key);
			Letter letter = this.dead.get(key);
			long newest = Math.max((held != null) ? held.token() : 0,
					Math.max((letter != null) ? letter.letter().token() : 0, this.latest.getOrDefault(key, 0L)));
			if (newest > time) {
				return newest;
			}
			long own = Math.max(time, newest + 1);
			this.token = Math.max(this.token, own);
			this.waiting.put(key, new Held(own, value));
			this.dead.remove(key);
			if (held == null) {
				enqueue(key);
			}
			return own;
		});
	}

	private <T> CompletionStage<T> appended(String key, Supplier<T> call) {
		this.beforeAppend.accept(key);
		CompletionStage<Void> first = this.answer;
		this.answer = CompletableFuture.completedFuture(null);
		CompletionStage<Void> way = this.landing;
		this.landing = CompletableFuture.completedFuture(null);
		return way.thenCompose((arrived) -> answer(call)).thenCombine(first, (result, done) -> result);
	}

	@Override
	public CompletionStage<Waiting> waiting(String key) {
		this.questions++;
		return answer(() -> {
			Held held = this.waiting.get(key);
			Long at = this.written.get(key);
			return new Waiting((held != null) ? held.value() : null,
					(at != null) ? Duration.ofNanos(nanos() - at) : null);
		});
	}

	@Override
	public CompletionStage<Taken> take(int maximum) {
		Runnable action = this.whileTaking;
		this.whileTaking = () -> {
		};
		action.run();
		return answer(() -> {
			List<QueuedWrite> writes = new ArrayList<>();
			this.order.forEach((id, key) -> {
				Held held = this.waiting.get(key);
				if (held != null && writes.size() < maximum) {
					writes.add(new QueuedWrite(id, key, held.token(), held.value()));
				}
			});
			Duration oldest = this.order.keySet()
				.stream()
				.findFirst()
				.map((id) -> Duration.ofNanos(nanos() - Long.parseLong(id.split("-")[0])))
				.orElse(Duration.ZERO);
			return new Taken(List.copyOf(writes), this.order.size(), oldest, this.dead.size());
		});
	}

	@Override
	public CompletionStage<Void> acknowledge(List<QueuedWrite> writes) {
		return answer(() -> {
			for (QueuedWrite write : writes) {
				Held held = remove(write);
				if (held != null) {
					this.written.put(write.key(), nanos());
					this.latest.put(write.key(), write.token());
					settle(write, held);
				}
			}
			this.written.values().removeIf((at) -> nanos() - at > REMEMBERED.toNanos());
			this.latest.keySet().retainAll(this.written.keySet());
			return null;
		});
	}

	@Override
	public CompletionStage<Void> bury(QueuedWrite write, int attempts, String error) {
		return answer(() -> {
			Held held = remove(write);
			if (held != null && settle(write, held)) {
				this.dead.put(write.key(),
						new Letter(
								new DeadLetter(write.key(), write.token(), attempts,
										Instant.ofEpochMilli(TimeUnit.NANOSECONDS.toMillis(nanos())), error),
								held.value()));
			}
			return null;
		});
	}

	private Held remove(QueuedWrite write) {
		return this.order.remove(write.id(), write.key()) ? this.waiting.get(write.key()) : null;
	}

	/** Whether nothing newer waits. */
	private boolean settle(QueuedWrite write, Held held) {
		if (held.token() == write.token()) {
			this.waiting.remove(write.key());
			return true;
		}
		enqueue(write.key());
		return false;
	}

	@Override
	public CompletionStage<List<DeadLetter>> deadLetters(int maximum) {
		return answer(() -> this.dead.values().stream().map(Letter::letter).limit(maximum).toList());
	}

	@Override
	public CompletionStage<Boolean> revive(String key) {
		return answer(() -> {
			Letter letter = this.dead.remove(key);
			if (letter != null) {
				this.waiting.put(key, new Held(letter.letter().token(), letter.value()));
				enqueue(key);
			}
			return letter != null;
		});
	}

	@Override
	public CompletionStage<Boolean> drop(String key) {
		return answer(() -> this.dead.remove(key) != null);
	}

	private void enqueue(String key) {
		this.order.put(nanos() + "-" + this.nextId++, key);
	}

	private long nanos() {
		return this.nanoClock.getAsLong() - this.origin + TimeUnit.DAYS.toNanos(1);
	}

	private synchronized <T> CompletionStage<T> answer(Supplier<T> call) {
		return this.reachable ? CompletableFuture.completedFuture(call.get())
				: CompletableFuture.failedFuture(new IllegalStateException("unreachable"));
	}

	private record Held(long token, byte[] value) {
	}

	private record Letter(DeadLetter letter, byte[] value) {
	}

}
