package io.cacheaside.engine;

import org.jspecify.annotations.Nullable;

import io.cacheaside.engine.PendingLoad.Loaded;

/**
 * A lookup, and the load that follows a miss, which somebody else carries out on this
 * thread: the slot stays leased to it until it is closed. For one thread.
 */
public final class AttendedLoad implements AutoCloseable {

	private final Lookup lookup;

	private final @Nullable PendingLoad load;

	private final @Nullable LeaseRenewal renewal;

	private final @Nullable RegionLoader loader;

	private boolean open;

	/**
	 * Attends to a load that may have begun.
	 * @param loader carries it out, {@code null} if the cache is switched off
	 */
	AttendedLoad(Lookup lookup, @Nullable PendingLoad load, @Nullable RegionLoader loader) {
		this.lookup = lookup;
		this.load = load;
		this.loader = loader;
		this.renewal = (load != null && loader != null) ? loader.renewal(load) : null;
		this.open = load != null && loader != null;
		if (this.open && loader != null) {
			loader.frames().hold();
		}
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
		return (this.loader != null && this.load != null) ? this.loader.run(this.load.key(), source)
				: Loaded.of(source.load());
	}

	/**
	 * Lets others have the slot, since there will be no value.
	 */
	public void abandon() {
		close();
		if (this.load != null && this.loader != null) {
			this.loader.release(this.load);
		}
	}

	/** Lets the lease run out, if the value was not stored. */
	@Override
	public void close() {
		if (this.renewal != null) {
			this.renewal.close();
		}
		if (this.open && this.loader != null) {
			this.open = false;
			this.loader.frames().letGo();
		}
	}

}
