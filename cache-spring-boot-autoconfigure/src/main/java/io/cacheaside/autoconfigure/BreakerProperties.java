package io.cacheaside.autoconfigure;

import java.time.Duration;

import io.cacheaside.CacheConfigurationException;
import io.cacheaside.breaker.BreakerSettings;

/** From the properties under {@code cacheaside.remote.breaker} to its settings. */
final class BreakerProperties {

	private BreakerProperties() {
	}

	/**
	 * The settings that the properties say.
	 * @param remote the properties under {@code cacheaside.remote}
	 * @return the settings
	 * @throws CacheConfigurationException if a value is out of its range; the message
	 * names the property
	 */
	static BreakerSettings settings(CacheAsideProperties.Remote remote) {
		CacheAsideProperties.Breaker breaker = remote.breaker();
		Timespan slowCall = breaker.slowCall();
		Duration slow = (slowCall != null) ? slowCall.duration() : remote.timeout().duration().dividedBy(2);
		try {
			return new BreakerSettings(breaker.failureRate(), breaker.minimumCalls(), breaker.window().duration(), slow,
					breaker.openFor().duration());
		}
		catch (IllegalArgumentException ex) {
			throw CoherenceProperties.refused("cacheaside." + ex.getMessage(), ex);
		}
	}

}
