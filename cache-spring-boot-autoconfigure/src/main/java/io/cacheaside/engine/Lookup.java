package io.cacheaside.engine;

import org.jspecify.annotations.Nullable;

import io.cacheaside.CacheLayer;

/** What a read of one entry gave. */
public sealed interface Lookup {

	/** The slot is empty. */
	Miss MISS = new Miss(null, false, null, MissReason.COLD);

	/** The tiers could not be asked. */
	Bypass BYPASS = new Bypass(true);

	/**
	 * It is not known which writes the source lacks, so what it gives must not be kept.
	 */
	Bypass UNKEPT = new Bypass(false);

	/**
	 * A usable entry.
	 *
	 * @param value its value, possibly {@code null}
	 * @param layer the layer that had it
	 */
	record Hit(@Nullable Object value, CacheLayer layer) implements Lookup {
	}

	/**
	 * Nothing usable is there: a loaded value should be stored.
	 *
	 * @param replaceable what the slot holds and a load may take the place of;
	 * {@code null} if it is empty, or leased
	 * @param leased whether the slot is leased to a load that is under way
	 * @param beside a value that is there and stays beside the lease: it is due, or its
	 * time is over and it may stand in if the loader fails or takes too long;
	 * {@code null} for none
	 * @param reason why nothing usable is there
	 */
	record Miss(byte @Nullable [] replaceable, boolean leased, @Nullable Hit beside,
			MissReason reason) implements Lookup {
	}

	/**
	 * The tiers could not be asked: a loaded value is not worth storing.
	 *
	 * @param kept whether it may be kept in this process
	 */
	record Bypass(boolean kept) implements Lookup {
	}

}
