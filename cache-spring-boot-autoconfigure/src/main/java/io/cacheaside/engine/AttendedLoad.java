package io.cacheaside.engine;

import org.jspecify.annotations.Nullable;

import io.cacheaside.engine.PendingLoad.Loaded;
import io.cacheaside.key.CacheKey;

/**
 * A lookup, and the load that follows a miss, which somebody else carries out: the slot
 * stays leased to it until it is closed. Begun, run and left by one thread.
 */
public final class AttendedLoad implements AutoCloseable {

	private final Lookup lookup;

	private final @Nullable PendingLoad load;

	private final @Nullable LeaseRenewal renewal;

	private final @Nullable RegionLoader loader;

	private final boolean refreshing;

	private boolean held;

	private boolean open;

	private boolean ran;

	/**
	 * Attends to a load that may have begun.
	 * @param loader carries it out, {@code null} if nothing of it is kept
	 * @param refreshing whether it is part of a refresh, so that nobody called for it
	 */
	AttendedLoad(Lookup lookup, @Nullable PendingLoad load, @Nullable RegionLoader loader, boolean refreshing) {
		this.lookup = lookup;
		this.load = load;
		this.loader = loader;
		this.refreshing = refreshing;
		this.renewal = (load != null && loader != null) ? loader.renewal(load) : null;
		this.open = load != null && loader != null;
		this.held = this.open;
		if (this.held && loader != null) {
			loader.frames().hold();
		}
	}

	/**
	 * No load, since there is a value.
	 */
	static AttendedLoad none(Lookup hit) {
		return new AttendedLoad(hit, null, null, false);
	}

	/**
	 * A load whose value is not kept.
	 */
	static AttendedLoad unkept(CacheKey key, Object localKey) {
		return new AttendedLoad(Lookup.BYPASS, new PendingLoad(key, localKey, LoadStart.UNKNOWN, null), null, false);
	}

	/**
	 * What the lookup gave.
	 * @return the lookup
	 */
	public Lookup lookup() {
		return this.lookup;
	}

	/**
	 * The load to store the value by.
	 * @return the load, {@code null} after a hit
	 */
	public @Nullable PendingLoad load() {
		return this.load;
	}

	/**
	 * Reads the source, counted and timed as a load.
	 * @param source the source
	 * @return the value, with what it depends on
	 * @throws Throwable what the source threw
	 */
	public Loaded run(Loader source) throws Throwable {
		Loaded loaded = (this.loader != null && this.load != null) ? load(this.loader, this.load, source)
				: Loaded.of(source.load());
		this.ran = true;
		return loaded;
	}

	private Loaded load(RegionLoader by, PendingLoad begun, Loader source) throws Throwable {
		return this.refreshing ? by.runWithin(source) : by.run(begun.key(), source);
	}

	/**
	 * Leaves the thread, which may wait for other loads from now on. The slot stays
	 * leased.
	 */
	public void leaveThread() {
		if (this.held && this.loader != null) {
			this.held = false;
			this.loader.frames().letGo();
		}
	}

	/**
	 * Lets others have the slot, since there will be no value.
	 */
	public void abandon() {
		end(this.ran);
		if (this.load != null && this.loader != null) {
			this.loader.release(this.load);
		}
	}

	/** Lets the lease run out, if the value was not stored. */
	@Override
	public void close() {
		end(true);
	}

	private void end(boolean successful) {
		if (this.renewal != null) {
			this.renewal.close();
		}
		leaveThread();
		if (this.open && this.refreshing && this.loader != null) {
			this.loader.refresher().ended(successful);
		}
		this.open = false;
	}

}
