package io.cacheaside.engine;

import java.util.Set;

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

	private final @Nullable Refresh refresh;

	private LoadFrames.@Nullable Frame frame;

	private boolean held;

	private boolean open;

	private boolean ran;

	/**
	 * Attends to a load that may have begun.
	 * @param loader carries it out, {@code null} if nothing of it is kept
	 * @param refresh what it is part of, {@code null} if somebody called for it
	 */
	AttendedLoad(Lookup lookup, @Nullable PendingLoad load, @Nullable RegionLoader loader, @Nullable Refresh refresh) {
		this.lookup = lookup;
		this.load = load;
		this.loader = loader;
		this.refresh = refresh;
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
		return new AttendedLoad(hit, null, null, null);
	}

	/**
	 * A load whose value is not kept.
	 */
	static AttendedLoad unkept(CacheKey key, Object localKey) {
		return new AttendedLoad(Lookup.BYPASS, new PendingLoad(key, localKey, LoadStart.UNKNOWN, null), null, null);
	}

	/**
	 * Whether nobody keeps the value, since the cache is switched off.
	 * @return whether this is no load of the cache
	 */
	public boolean isUnkept() {
		return this.load != null && this.loader == null;
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
		if (this.refresh == null) {
			return by.run(begun.key(), source);
		}
		return (this.refresh.comparison() != null) ? Loaded.of(by.frames().within(source::load)) : by.runWithin(source);
	}

	/**
	 * Lets what follows on this thread, until it is left, be part of this load: it waits
	 * for no place that a load holds, and the value depends on what it asks the caches
	 * for. For a refresh whose value comes later.
	 */
	public void enter() {
		if (this.held && this.loader != null) {
			this.frame = this.loader.frames().begin();
		}
	}

	/**
	 * What the value depends on, as far as it is known since {@link #enter()}.
	 * @return the dependencies, as tags
	 */
	public Set<String> dependencies() {
		LoadFrames.Frame entered = this.frame;
		return (entered != null) ? entered.dependencies() : Set.of();
	}

	/**
	 * Leaves the thread, which may wait for other loads from now on. The slot stays
	 * leased.
	 */
	public void leaveThread() {
		if (this.held && this.loader != null) {
			this.held = false;
			if (this.frame != null) {
				this.frame.close();
			}
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
		if (this.open && this.refresh != null && this.loader != null) {
			this.loader.refresher().ended(this.refresh, successful);
		}
		this.open = false;
	}

}
