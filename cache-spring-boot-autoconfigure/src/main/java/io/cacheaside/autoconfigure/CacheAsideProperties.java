package io.cacheaside.autoconfigure;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import io.cacheaside.TimeToLive;
import io.cacheaside.engine.UnreachablePolicy;

/**
 * Everything under {@code cacheaside}. A property that does not exist is refused at
 * start-up, since it is most likely misspelt.
 *
 * @param enabled whether to cache at all; if not, annotated methods just run
 * @param strict whether to refuse caches that are not named under 'cacheaside.caches' or
 * 'spring.cache.cache-names'
 * @param keyPrefix what every key in Redis begins with; '${spring.application.name}:' by
 * default
 * @param ttl time to live of entries, a duration with a unit or 'none'
 * @param nullTtl time to live of a cached null; '0s' not to cache null
 * @param maxTtl limit for every time to live, a duration with a unit or 'none'
 * @param ttlJitter share of the time to live, from 0 to 1, by which it is shortened at
 * random, so that entries stored together do not expire together
 * @param refreshAfter age from which a value is served and refreshed in the background,
 * once on all nodes; never by default
 * @param earlyRefresh how eagerly values are refreshed before their time is over, by the
 * XFetch algorithm: 0 for never, 1 as it proposes
 * @param staleIfError how long after its time is over a value stands in when the loader
 * fails; '0s' for not at all
 * @param loadTimeout how long callers wait for a loader
 * @param maximumConcurrentLoads how many loads of one cache run at once on a node; 0 for
 * any number
 * @param maxLoadAge how old a load may be when its value is stored; markers of
 * invalidations are kept at least as long
 * @param local the tier in this process
 * @param remote the tier in Redis
 * @param codec how values become bytes
 * @param coherence how invalidations reach every node
 * @param springCache how Spring's own cache annotations are served
 * @param warmup filling caches at start-up
 * @param outbox invalidations that outlive the process
 * @param writeBehind bringing what '@WriteBehind' has queued to its source
 * @param refresh writing the entries of warmers anew from time to time, by the warmers'
 * names; a name with colons is written '"[api:agents:list]"'
 * @param metrics what is measured
 * @param health from when on the cache counts as degraded
 * @param verify watching whether what is served is current
 * @param caches settings of single caches, by name; a name with colons is written
 * '"[api:agents:list]"'
 */
