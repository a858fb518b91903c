package io.cacheaside.redis;

import io.lettuce.core.RedisConnectionException;

/**
 * There is no open connection at this moment. Made for each failing call while Redis is
 * away, so it carries no stack trace.
 */
public final class NotConnectedException extends RedisConnectionException {

	NotConnectedException() {
		super("not connected to Redis");
	}

	@Override
	public Throwable fillInStackTrace() {
		return this;
	}

}
