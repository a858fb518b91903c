package io.cacheaside.engine;

import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.cacheaside.engine.Refresher.Due;
import io.cacheaside.engine.RegionReader.Found;
import io.cacheaside.engine.RegionReader.Reply;
import io.cacheaside.engine.RegionStore.Begun;
import io.cacheaside.key.CacheKey;

/**
 * Lets one caller among all nodes load a value, and the others have it.
 * <ol>
 * <li>The slot is read. A value that may be used ends it.</li>
 * <li>If the slot is leased to a load that is under way, the caller waits until it is
 * not, and sees what there is then.</li>
 * <li>Otherwise it is leased to this caller. If another one was faster, this begins anew.
 * What is known from the log is captured again after a wait, so that what was invalidated
 * meanwhile does not spoil the load.</li>
 * </ol>
 * Nobody waits who might be waited for: a loader that asks for another value, since two
 * loaders on two nodes could wait for one another for ever; whoever holds a lease, for
 * the same reason; and a transaction that may write, since the load that it waits for may
 * wait for its locks. They load by themselves and do not store. Safe for use by many
 * threads.
 */
final class Admission {

	/** Who has lost a slot that often goes alone; each time somebody else went ahead. */
	private static final int ATTEMPTS = 100;

	private final RegionParts parts;

	private final RegionReader reader;

	private final RegionStore store;

	private final LoadFrames frames;

	private final LeaseWaits waits;

	Admission(RegionParts parts, RegionReader reader, RegionStore store, LoadFrames frames) {
		this.parts = parts;
		this.reader = reader;
		this.store = store;
		this.frames = frames;
		this.waits = new LeaseWaits(parts, reader);
	}

	/**
	 * Waits until the value is there or to be loaded by this caller.
	 * @param caller how long the caller waits for a load of somebody else
	 * @param enough tells what is enough for the caller, so that no load begins
	 * @return the value, or a load that has begun, leased for {@link LeaseRenewal#TERM}
	 * @throws io.cacheaside.LoadTimeoutException if that takes too long
	 */
	Admitted admit(Request request, LoadWait caller, Predicate<Found> enough) {
		boolean patient = this.frames.mayWait() && !this.parts.coherence().transactions().mayWrite();
		LoadStart start = request.start();
		for (int attempt = 1;; attempt++) {
			Reply reply = Await
				.await((attempt == 1) ? this.reader.first(request.key()) : this.reader.remote(request.key()));
			if (patient && this.reader.isLeased(request.key(), reply)) {
				reply = this.waits.await(request.key(), reply, caller);
				start = this.parts.coherence().start();
			}
			Found found = this.reader.interpret(request.wanted(), reply);
			if (found.lookup() instanceof Lookup.Hit || enough.test(found)) {
				return new Admitted(found, null);
			}
			Begun begun = Await.await(this.store.begin(
					new RegionStore.Beginning(request.key(), request.wanted().localKey(), found.lookup(), start),
					LeaseRenewal.TERM));
			boolean interrupted = Thread.currentThread().isInterrupted();
			if (!patient || !begun.lost() || interrupted || attempt == ATTEMPTS) {
				return new Admitted(found, begun.load());
			}
			start = this.parts.coherence().start();
		}
	}

	/** Lets nobody wait any more, since the application stops. */
	void close() {
		this.waits.close();
	}

	/**
	 * A value that somebody wants.
	 *
	 * @param wanted the value
	 * @param start what was captured before
	 */
	record Request(Due wanted, LoadStart start) {

		CacheKey key() {
			return this.wanted.key();
		}

	}

	/**
	 * How it is to be had.
	 *
	 * @param found what the tiers gave
	 * @param load a load that has begun, {@code null} if there is a value or what was
	 * found is enough
	 */
	record Admitted(Found found, @Nullable PendingLoad load) {
	}

}
