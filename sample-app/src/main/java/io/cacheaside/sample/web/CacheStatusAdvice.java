package io.cacheaside.sample.web;

import io.cacheaside.CacheOutcomes.Recording;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/**
 * Sets the {@code Cache-Status} header when the caches have done their work and the body
 * is about to be written: afterwards it would be too late for a header.
 */
@RestControllerAdvice
class CacheStatusAdvice implements ResponseBodyAdvice<Object> {

	@Override
	public boolean supports(MethodParameter returnType, Class<? extends HttpMessageConverter<?>> converterType) {
		return true;
	}

	@Override
	public @Nullable Object beforeBodyWrite(@Nullable Object body, MethodParameter returnType, MediaType contentType,
			Class<? extends HttpMessageConverter<?>> converterType, ServerHttpRequest request,
			ServerHttpResponse response) {
		if (request instanceof ServletServerHttpRequest servletRequest
				&& response instanceof ServletServerHttpResponse servletResponse) {
			setHeader(servletRequest.getServletRequest(), servletResponse);
		}
		return body;
	}

	private void setHeader(HttpServletRequest request, ServletServerHttpResponse response) {
		if (request.getAttribute(CacheStatusInterceptor.RECORDING) instanceof Recording recording) {
			HttpStatus.Series series = HttpStatus.Series.resolve(response.getServletResponse().getStatus());
			String status = CacheStatus.format(recording.outcomes(), series == HttpStatus.Series.SUCCESSFUL);
			if (!status.isEmpty()) {
				response.getHeaders().set(CacheStatus.HEADER, status);
			}
		}
	}

}
