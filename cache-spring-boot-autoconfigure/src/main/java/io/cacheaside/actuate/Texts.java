package io.cacheaside.actuate;

import java.time.Duration;

import org.springframework.format.annotation.DurationFormat.Style;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;

/** How endpoints spell things. */
final class Texts {

	private Texts() {
	}

	/** As Redis spells the ID of a stream's entry. */
	static String of(Position position) {
		return position.millis() + "-" + position.sequence();
	}

	/** As properties spell it, such as {@code 1m30s}; without parts of milliseconds. */
	static String of(Duration duration) {
		return DurationFormatterUtils.print(Duration.ofMillis(duration.toMillis()), Style.COMPOSITE);
	}

	/** The kind of a target and what it names, such as {@code tag org:1}. */
	static String of(InvalidationTarget target) {
		if (target instanceof InvalidationTarget.Soft soft) {
			return "softly " + of(soft.target());
		}
		if (target instanceof InvalidationTarget.Key key) {
			return "key " + key.logicalKey();
		}
		if (target instanceof InvalidationTarget.Tag tag) {
			return "tag " + tag.tag();
		}
		if (target instanceof InvalidationTarget.Pattern pattern) {
			return "pattern " + pattern.glob();
		}
		return "cache " + ((InvalidationTarget.WholeCache) target).cacheName();
	}

}
