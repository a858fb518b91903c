package io.cacheaside.engine.marker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.key.GlobPattern;

/**
 * What {@link MarkerIndex} means, without bounds and without speed. Its versions are
 * ticks of its own.
 */
final class NaiveMarkerIndex {

	private final Map<InvalidationTarget, Position> markers = new HashMap<>();

	private final List<Event> events = new ArrayList<>();

	private final List<List<InvalidationTarget>> barriers = new ArrayList<>();

	private Position floor;

	private Position lost;

	private Position newest;

	private long lostTick;

	private long tick = 1;

	private long epoch;

	NaiveMarkerIndex() {
		reset(0);
	}

	long tick() {
		return this.tick;
	}

	boolean isStale(Subject subject, Position position) {
		return position.epoch() != this.epoch || this.floor.isNewerThan(position)
				|| this.barriers.stream().anyMatch((targets) -> matches(hard(targets), subject))
				|| subject.tags().stream().anyMatch((tag) -> Dependency.of(tag) == Dependency.UNKNOWN)
				|| this.markers.entrySet()
					.stream()
					.anyMatch((marker) -> matches(hard(List.of(marker.getKey())), subject)
							&& marker.getValue().isNewerThan(position));
	}

	/** Only asked where nothing is stale. */
	boolean isDue(Subject subject, Position position) {
		return this.barriers.stream().anyMatch((targets) -> matches(soft(targets), subject)) || this.markers.entrySet()
			.stream()
			.anyMatch((marker) -> matches(soft(List.of(marker.getKey())), subject)
					&& marker.getValue().isNewerThan(position));
	}

	private static List<InvalidationTarget> hard(List<InvalidationTarget> targets) {
		return targets.stream().filter((target) -> !(target instanceof InvalidationTarget.Soft)).toList();
	}

	private static List<InvalidationTarget> soft(List<InvalidationTarget> targets) {
		return targets.stream()
			.filter((target) -> target instanceof InvalidationTarget.Soft)
			.map(InvalidationTarget::named)
			.toList();
	}

	private static List<InvalidationTarget> named(List<InvalidationTarget> targets) {
		return targets.stream().map(InvalidationTarget::named).toList();
	}

	boolean isChangedSince(Subject subject, long since) {
		return this.lostTick > since || this.events.stream()
			.anyMatch((event) -> event.tick() > since && matches(hard(event.targets()), subject));
	}

	boolean isMatchedBetween(Subject subject, Position after, Position before) {
		return after.epoch() != this.epoch || before.epoch() != this.epoch || this.lost.isNewerThan(after)
				|| this.events.stream()
					.anyMatch((event) -> event.position() != null && event.position().isNewerThan(after)
							&& before.isNewerThan(event.position()) && matches(named(event.targets()), subject));
	}

	void add(List<InvalidationTarget> targets, Position position) {
		if (position.epoch() == this.epoch && !isKnown(targets, position)) {
			put(targets, position);
			this.events.add(new Event(++this.tick, position, targets));
		}
	}

	void addOwn(List<InvalidationTarget> targets, Position position) {
		if (!this.barriers.contains(targets)) {
			add(targets, position);
		}
		else {
			merge(targets, position);
		}
	}

	private void merge(List<InvalidationTarget> targets, Position position) {
		if (position.epoch() == this.epoch && !isKnown(targets, position)) {
			put(targets, position);
			this.events.add(new Event(0, position, targets));
		}
	}

	private boolean isKnown(List<InvalidationTarget> targets, Position position) {
		return this.events.stream()
			.anyMatch((event) -> position.equals(event.position()) && event.targets().containsAll(targets));
	}

	private void put(List<InvalidationTarget> targets, Position position) {
		targets.forEach((target) -> this.markers.merge(target, position, NaiveMarkerIndex::max));
		this.newest = max(this.newest, position);
	}

	void raise(List<InvalidationTarget> targets) {
		this.barriers.add(targets);
		this.events.add(new Event(++this.tick, null, targets));
	}

	void lower(List<InvalidationTarget> targets, Position position) {
		merge(targets, position);
		this.barriers.remove(targets);
	}

	void raiseFloor(Position position) {
		if (position.epoch() == this.epoch) {
			this.lost = max(this.lost, position);
			this.newest = max(this.newest, position);
			this.floor = max(this.floor, position);
			this.events.add(new Event(++this.tick, position, List.of(new InvalidationTarget.Pattern("*"))));
		}
	}

	void reset(long to) {
		Position start = new Position(to, 0, 0);
		this.lost = (to == this.epoch && this.newest != null) ? this.newest : start;
		this.newest = this.lost;
		this.floor = start;
		this.markers.clear();
		this.events.clear();
		this.lostTick = ++this.tick;
		this.epoch = to;
	}

	void drop(Position keys, Position others) {
		this.markers.entrySet().removeIf((marker) -> {
			Position upTo = (marker.getKey().named() instanceof InvalidationTarget.Key) ? keys : others;
			return upTo.epoch() == this.epoch && !marker.getValue().isNewerThan(upTo);
		});
		if (others.epoch() == this.epoch && !this.floor.isNewerThan(others)) {
			this.floor = new Position(this.epoch, 0, 0);
		}
	}

	private static Position max(Position one, Position other) {
		return one.isNewerThan(other) ? one : other;
	}

	static boolean matches(List<InvalidationTarget> targets, Subject subject) {
		return targets.stream().anyMatch((target) -> matches(target, subject));
	}

	private static boolean matches(InvalidationTarget target, Subject subject) {
		return matchesKey(target, subject.logicalKey()) || subject.tags().stream().anyMatch((tag) -> {
			if (target instanceof InvalidationTarget.Tag named) {
				return named.tag().equals(tag);
			}
			return tag.startsWith("\u0000k") && matchesKey(target, tag.substring(2))
					|| tag.startsWith("\u0000c") && touches(target, tag.substring(2));
		});
	}

	private static boolean matchesKey(InvalidationTarget target, String logicalKey) {
		if (target instanceof InvalidationTarget.Key key) {
			return key.logicalKey().equals(logicalKey);
		}
		if (target instanceof InvalidationTarget.WholeCache cache) {
			return logicalKey.startsWith(cache.cacheName() + ":");
		}
		return target instanceof InvalidationTarget.Pattern pattern && glob(pattern).matches(logicalKey);
	}

	private static boolean touches(InvalidationTarget target, String cacheName) {
		if (target instanceof InvalidationTarget.Key key) {
			return key.cacheName().equals(cacheName);
		}
		if (target instanceof InvalidationTarget.WholeCache cache) {
			return overlap(cache.cacheName() + ":", cacheName + ":");
		}
		if (target instanceof InvalidationTarget.Pattern pattern) {
			GlobPattern glob = glob(pattern);
			return glob.isLiteral() ? glob.literalPrefix().startsWith(cacheName + ":")
					: overlap(glob.literalPrefix(), cacheName + ":");
		}
		return false;
	}

	private static boolean overlap(String one, String other) {
		return one.startsWith(other) || other.startsWith(one);
	}

	private static GlobPattern glob(InvalidationTarget.Pattern pattern) {
		try {
			return GlobPattern.parse(pattern.glob());
		}
		catch (IllegalArgumentException ex) {
			return GlobPattern.parse("*");
		}
	}

	private record Event(long tick, @Nullable Position position, List<InvalidationTarget> targets) {
	}

}