@ConfigurationProperties(prefix = "cacheaside", ignoreUnknownFields = false)
record CacheAsideProperties(@DefaultValue("true") boolean enabled, @DefaultValue("false") boolean strict,
		@Nullable String keyPrefix, @Nullable TimeToLive ttl, @Nullable Timespan nullTtl,
		@DefaultValue("none") TimeToLive maxTtl, @DefaultValue("0.05") double ttlJitter,
		@Nullable Timespan refreshAfter, @DefaultValue("0") double earlyRefresh,
		@DefaultValue("0s") Timespan staleIfError, @DefaultValue LoadTimeout loadTimeout,
		@DefaultValue("0") int maximumConcurrentLoads, @DefaultValue("10m") Timespan maxLoadAge,
		@DefaultValue Local local, @DefaultValue Remote remote, @DefaultValue Codec codec,
		@DefaultValue Coherence coherence, @DefaultValue SpringCache springCache, @DefaultValue Warmup warmup,
		@DefaultValue Outbox outbox, @DefaultValue WriteBehind writeBehind,
		@DefaultValue Map<String, RefreshProperties> refresh,
		@DefaultValue @NestedConfigurationProperty MetricsProperties metrics,
		@DefaultValue @NestedConfigurationProperty HealthProperties health,
		@DefaultValue @NestedConfigurationProperty VerifyProperties verify,
		@DefaultValue Map<String, PerCacheProperties> caches) {

	CacheAsideProperties {
		if (ttlJitter < 0 || ttlJitter > 1) {
			throw new IllegalArgumentException("ttl-jitter must be from 0 to 1, but was " + ttlJitter);
		}
	}

	/**
	 * How long callers wait for a loader. A load that takes longer goes on in the
	 * background, and its value is stored if it is still valid.
	 *
	 * @param soft longest wait while an older value can stand in; not limited by default
	 * @param hard longest wait at all; not limited by default
	 */
	record LoadTimeout(@Nullable Timespan soft, @Nullable Timespan hard) {
	}

	/**
	 * The tier in Redis.
	 *
	 * @param timeout longest wait for one operation
	 * @param maxValueSize largest encoded entry that is stored; a larger one is returned
	 * to its caller and counted
	 * @param breaker keeps calls from a Redis that does not answer in time
	 */
	record Remote(@DefaultValue("500ms") Timespan timeout, @DefaultValue("1MB") DataSize maxValueSize,
			@DefaultValue Breaker breaker) {

		Remote {
			if (timeout.duration().isZero()) {
				throw new IllegalArgumentException("timeout must be positive");
			}
			if (maxValueSize.toBytes() <= 0) {
				throw new IllegalArgumentException("max-value-size must be positive, but was " + maxValueSize);
			}
		}

	}

	/**
	 * Keeps calls from a Redis that does not answer in time.
	 *
	 * @param enabled whether there is a circuit breaker
	 * @param failureRate how many of 100 calls have to fail, or be slow, for it to open
	 * @param minimumCalls how many calls there have to be in the window; as many failures
	 * in a row open it, too
	 * @param window how long a call counts
	 * @param slowCall duration beyond which a call is slow; half of the timeout by
	 * default
	 * @param openFor how long it is open before Redis is probed
	 */
	record Breaker(@DefaultValue("true") boolean enabled, @DefaultValue("50") int failureRate,
			@DefaultValue("10") int minimumCalls, @DefaultValue("10s") Timespan window, @Nullable Timespan slowCall,
			@DefaultValue("1s") Timespan openFor) {
	}

	/**
	 * How values become bytes.
	 *
	 * @param allowedPackages packages whose classes may be read from Redis, in addition
	 * to the application's own and the value types of the JDK
	 * @param verify whether to read back each stored value and report what was lost; for
	 * development
	 */
	record Codec(@DefaultValue Set<String> allowedPackages, @DefaultValue("false") boolean verify) {
	}

	/**
	 * The tier in this process.
	 *
	 * @param enabled whether to keep entries in the process, in front of Redis
	 * @param maximumEntries how many entries of one cache to keep at most
	 * @param maximumSize how large the encoded entries of one cache may be together; not
	 * limited by default. Takes the place of maximum-entries
	 * @param ttl longest time to keep an entry in the process; by default as long as the
	 * one in Redis lives
	 * @param copy whether each hit gets a value of its own; if not, callers share one,
	 * which nobody must change
	 */
	record Local(@DefaultValue("true") boolean enabled, @DefaultValue("10000") long maximumEntries,
			@Nullable DataSize maximumSize, @Nullable Timespan ttl, @DefaultValue("false") boolean copy) {

		Local {
			if (maximumEntries <= 0) {
				throw new IllegalArgumentException("maximum-entries must be positive, but was " + maximumEntries);
			}
			if (maximumSize != null && maximumSize.isNegative()) {
				throw new IllegalArgumentException("maximum-size must not be negative, but was " + maximumSize);
			}
			if (ttl != null && ttl.duration().isZero()) {
				throw new IllegalArgumentException("ttl must be positive");
			}
		}

	}

	/**
	 * How invalidations reach every node.
	 *
	 * @param maxStaleness how long after an invalidation a node may serve what it names,
	 * at most; usually it takes milliseconds
	 * @param outageStaleness how long a node goes on with its local tier while Redis
	 * cannot be reached; '0s' for no longer than max-staleness
	 * @param onUnreachable what an invalidation does that Redis does not acknowledge:
	 * 'queue' returns, 'fail' throws; it is kept and retried either way
	 * @param log the log of invalidations
	 * @param sweep giving back the memory of what was invalidated
	 */
	record Coherence(@DefaultValue("1s") Timespan maxStaleness, @DefaultValue("30s") Timespan outageStaleness,
			@DefaultValue("queue") UnreachablePolicy onUnreachable, @DefaultValue Log log, @DefaultValue Sweep sweep) {
	}

	/**
	 * The log of invalidations.
	 *
	 * @param retention how long entries stay in the log; at least twice max-load-age
	 * @param maximumMarkers how many markers a node keeps before the oldest are folded
	 * into coarser ones, which costs misses
	 */
	record Log(@DefaultValue("30m") Timespan retention, @DefaultValue("1000000") int maximumMarkers) {
	}

	/**
	 * Giving back the memory of what was invalidated.
	 *
	 * @param enabled whether this node may be elected to sweep
	 * @param interval time between two looks at whether there is something to sweep
	 * @param keysPerSecond how many keys to look at in a second, on all shards together
	 */
	record Sweep(@DefaultValue("true") boolean enabled, @DefaultValue("1m") Timespan interval,
			@DefaultValue("10000") int keysPerSecond) {

		Sweep {
			if (keysPerSecond < 100) {
				throw new IllegalArgumentException("keys-per-second must be at least 100, but was " + keysPerSecond);
			}
		}

	}

	/**
	 * How Spring's own cache annotations are served.
	 *
	 * @param direct whether plain '@Cacheable' methods are answered from the local tier
	 * without Spring's interceptor
	 */
	record SpringCache(@DefaultValue("true") boolean direct) {
	}

	/**
	 * Filling caches at start-up.
	 *
	 * @param enabled whether to run the CacheWarmer beans
	 * @param background whether to warm while the application already serves; if not, it
	 * is ready when warm
	 * @param failFast whether a failing warmer stops the start
	 * @param parallelism how many warmers run at once
	 * @param batchSize how many entries are written at once
	 * @param timeout longest time for all warmers together
	 * @param progressInterval time between two lines of progress in the log
	 * @param oncePerCluster whether one node runs each warmer for all of them
	 * @param freshFor how long what one node has warmed counts for the others
	 * @param entriesPerSecond how many entries each warmer writes, or arguments it calls,
	 * in a second at most; 0 for any number
	 * @param hotKeys reading what was hot ahead when a node starts
	 */
	record Warmup(@DefaultValue("true") boolean enabled, @DefaultValue("false") boolean background,
			@DefaultValue("false") boolean failFast, @DefaultValue("2") int parallelism,
			@DefaultValue("500") int batchSize, @DefaultValue("5m") Timespan timeout,
			@DefaultValue("5s") Timespan progressInterval, @DefaultValue("false") boolean oncePerCluster,
			@DefaultValue("10m") Timespan freshFor, @DefaultValue("0") int entriesPerSecond,
			@DefaultValue HotKeysToRead hotKeys) {
	}

	/**
	 * Reading what was hot ahead when a node starts.
	 *
	 * @param enabled whether nodes note their hottest keys, and read those ahead when
	 * they start
	 * @param interval time between two notes of the hottest keys
	 * @param maximumEntries how many keys of all caches together to note, and to read
	 * @param maximumSize how large the entries that are read may be together
	 * @param timeout how long a start waits for them
	 */
	record HotKeysToRead(@DefaultValue("false") boolean enabled, @DefaultValue("1m") Timespan interval,
			@DefaultValue("5000") int maximumEntries, @DefaultValue("16MB") DataSize maximumSize,
			@DefaultValue("5s") Timespan timeout) {
	}

	/**
	 * Invalidations that outlive the process: a row in the transaction that changes the
	 * data, carried out by another node if its writer does not.
	 *
	 * @param enabled whether transactions keep in a table what they will invalidate
	 * @param table name of the table, with its schema if need be
	 * @param initializeSchema when to create the table at start-up: 'embedded' in an
	 * embedded database, 'always', or 'never'
	 * @param interval time between two looks at what was left in the table
	 * @param delay age from which a row counts as left by its writer
	 */
	record Outbox(@DefaultValue("false") boolean enabled, @DefaultValue("cacheaside_outbox") String table,
			@DefaultValue("embedded") TableCreation initializeSchema, @DefaultValue("5s") Timespan interval,
			@DefaultValue("10s") Timespan delay) {

		private static final long MINIMUM_MILLIS = 100;

		private static final Pattern TABLE = Pattern.compile("([A-Za-z_]\\w*\\.){0,2}[A-Za-z_]\\w*");

		Outbox {
			if (!TABLE.matcher(table).matches()) {
				throw new IllegalArgumentException("table must be a name of letters, digits and underscores, after "
						+ "that of a schema and a dot if need be, but was '" + table + "'");
			}
			if (interval.duration().toMillis() < MINIMUM_MILLIS) {
				throw new IllegalArgumentException("interval must be at least 100ms, but was " + interval.duration());
			}
		}

	}

	/** When to create a table. */
	enum TableCreation {

		/** In an embedded database. */
		EMBEDDED,

		/** In any database. */
		ALWAYS,

		/** Somebody else does. */
		NEVER

	}

	/**
	 * Bringing what '@WriteBehind' has queued to its source.
	 *
	 * @param batchSize how many writes a writer is given at once, at most
	 * @param linger how long the elected node rests when nothing waits
	 * @param maximumLength how many keys of one cache may wait
	 * @param maxWait how long a call waits for room when as many wait as may
	 * @param retry what follows when a writer fails
	 */
	record WriteBehind(@DefaultValue("100") int batchSize, @DefaultValue("500ms") Timespan linger,
			@DefaultValue("100000") int maximumLength, @DefaultValue("2s") Timespan maxWait,
			@DefaultValue Retry retry) {
	}

	/**
	 * What follows when a writer fails.
	 *
	 * @param attempts how often a batch is tried before its writes are tried one by one
	 * @param delay pause after the first attempt, doubled after each further one
	 * @param maxDelay longest pause
	 */
	record Retry(@DefaultValue("8") int attempts, @DefaultValue("500ms") Timespan delay,
			@DefaultValue("30s") Timespan maxDelay) {
	}

}
