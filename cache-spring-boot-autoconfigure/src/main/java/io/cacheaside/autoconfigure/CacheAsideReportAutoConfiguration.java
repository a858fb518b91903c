package io.cacheaside.autoconfigure;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

import io.cacheaside.actuate.ReportEndpoint;
import io.cacheaside.actuate.ReportWebExtension;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.RemoteInspection;
import io.cacheaside.report.CacheReports;
import io.cacheaside.report.ReportListener;

/**
 * Auto-configuration of the endpoint {@code cacheasidereport}. Where it is not exposed,
 * nothing is watched for it.
 */
@AutoConfiguration(after = CacheAsideAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean({ CacheEngine.class, RemoteInspection.class })
@ConditionalOnCaching
@ConditionalOnAvailableEndpoint(ReportEndpoint.class)
public final class CacheAsideReportAutoConfiguration {

	@Bean
	ReportListener cacheAsideReportListener() {
		return new ReportListener();
	}

	@Bean
	CacheReports cacheAsideReports(CacheEngine engine, ReportListener listener, RemoteInspection remote) {
		return new CacheReports(engine::regions, listener, remote);
	}

	@Bean
	ReportEndpoint cacheAsideReportEndpoint(CacheReports reports) {
		return new ReportEndpoint(reports);
	}

	@Bean
	ReportWebExtension cacheAsideReportWebExtension(ReportEndpoint endpoint) {
		return new ReportWebExtension(endpoint);
	}

}
