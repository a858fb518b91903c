package io.cacheaside.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import io.cacheaside.CacheConfigurationException;

/** Shows what is wrong with the caches, and the mend, instead of a stack trace. */
final class CacheConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<CacheConfigurationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, CacheConfigurationException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.getAction(), cause);
	}

}
