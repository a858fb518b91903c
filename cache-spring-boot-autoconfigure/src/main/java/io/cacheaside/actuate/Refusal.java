package io.cacheaside.actuate;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.util.MimeType;

/**
 * The body of status 400.
 *
 * @param message a sentence that says what cannot be meant
 */
public record Refusal(String message) implements OperationResponseBody {

	private static final MimeType JSON = MimeType.valueOf("application/json");

	WebEndpointResponse<Object> answer() {
		return new WebEndpointResponse<>(this, WebEndpointResponse.STATUS_BAD_REQUEST, JSON);
	}

	/**
	 * The answer of an operation over the web.
	 * @param operation gives {@code null} for what does not exist
	 * @return its result, a refusal, or status 404
	 */
	static WebEndpointResponse<Object> answer(Supplier<? extends @Nullable Object> operation) {
		try {
			Object body = operation.get();
			return (body != null) ? new WebEndpointResponse<>(body)
					: new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
		}
		catch (InvalidEndpointRequestException ex) {
			return new Refusal(String.valueOf(ex.getReason())).answer();
		}
	}

}
