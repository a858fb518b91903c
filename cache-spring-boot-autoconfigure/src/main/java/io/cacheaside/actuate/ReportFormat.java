package io.cacheaside.actuate;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

import org.springframework.boot.actuate.endpoint.Producible;
import org.springframework.util.MimeType;

/** As what the report is written, by the {@code Accept} header. */
enum ReportFormat implements Producible<ReportFormat> {

	/** For programs, and where nothing is asked for. */
	JSON("application/json") {
		@Override
		public boolean isDefault() {
			return true;
		}
	},

	/**
	 * For people. Stands last, since of several that are accepted the last one is taken.
	 */
	MARKDOWN("text/markdown;charset=UTF-8");

	private final MimeType type;

	ReportFormat(String type) {
		this.type = MimeType.valueOf(type);
	}

	@Override
	public MimeType getProducedMimeType() {
		return this.type;
	}

	/**
	 * The format of a name, empty if there is none.
	 */
	static Optional<ReportFormat> named(String name) {
		return Arrays.stream(values())
			.filter((format) -> format.name().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)))
			.findFirst();
	}

}
