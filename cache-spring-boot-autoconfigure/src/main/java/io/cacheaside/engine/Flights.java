package io.cacheaside.engine;

import java.lang.reflect.Type;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;

import io.cacheaside.engine.marker.Subject;
import io.cacheaside.key.CacheKey;

/**
 * The reads and loads of one cache that are under way on this node, one for each key, so
 * that many callers of one key cost one.
 * <ol>
 * <li>A caller joins a flight only if nothing that matches the key was invalidated after
 * the flight began, as far as this node knows. This is told by local sequence numbers: by
 * positions of the log, each eviction would keep callers apart until the log has echoed
 * it.</li>
 * <li>Tags are known only when the flight has landed. So a joiner then looks again, with
 * the tags, and starts anew if the result is stale.</li>
 * <li>Nobody joins from within a loader: two loaders that wait for one another would wait
 * for ever.</li>
 * <li>Each joiner waits as long as his own limits allow. In a cache without limits an
 * interrupted joiner goes on alone, with its flag set; the flight goes on.</li>
 * <li>If the load of a flight never began, its joiners begin anew.</li>
 * </ol>
 * Safe for use by many threads.
 */
final class Flights {

	private final ConcurrentMap<CacheKey, Flight> underWay = new ConcurrentHashMap<>();

	private final Coherence coherence;

	private final LoadFrames frames;

	Flights(Coherence coherence, LoadFrames frames) {
		this.coherence = coherence;
		this.frames = frames;
	}

	/**
	 * Joins a flight, or begins one.
	 * @param own the flight to begin
	 * @param wait how long the caller waits for another one
	 * @return what another flight brought; empty if the own one is now under way, or has
	 * to go alone
	 * @throws Throwable what the other flight failed with, or that it takes too long
	 */
	Optional<Flight.Landing> joinOrBegin(CacheKey key, Flight own, LoadWait wait) throws Throwable {
		while (true) {
			Flight other = this.underWay.putIfAbsent(key, own);
			if (other == null) {
				return Optional.empty();
			}
			if (!mayJoin(key, other, own.type())) {
				// A newer flight is the better one to join.
				this.underWay.replace(key, other, own);
				return Optional.empty();
			}
			try {
				return (wait.isLimited() ? await(other, wait) : await(other))
					.filter((landing) -> !isChanged(landing.subject(), other));
			}
			catch (WithdrawnException ex) {
				this.underWay.remove(key, other);
			}
		}
	}

	/**
	 * Ends a flight for those who might still join.
	 */
	void end(CacheKey key, Flight flight) {
		this.underWay.remove(key, flight);
	}

	private boolean mayJoin(CacheKey key, Flight other, Type type) {
		return this.frames.mayWait() && other.thread().get() != Thread.currentThread() && other.type().equals(type)
				&& !isChanged(Coherence.subject(key), other);
	}

	private boolean isChanged(Subject subject, Flight flight) {
		return this.coherence.index().isChangedSince(subject, flight.start().version());
	}

	private static Optional<Flight.Landing> await(Flight other, LoadWait wait) throws Throwable {
		Optional<Flight.Landing> standIn = wait.await(other.landing(), other);
		return standIn.isPresent() ? standIn : Optional.of(other.landed());
	}

	private static Optional<Flight.Landing> await(Flight other) throws Throwable {
		try {
			other.landing().get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return Optional.empty();
		}
		catch (ExecutionException ex) {
			// Thrown below, as it was.
		}
		return Optional.of(other.landed());
	}

	/** The load of a flight never began, since its caller did not wait any longer. */
	static final class WithdrawnException extends RuntimeException {

		WithdrawnException() {
			super("The load never began", null, false, false);
		}

	}

}
