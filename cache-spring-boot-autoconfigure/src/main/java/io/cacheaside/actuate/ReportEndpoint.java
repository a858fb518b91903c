package io.cacheaside.actuate;

import java.util.List;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

import io.cacheaside.report.CacheReport;
import io.cacheaside.report.CacheReports;

/**
 * How the caches of this node do, and what to change. Shows figures and names of caches,
 * neither keys nor values. While it is available, a sample of the keys is watched. Over
 * the web {@link ReportWebExtension} takes its place, which has to produce the same.
 */
@Endpoint(id = "cacheasidereport")
public final class ReportEndpoint {

	private final CacheReports reports;

	/**
	 * Creates the endpoint.
	 * @param reports what it shows
	 */
	public ReportEndpoint(CacheReports reports) {
		this.reports = reports;
	}

	/**
	 * Reports on all caches.
	 * @return the reports, by the names of the caches
	 */
	@ReadOperation(producesFrom = ReportFormat.class)
	public Report report() {
		return new Report(this.reports.all());
	}

	/**
	 * The report.
	 *
	 * @param caches the caches that are not switched off
	 */
	public record Report(List<CacheReport> caches) implements OperationResponseBody {

	}

}
