package io.cacheaside.autoconfigure;

import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import io.cacheaside.TimeToLive;

/**
 * Settings of one cache; what is not set comes from the property of the same name under
 * 'cacheaside'.
 *
 * @param enabled whether this cache is used; if not, its annotated methods just run, and
 * what they evict or put is invalidated at other nodes only
 * @param ttl time to live of entries, a duration with a unit or 'none'
 * @param nullTtl time to live of a cached null; '0s' not to cache null
 * @param maxTtl limit for every time to live, a duration with a unit or 'none'
 * @param ttlJitter share of the time to live, from 0 to 1, by which it is shortened at
 * random
 * @param tags tags that every entry of this cache bears
 * @param refreshAfter age from which a value is served and refreshed in the background,
 * once on all nodes
 * @param earlyRefresh how eagerly values are refreshed before their time is over: 0 for
 * never, 1 as the XFetch algorithm proposes
 * @param staleIfError how long after its time is over a value stands in when the loader
 * fails
 * @param loadTimeout how long callers wait for a loader
 * @param maximumConcurrentLoads how many loads run at once on a node; 0 for any number
 * @param local the tier in this process
 * @param remote the tier in Redis
 * @param codec how values become bytes
 */
record PerCacheProperties(@DefaultValue("true") boolean enabled, @Nullable TimeToLive ttl, @Nullable Timespan nullTtl,
		@Nullable TimeToLive maxTtl, @Nullable Double ttlJitter, @DefaultValue Set<String> tags,
		@Nullable Timespan refreshAfter, @Nullable Double earlyRefresh, @Nullable Timespan staleIfError,
		@DefaultValue CacheAsideProperties.LoadTimeout loadTimeout, @Nullable Integer maximumConcurrentLoads,
		@DefaultValue Local local, @DefaultValue Remote remote, @DefaultValue Codec codec) {

	/**
	 * The tier in this process for one cache.
	 *
	 * @param enabled whether to keep entries in the process, in front of Redis
	 * @param maximumEntries how many entries to keep at most
	 * @param maximumSize how large the encoded entries may be together
	 * @param ttl longest time to keep an entry in the process
	 * @param copy whether each hit gets a value of its own; if not, callers share one,
	 * which nobody must change
	 */
	record Local(@Nullable Boolean enabled, @Nullable Long maximumEntries, @Nullable DataSize maximumSize,
			@Nullable Timespan ttl, @Nullable Boolean copy) {
	}

	/**
	 * The tier in Redis for one cache.
	 *
	 * @param maxValueSize largest encoded entry that is stored; a larger one is returned
	 * to its caller and counted
	 */
	record Remote(@Nullable DataSize maxValueSize) {
	}

	/**
	 * How the values of one cache become bytes.
	 *
	 * @param bean name of the ValueCodec bean for this cache
	 * @param verify whether to read back each stored value and report what was lost; for
	 * development
	 */
	record Codec(@Nullable String bean, @Nullable Boolean verify) {
	}

}
