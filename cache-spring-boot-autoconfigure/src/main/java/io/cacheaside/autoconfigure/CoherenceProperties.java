package io.cacheaside.autoconfigure;

import io.cacheaside.CacheConfigurationException;
import io.cacheaside.engine.CoherenceSettings;

/** From the properties under {@code cacheaside.coherence} to the engine's settings. */
final class CoherenceProperties {

	private static final String PREFIX = "cacheaside.";

	private static final String MAX_LOAD_AGE = "max-load-age";

	private CoherenceProperties() {
	}

	/**
	 * The settings that the properties say.
	 * @param properties all properties
	 * @return the settings
	 * @throws CacheConfigurationException if a value is out of its range; the message
	 * names the property
	 */
	static CoherenceSettings settings(CacheAsideProperties properties) {
		CacheAsideProperties.Coherence coherence = properties.coherence();
		try {
			return new CoherenceSettings(coherence.maxStaleness().duration(), coherence.outageStaleness().duration(),
					coherence.onUnreachable(), properties.maxLoadAge().duration(),
					coherence.log().retention().duration(), coherence.log().maximumMarkers(),
					new CoherenceSettings.Sweep(coherence.sweep().enabled(), coherence.sweep().interval().duration()),
					properties.verify().settings());
		}
		catch (IllegalArgumentException ex) {
			throw refused(PREFIX + ex.getMessage(), ex);
		}
	}

	/** For a problem that begins with the name of the property. */
	static CacheConfigurationException refused(String problem, IllegalArgumentException cause) {
		String property = problem.substring(0, problem.indexOf(' '));
		boolean ofTwo = problem.indexOf(MAX_LOAD_AGE, property.length()) > 0;
		return new CacheConfigurationException(problem,
				"Correct " + property + (ofTwo ? ", or " + PREFIX + MAX_LOAD_AGE : "") + ".", cause);
	}

}
