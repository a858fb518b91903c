package io.cacheaside.engine;

/**
 * How the circuit breaker in front of the remote tier stands.
 *
 * @param phase what it is now
 * @param opened how often it opened since start-up, after probes that failed included
 * @param halfOpened how often it let probes through
 * @param closed how often it closed again
 */
public record BreakerState(Phase phase, long opened, long halfOpened, long closed) {

	/** Where there is no breaker, or it has never opened. */
	public static final BreakerState NONE = new BreakerState(Phase.CLOSED, 0, 0, 0);

	/** What a breaker is. */
	public enum Phase {

		/** Calls reach the remote tier. */
		CLOSED("closed"),

		/** Calls fail at once. */
		OPEN("open"),

		/** Calls fail at once, and probes are under way. */
		HALF_OPEN("half_open");

		private final String label;

		Phase(String label) {
			this.label = label;
		}

		/**
		 * The name in meters and health.
		 * @return the name in lower case
		 */
		public String label() {
			return this.label;
		}

	}

}
