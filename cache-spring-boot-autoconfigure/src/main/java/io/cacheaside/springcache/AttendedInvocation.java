package io.cacheaside.springcache;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.cache.interceptor.CacheOperationInvoker;

import io.cacheaside.CurrentEntry;
import io.cacheaside.engine.AttendedLoad;
import io.cacheaside.engine.PendingLoad;
import io.cacheaside.engine.PendingLoad.Loaded;

/**
 * One invocation of a method, from its look-ups to its puts: the loads that it began keep
 * their leases while the method runs, and give them back if it throws or its result is
 * not stored. For one thread.
 */
final class AttendedInvocation {

	private final ThreadLocal<@Nullable AttendedInvocation> current;

	private final @Nullable AttendedInvocation outer;

	private final List<AttendedLoad> loads = new ArrayList<>(1);

	private final CurrentEntry entry = new CurrentEntry();

	private Loaded loaded = Loaded.of(null);

	private final List<PendingLoad> stored = new ArrayList<>(1);

	/**
	 * Begins an invocation within the one that this thread is in, if there is one.
	 */
	AttendedInvocation(ThreadLocal<@Nullable AttendedInvocation> current) {
		this.current = current;
		this.outer = current.get();
		current.set(this);
	}

	void add(AttendedLoad load) {
		this.loads.add(load);
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
		if (this.loads.isEmpty()) {
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
		return new Loaded(value, this.loaded.nanos(), this.loaded.dependencies());
	}

	/** Ends the invocation, after its puts. */
	void close() {
		if (this.outer != null) {
			this.current.set(this.outer);
		}
		else {
			this.current.remove();
		}
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
