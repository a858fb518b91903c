package io.cacheaside.redis;

import java.util.Set;

import io.lettuce.core.RedisBusyException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisLoadingException;

/** What the failure of a call tells of the server. */
public final class RedisFailures {

	/** Errors of a server that can do nothing at all, by their first word. */
	private static final Set<String> UNFIT = Set.of("CLUSTERDOWN", "MASTERDOWN");

	private RedisFailures() {
	}

	/**
	 * Whether the server answered, and only does not do this: its memory is full, it is a
	 * replica, the key holds something else.
	 * @param failure what a call failed with, unwrapped
	 * @return whether it is fit for other calls
	 */
	public static boolean isRefusal(Throwable failure) {
		if (!(failure instanceof RedisCommandExecutionException) || failure instanceof RedisLoadingException
				|| failure instanceof RedisBusyException) {
			return false;
		}
		String message = String.valueOf(failure.getMessage());
		return !UNFIT.contains(message.split(" ", 2)[0]);
	}

	/**
	 * Whether nothing was sent, for want of a connection.
	 * @param failure what a call failed with, unwrapped
	 * @return whether it tells nothing of the server
	 */
	public static boolean isUnsent(Throwable failure) {
		return failure instanceof NotConnectedException;
	}

}
