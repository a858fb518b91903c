package io.cacheaside.benchmark;

import java.util.List;
import java.util.stream.IntStream;

import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * An application whose cache holds every user that is asked for. Ends with a failure if
 * anything but hits was measured.
 */
@State(Scope.Benchmark)
public abstract class HitState {

	private static final int MOST_PASSES = 100;

	private static final String[] IDS = IntStream.range(0, 1024).mapToObj((i) -> "usr_" + i).toArray(String[]::new);

	final Node node;

	final Users users;

	private final UserSource source;

	private final long loadsBefore;

	HitState(Class<?> application, String... properties) {
		this.node = Node.start(application, properties);
		this.users = this.node.bean(Users.class);
		this.source = this.node.bean(UserSource.class);
		this.loadsBefore = fill();
	}

	/** The users that are asked for. */
	static List<String> ids() {
		return List.of(IDS);
	}

	/**
	 * Calls until a pass over all users loads nothing: one manager's writes are still on
	 * their way when it returns.
	 */
	private long fill() {
		for (int pass = 0; pass < MOST_PASSES; pass++) {
			long before = this.source.loads();
			for (String id : IDS) {
				this.users.user(id);
			}
			if (this.source.loads() == before) {
				return before;
			}
		}
		throw new IllegalStateException("the cache does not hold what was put");
	}

	@TearDown(Level.Trial)
	public void close() {
		long missed = this.source.loads() - this.loadsBefore;
		this.node.close();
		if (missed != 0) {
			throw new IllegalStateException(missed + " calls were not hits");
		}
	}

	/** Which user a thread asks for. */
	@State(Scope.Thread)
	public static class Ids {

		private int next;

		String next() {
			return IDS[this.next++ & (IDS.length - 1)];
		}

	}

}
