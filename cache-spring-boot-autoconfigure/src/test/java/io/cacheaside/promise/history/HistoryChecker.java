package io.cacheaside.promise.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.cacheaside.promise.history.Event.Delivery;
import io.cacheaside.promise.history.Event.Fault;
import io.cacheaside.promise.history.Event.Invalidation;
import io.cacheaside.promise.history.Event.Load;
import io.cacheaside.promise.history.Event.Read;
import io.cacheaside.promise.history.Floors.Floor;

/**
 * Checks each read of a history.
 * <ol>
 * <li>P1: a read that began on a node after an invalidation of its row had returned there
 * serves no version older than the one that was written before the invalidation was
 * called, whether it was delivered or not.
 * <li>P2: a read on any node that began longer than the bound after the invalidation was
 * seen to be delivered serves no older version either.
 * </ol>
 * Excused from P2 is a read within the outage staleness after the beginning of a fault
 * that made Redis unreachable for its node, and one that joined a load which was under
 * way on its node when it began, if such a fault overlaps the two: what is not cached is
 * not bounded, and nobody could tell the node. That a load hands a stale value to its own
 * caller needs no excuse, since it begins after its caller does.
 */
final class HistoryChecker {

	private final Bounds bounds;

	private final Map<NodeAndRow, Floors> own = new HashMap<>();

	private final Map<String, Floors> everywhere = new HashMap<>();

	private final Map<Long, Load> loads = new HashMap<>();

	private final List<Fault> outages;

	private final List<Read> reads;

	HistoryChecker(History history, Bounds bounds) {
		this.bounds = bounds;
		this.reads = history.of(Read.class);
		this.outages = history.of(Fault.class).stream().filter(Fault::unreachable).toList();
		history.of(Load.class).forEach((load) -> this.loads.put(load.origin(), load));
		Map<Integer, TreeMap<Long, Long>> deliveries = new HashMap<>();
		for (Delivery delivery : history.of(Delivery.class)) {
			deliveries.computeIfAbsent(delivery.node(), (node) -> new TreeMap<>())
				.merge(delivery.from(), delivery.to(), Math::min);
		}
		for (Invalidation invalidation : history.of(Invalidation.class)) {
			note(invalidation, deliveries.getOrDefault(invalidation.node(), new TreeMap<>()));
		}
	}

	private void note(Invalidation invalidation, TreeMap<Long, Long> deliveries) {
		Map.Entry<Long, Long> delivery = deliveries.ceilingEntry(invalidation.to());
		invalidation.floors().forEach((row, version) -> {
			NodeAndRow place = new NodeAndRow(invalidation.node(), row);
			this.own.computeIfAbsent(place, (key) -> new Floors()).add(invalidation.to(), version, invalidation);
			if (delivery != null) {
				this.everywhere.computeIfAbsent(row, (key) -> new Floors())
					.add(delivery.getValue(), version, invalidation);
			}
		});
	}

	/** What was served and must not have been, in the order of the reads. */
	List<Violation> violations() {
		List<Violation> violations = new ArrayList<>();
		for (Read read : this.reads) {
			Violation violation = check(read);
			if (violation != null) {
				violations.add(violation);
			}
		}
		return violations;
	}

	private @Nullable Violation check(Read read) {
		Floors own = this.own.get(new NodeAndRow(read.node(), read.row()));
		Floor floor = (own != null) ? own.before(read.from()) : null;
		if (floor != null && floor.version() > read.version()) {
			return new Violation("P1", read, floor);
		}
		Floors everywhere = this.everywhere.get(read.row());
		floor = (everywhere != null) ? everywhere.before(read.from() - this.bounds.strictNanos()) : null;
		if (floor != null && floor.version() > read.version() && !isInOutage(read) && !isJoinedInOutage(read)) {
			return new Violation("P2", read, floor);
		}
		return null;
	}

	private boolean isInOutage(Read read) {
		return this.outages.stream()
			.anyMatch((fault) -> fault.hits(read.node()) && fault.from() <= read.from()
					&& read.from() - fault.from() <= this.bounds.outageNanos());
	}

	private boolean isJoinedInOutage(Read read) {
		Load load = this.loads.get(read.origin());
		return load != null && load.node() == read.node() && load.to() > read.from() && this.outages.stream()
			.anyMatch((fault) -> fault.hits(read.node()) && fault.from() <= read.to() && fault.to() >= load.from());
	}

	private record NodeAndRow(int node, String row) {
	}

	/**
	 * A broken promise.
	 *
	 * @param promise which
	 * @param read who was served something old
	 * @param floor what he should have been served at least
	 */
	record Violation(String promise, Read read, Floor floor) {

		/**
		 * Tells what matters: the read, the invalidation, where the served copy came
		 * from, and what happened to the row and to Redis from there to the read.
		 */
		String describe(History history) {
			long since = history.of(Load.class)
				.stream()
				.filter((load) -> load.origin() == this.read.origin())
				.mapToLong(Load::from)
				.findFirst()
				.orElse(this.floor.cause().from());
			long begin = Math.min(since, this.floor.cause().from());
			StringBuilder text = new StringBuilder(
					"%s broken: node %d served version %d of row %s, at least %d was due since %s%n".formatted(
							this.promise, this.read.node(), this.read.version(), this.read.row(), this.floor.version(),
							this.floor.cause()));
			history.stream()
				.filter((event) -> event.from() <= this.read.to() && event.to() >= begin)
				.filter((event) -> matters(event))
				.sorted((one, other) -> Long.compare(one.from(), other.from()))
				.forEach((event) -> text.append(event.describe(begin))
					.append((event == this.read) ? "   <== this read" : "")
					.append(System.lineSeparator()));
			return text.toString();
		}

		private boolean matters(Event event) {
			if (event instanceof Read other) {
				return other == this.read || other.origin() == this.read.origin();
			}
			if (event instanceof Delivery delivery) {
				Invalidation cause = this.floor.cause();
				return delivery.node() == cause.node() && delivery.from() >= cause.to()
						&& delivery.from() < cause.to() + 30_000_000L;
			}
			return event.concerns(this.read.row());
		}

	}

}
