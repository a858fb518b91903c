package io.cacheaside.sample.web;

import java.util.List;
import java.util.stream.Stream;

import io.cacheaside.CacheUnavailableException;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.validation.FieldError;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Answers errors with problem details (RFC 9457), bad input with what is wrong with it.
 */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

	@ExceptionHandler
	ProblemDetail changedMeanwhile(OptimisticLockingFailureException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT,
				"Somebody else changed it at the same time; read it again and repeat the change");
	}

	/** Reads do without the cache; what is written behind cannot. */
	@ExceptionHandler
	ProblemDetail notKept(CacheUnavailableException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE,
				"It could not be kept just now; repeat it later");
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(MethodArgumentNotValidException ex,
			HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		Stream<String> errors = ex.getFieldErrors().stream().map(ProblemAdvice::describe);
		return handleExceptionInternal(ex, withErrors(ex.getBody(), errors), headers, status, request);
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleHandlerMethodValidationException(
			HandlerMethodValidationException ex, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		Stream<String> errors = ex.getParameterValidationResults()
			.stream()
			.flatMap((result) -> result.getResolvableErrors()
				.stream()
				.map((error) -> (error instanceof FieldError field) ? describe(field)
						: result.getMethodParameter().getParameterName() + ": " + error.getDefaultMessage()));
		return handleExceptionInternal(ex, withErrors(ex.getBody(), errors), headers, status, request);
	}

	private static String describe(FieldError error) {
		return error.getField() + ": " + error.getDefaultMessage();
	}

	private static ProblemDetail withErrors(ProblemDetail problem, Stream<String> errors) {
		List<String> sorted = errors.sorted().toList();
		problem.setProperty("errors", sorted);
		return problem;
	}

}
