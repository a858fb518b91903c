package io.cacheaside.actuate;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

import io.cacheaside.report.ReportText;

/** The report over the web: as JSON or as Markdown. */
@EndpointWebExtension(endpoint = ReportEndpoint.class)
public final class ReportWebExtension {

	private final ReportEndpoint endpoint;

	/**
	 * Creates the extension.
	 * @param endpoint what it extends
	 */
	public ReportWebExtension(ReportEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Reports on all caches.
	 * @param accepted what the {@code Accept} header asks for
	 * @param format {@code json} or {@code markdown}, which goes before that header
	 * @return the report; status 400 if there is no such format
	 */
	@ReadOperation(producesFrom = ReportFormat.class)
	WebEndpointResponse<Object> report(ReportFormat accepted, @Nullable String format) {
		Optional<ReportFormat> wanted = (format != null) ? ReportFormat.named(format) : Optional.of(accepted);
		if (wanted.isEmpty()) {
			return new Refusal("There is no format '" + format + "'. There are json and markdown.").answer();
		}
		ReportEndpoint.Report report = this.endpoint.report();
		Object body = (wanted.get() == ReportFormat.MARKDOWN) ? ReportText.of(report.caches()) : report;
		return new WebEndpointResponse<>(body, wanted.get());
	}

}
