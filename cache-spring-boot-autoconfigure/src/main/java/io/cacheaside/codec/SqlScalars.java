package io.cacheaside.codec;

import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;

/** The {@link Scalar}s of the module {@code java.sql}, which may be absent. */
final class SqlScalars {

	private SqlScalars() {
	}

	static List<Scalar> list() {
		return List.of(
				Scalar.of("sql-timestamp", Timestamp.class, (timestamp) -> timestamp.toInstant().toString(),
						(text) -> Timestamp.from(Instant.parse(text))),
				Scalar.of("sql-date", Date.class, (date) -> Long.toString(date.getTime()),
						(text) -> new Date(Long.parseLong(text))),
				Scalar.of("sql-time", Time.class, (time) -> Long.toString(time.getTime()),
						(text) -> new Time(Long.parseLong(text))));
	}

}
