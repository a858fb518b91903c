package io.cacheaside.engine;

import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * What the server of the remote tier tells of itself and of what it keeps: figures for
 * people, on which nothing depends. Every call returns at once; the stage completes when
 * the server has answered, and fails with any exception if it has not: because there is
 * no connection (then without delay), because it refused, or because an answer did not
 * come in the time that the implementation grants. Safe for use by many threads.
 */
public interface RemoteInspection {

	/**
	 * Looks at some keys of the server, the next ones with each call, on every shard: a
	 * round through all of them takes as many calls as it takes, and the next one begins
	 * anew. A key counts for a cache by its name, so one that is leased and holds no
	 * value yet counts too. The log, queues and what others keep count for none.
	 * @param keys about how many keys to look at, positive; fewer at the end of a round,
	 * but not none where there are some, unless the server's table is nearly empty
	 * @param cacheNames the caches that are told of
	 * @return what was met
	 */
	CompletionStage<RemoteSample> sample(int keys, Set<String> cacheNames);

	/**
	 * Asks how much memory the server has and uses.
	 * @return the answer, summed over all shards
	 */
	CompletionStage<RemoteMemory> memory();

}
