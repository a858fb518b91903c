package io.cacheaside.engine;

import io.cacheaside.CacheLayer;
import io.cacheaside.engine.Admission.Admitted;
import io.cacheaside.engine.Refresher.Claim;
import io.cacheaside.engine.Refresher.Due;

/**
 * Begins the loads of one cache that somebody else carries out on the calling thread.
 * Safe for use by many threads.
 */
final class Attendance {

	private final RegionParts parts;

	private final RegionLookups lookups;

	private final RegionLoader loader;

	private final Refresher refresher;

	Attendance(RegionParts parts, RegionLookups lookups, RegionLoader loader) {
		this.parts = parts;
		this.lookups = lookups;
		this.loader = loader;
		this.refresher = loader.refresher();
	}

	/**
	 * Looks an entry up, and begins a load where there is none.
	 */
	AttendedLoad attend(Due wanted, Attending attending) {
		if (attending instanceof Attending.Anew anew) {
			return anew(wanted, anew.refresh());
		}
		return called(wanted, (Attending.Call) attending);
	}

	private AttendedLoad called(Due wanted, Attending.Call call) {
		LocalEntry entry = this.lookups.local(wanted, call.refreshing());
		if (entry != null) {
			return AttendedLoad.none(this.lookups.of(entry));
		}
		Admitted admitted = this.loader.admit(new Admission.Request(wanted, call.start()));
		PendingLoad load = admitted.load();
		if (load != null) {
			this.loader.frames().used(this.parts.settings().name(), Coherence.subject(wanted.key()));
		}
		else if (admitted.found().timing().due()) {
			this.refresher.refresh(wanted, call.refreshing());
		}
		this.refresher.watch().met(wanted, admitted.found(), call.refreshing());
		return new AttendedLoad(this.lookups.answered(wanted.key(), admitted.found()), load, this.loader, null);
	}

	/**
	 * Begins the load of a refresh, if the lease can be had. If not, what another cache
	 * of the same refresh loads is not stored here; and if there is no other one, or the
	 * key is not the one that is due, the method is not to run.
	 */
	private AttendedLoad anew(Due due, Refresh refresh) {
		if (!refresh.mayAsk(due.key())) {
			return AttendedLoad.none(new Lookup.Hit(null, CacheLayer.REMOTE));
		}
		Comparison comparison = refresh.comparison();
		if (comparison != null) {
			return compared(due, refresh, comparison);
		}
		Claim claim = this.refresher.claim(due, refresh);
		if (claim != null) {
			return new AttendedLoad(claim.replaced(), claim.load(), this.loader, refresh);
		}
		return refresh.isClaiming() ? AttendedLoad.unkept(due.key(), due.localKey())
				: AttendedLoad.none(new Lookup.Hit(null, CacheLayer.REMOTE));
	}

	/**
	 * A load whose value is compared with the one that is there. Another cache of the
	 * same method, which may be asked first, keeps nothing of it.
	 */
	private AttendedLoad compared(Due due, Refresh refresh, Comparison comparison) {
		refresh.asks(due.key());
		Comparison taking = due.key().equals(comparison.due().key()) ? comparison : null;
		return new AttendedLoad(Lookup.BYPASS,
				new PendingLoad(due.key(), due.localKey(), LoadStart.UNKNOWN, null, false, taking), this.loader,
				refresh);
	}

}
