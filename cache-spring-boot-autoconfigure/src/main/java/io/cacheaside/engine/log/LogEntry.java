package io.cacheaside.engine.log;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;

/**
 * One entry of the log.
 *
 * @param cursor the entry itself
 * @param previous the entry that was the last one when this one was written
 * @param content what it says
 */
public record LogEntry(LogCursor cursor, LogCursor previous, Content content) {

	/** What an entry says. */
	public sealed interface Content {

	}

	/**
	 * Targets became invalid. What this version cannot read stands here as the narrowest
	 * target that is certain to contain it, with a problem.
	 *
	 * @param targets the targets; empty for an entry that only keeps the log going
	 * @param problem what could not be read, or {@code null}
	 */
	public record Invalidated(List<InvalidationTarget> targets, @Nullable String problem) implements Content {

		public Invalidated {
			targets = List.copyOf(targets);
		}

	}

	/**
	 * Nothing that is stored can match these markers any more, so they may be dropped.
	 *
	 * @param keys the newest position of key markers that are not needed
	 * @param others the newest position of other markers that are not needed
	 */
	public record Swept(Position keys, Position others) implements Content {

	}

}
