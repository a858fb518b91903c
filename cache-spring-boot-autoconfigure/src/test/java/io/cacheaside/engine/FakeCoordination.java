package io.cacheaside.engine;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Coordination in memory, in fake time. Nodes that share a server are one cluster. */
public final class FakeCoordination implements Coordination {

	private final Server server;

	private final String node;

	private volatile boolean reachable = true;

	private volatile boolean readOnly;

	public FakeCoordination(Server server, String node) {
		this.server = server;
		this.node = node;
	}

	/** Sets whether this node reaches the server. */
	public void reachable(boolean reachable) {
		this.reachable = reachable;
	}

	/** Sets whether the server refuses elections, as a replica does. */
	public void readOnly(boolean readOnly) {
		this.readOnly = readOnly;
	}

	@Override
	public CompletionStage<Boolean> elect(String task, Duration term) {
		if (this.readOnly) {
			return CompletableFuture.failedFuture(new IllegalStateException("read-only"));
		}
		return answer(() -> {
			Kept elected = this.server.live(this.server.elections, task);
			boolean free = elected == null || elected.text().equals(this.node);
			if (free) {
				this.server.elections.put(task, this.server.kept(this.node, term));
			}
			return free;
		});
	}

	@Override
	public CompletionStage<Boolean> resign(String task) {
		return answer(() -> {
			Kept elected = this.server.live(this.server.elections, task);
			return elected != null && elected.text().equals(this.node) && this.server.elections.remove(task, elected);
		});
	}

	@Override
	public CompletionStage<Optional<byte[]>> note(String name) {
		return answer(() -> Optional.ofNullable(this.server.live(this.server.notes, name))
			.map((kept) -> ((byte[]) kept.text()).clone()));
	}

	@Override
	public CompletionStage<Void> write(String name, byte[] text, Duration life) {
		return answer(() -> {
			this.server.notes.put(name, this.server.kept(text.clone(), life));
			return null;
		});
	}

	private <T> CompletionStage<T> answer(Supplier<T> call) {
		if (!this.reachable) {
			return CompletableFuture.failedFuture(new IllegalStateException("unreachable"));
		}
		synchronized (this.server) {
			return CompletableFuture.completedFuture(call.get());
		}
	}

	/** What nodes share. */
	public static final class Server {

		private final Map<String, Kept> elections = new ConcurrentHashMap<>();

		private final Map<String, Kept> notes = new ConcurrentHashMap<>();

		private final LongSupplier nanoClock;

		public Server(LongSupplier nanoClock) {
			this.nanoClock = nanoClock;
		}

		private Kept kept(Object text, Duration life) {
			return new Kept(text, this.nanoClock.getAsLong() + life.toNanos());
		}

		private Kept live(Map<String, Kept> from, String name) {
			Kept kept = from.get(name);
			return (kept != null && this.nanoClock.getAsLong() - kept.untilNanos() < 0) ? kept : null;
		}

	}

	private record Kept(Object text, long untilNanos) {
	}

}
