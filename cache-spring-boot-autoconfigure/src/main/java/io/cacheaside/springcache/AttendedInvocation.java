package io.cacheaside.springcache;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

import org.springframework.cache.interceptor.CacheOperationInvoker;

import io.cacheaside.CurrentEntry;
import io.cacheaside.engine.AttendedLoad;
import io.cacheaside.engine.Attending;
import io.cacheaside.engine.LoadStart;
import io.cacheaside.engine.PendingLoad;
import io.cacheaside.engine.PendingLoad.Loaded;
import io.cacheaside.engine.Refresh;
import io.cacheaside.engine.Refreshing;

/**
 * One invocation of a method, from its look-ups to its puts: the loads that it began keep
 * their leases while the method runs, and give them back if it throws or its result is
 * not stored. It is a call, or a refresh of what a call has met. For one thread, until
 * that is left.
 */
final class AttendedInvocation {

	private final ThreadLocal<@Nullable AttendedInvocation> current;

	private final @Nullable AttendedInvocation outer;

	private final Refreshing again;

	private final @Nullable Refresh refresh;

	private final List<AttendedLoad> loads = new ArrayList<>(1);

	private final CurrentEntry entry = new CurrentEntry();

	private Loaded loaded = Loaded.of(null);

	private final List<PendingLoad> stored = new CopyOnWriteArrayList<>();

	private boolean valueComesLater;

	private AttendedInvocation(ThreadLocal<@Nullable AttendedInvocation> current, Refreshing again,
			@Nullable Refresh refresh) {
		this.current = current;
		this.again = again;
		this.refresh = refresh;
		this.outer = current.get();
		current.set(this);
	}

	/**
	 * Begins a call within the invocation that this thread is in, if there is one.
	 * @param again carries the same call out again, as a refresh
	 */
	static AttendedInvocation call(ThreadLocal<@Nullable AttendedInvocation> current, Refreshing again) {
		return new AttendedInvocation(current, again, null);
	}

	/**
	 * Begins an invocation that nobody called for.
	 */
	static AttendedInvocation refresh(ThreadLocal<@Nullable AttendedInvocation> current, Refresh refresh) {
		return new AttendedInvocation(current, Refreshing.NONE, refresh);
	}

	/**
	 * What a look-up is part of.
	 * @param start what was captured before it
	 */
	Attending attending(LoadStart start) {
		return (this.refresh != null) ? new Attending.Anew(this.refresh) : new Attending.Call(start, this.again);
	}

	boolean isRefresh() {
		return this.refresh != null;
	}

	/**
	 * What loads anew what this call meets.
	 */
	Refreshing again() {
		return this.again;
	}

	void add(AttendedLoad load) {
		if (!load.isUnkept()) {
			this.loads.add(load);
		}
	}

	/**
	 * Adds a load whose value comes later than the method returns; what follows on this
	 * thread is part of it.
	 */
	void addLater(AttendedLoad load) {
		if (load.isUnkept()) {
			return;
		}
		if (this.loads.isEmpty()) {
			load.enter();
		}
		this.valueComesLater = true;
		add(load);
	}

	/**
	 * What the method says about its value.
	 */
	CurrentEntry entry() {
		return this.entry;
	}

	/**
	 * Runs the method, as the load of the first cache that missed.
	 */
	@Nullable Object run(CacheOperationInvoker method) {
		CurrentEntry.Scope scope = this.entry.open();
		try {
			return load(method);
		}
		finally {
			scope.close();
		}
	}

	private @Nullable Object load(CacheOperationInvoker method) {
		if (this.refresh != null && !this.refresh.isClaiming()) {
			// No cache was asked, so none stores what would come.
			return null;
		}
		if (this.loads.isEmpty() || this.valueComesLater) {
			return method.invoke();
		}
		try {
			this.loaded = this.loads.get(0).run(method::invoke);
			return this.loaded.value();
		}
		catch (RuntimeException | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new CacheOperationInvoker.ThrowableWrapper(ex);
		}
	}

	/**
	 * What the method gave, as it is to be stored for one of the loads.
	 */
	Loaded loaded(PendingLoad load, @Nullable Object value) {
		this.stored.add(load);
		return new Loaded(value, this.loaded.nanos(),
				this.valueComesLater ? this.loads.get(0).dependencies() : this.loaded.dependencies());
	}

	/** Leaves the thread; the value may come later. */
	void leaveThread() {
		if (this.outer != null) {
			this.current.set(this.outer);
		}
		else {
			this.current.remove();
		}
		this.loads.forEach(AttendedLoad::leaveThread);
	}

	/** Ends the invocation, after its puts. */
	void end() {
		for (AttendedLoad load : this.loads) {
			if (this.stored.contains(load.load())) {
				load.close();
			}
			else {
				load.abandon();
			}
		}
	}

}
