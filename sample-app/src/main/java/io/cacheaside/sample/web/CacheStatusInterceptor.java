package io.cacheaside.sample.web;

import io.cacheaside.CacheOutcomes;
import io.cacheaside.CacheOutcomes.Recording;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;

/** Records what the caches do while a request is handled. */
@Component
class CacheStatusInterceptor implements HandlerInterceptor {

	static final String RECORDING = CacheStatusInterceptor.class.getName() + ".recording";

	private final CacheOutcomes outcomes;

	CacheStatusInterceptor(CacheOutcomes outcomes) {
		this.outcomes = outcomes;
	}

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		request.setAttribute(RECORDING, this.outcomes.record());
		return true;
	}

	@Override
	public void afterCompletion(HttpServletRequest request, HttpServletResponse response, Object handler,
			@Nullable Exception ex) {
		if (request.getAttribute(RECORDING) instanceof Recording recording) {
			recording.close();
		}
	}

}
