package io.cacheaside.actuate;

import java.util.List;
import java.util.Locale;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.log.AppliedEntry;

/** The invalidations that this node has heard of last, its own among them. */
@Endpoint(id = "cacheasidelog", defaultAccess = Access.READ_ONLY)
public final class CacheLogEndpoint {

	private final CacheEngine engine;

	/**
	 * Creates the endpoint.
	 * @param engine the engine
	 */
	public CacheLogEndpoint(CacheEngine engine) {
		this.engine = engine;
	}

	/**
	 * The entries of the log that were applied last.
	 * @return about a hundred, the newest first
	 */
	@ReadOperation
	public LogDescriptor log() {
		return new LogDescriptor(Texts.of(this.engine.log().applied()),
				this.engine.inspection().recentLog().stream().map(EntryOfLog::of).toList());
	}

	/**
	 * The recent log.
	 *
	 * @param applied how far this node has applied it
	 * @param entries the entries, the newest first
	 */
	public record LogDescriptor(String applied, List<EntryOfLog> entries) implements OperationResponseBody {
	}

	/**
	 * An entry of the log.
	 *
	 * @param position where it stands
	 * @param kind {@code invalidation}, or {@code sweep} for one by which markers are
	 * dropped
	 * @param targets its first targets
	 * @param targetCount how many it has
	 * @param own whether this node wrote it
	 * @param ago how long ago this node applied it
	 */
	public record EntryOfLog(String position, String kind, List<String> targets, int targetCount, boolean own,
			String ago) {

		static EntryOfLog of(AppliedEntry entry) {
			return new EntryOfLog(Texts.of(entry.position()), entry.kind().name().toLowerCase(Locale.ROOT),
					entry.targets().stream().map(Texts::of).toList(), entry.count(), entry.own(),
					Texts.of(entry.age()));
		}

	}

}
