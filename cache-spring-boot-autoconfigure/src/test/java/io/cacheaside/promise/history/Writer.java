package io.cacheaside.promise.history;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;

import io.cacheaside.TypedCache;
import io.cacheaside.promise.history.Event.Invalidation;
import io.cacheaside.testing.TestNode;

/**
 * Writes rows, and tells one node in some way that it did. Nobody puts a value that he
 * got before somebody else wrote: the annotated methods write themselves, and where a
 * value is put by hand, writers of the row take turns.
 */
final class Writer {

	private final TestNode node;

	private final Rows rows;

	private final RowSource source;

	private final History history;

	private final Random random;

	Writer(TestNode node, RowSource source, History history, Random random) {
		this.node = node;
		this.rows = node.bean(Rows.class);
		this.source = source;
		this.history = history;
		this.random = random;
	}

	void write(String name) {
		if (!RowSource.cacheOf(name).equals("plain")) {
			writeAtOnce(name);
			return;
		}
		this.source.turn(name).lock();
		try {
			writeAtOnce(name);
		}
		finally {
			this.source.turn(name).unlock();
		}
	}

	private void writeAtOnce(String name) {
		int dice = this.random.nextInt(100);
		if (dice < 20) {
			put(name);
		}
		else {
			this.source.write(name);
			invalidate(name, dice);
		}
		this.source.noteInvalidation();
	}

	private void put(String name) {
		String id = RowSource.idOf(name);
		long from = System.nanoTime();
		Row row = switch (RowSource.cacheOf(name)) {
			case "row" -> this.rows.saveRow(id);
			case "spring" -> this.rows.saveSpring(id);
			default -> this.source.write(name);
		};
		if (RowSource.cacheOf(name).equals("plain")) {
			cache(name).put(id, row);
		}
		note("put", Map.of(name, row.version()), from);
	}

	private void invalidate(String name, int dice) {
		String cache = RowSource.cacheOf(name);
		String id = RowSource.idOf(name);
		String org = RowSource.orgOf(name);
		if (dice < 55) {
			carryOut("key", name::equals, () -> evict(name));
		}
		else if (dice < 70 && cache.equals("row")) {
			carryOut("tag", (row) -> row.startsWith("row:" + org), () -> this.rows.evictOrg(org));
		}
		else if (dice < 80 && cache.equals("row")) {
			carryOut("prefix", (row) -> row.startsWith("row:" + org), () -> this.rows.evictRowsOf(org));
		}
		else if (dice < 80) {
			carryOut("prefix", (row) -> row.startsWith(cache + ":" + org),
					() -> this.node.operations().evictPattern(cache + ":" + org + "-*"));
		}
		else if (dice < 95) {
			carryOut("pattern", (row) -> row.endsWith(":" + id), () -> this.node.operations().evictPattern("*:" + id));
		}
		else {
			carryOut("clear", (row) -> row.startsWith(cache + ":"), () -> clear(name));
		}
	}

	private void evict(String name) {
		if (RowSource.cacheOf(name).equals("spring")) {
			this.rows.evictSpring(RowSource.idOf(name));
		}
		else {
			cache(name).evict(RowSource.idOf(name));
		}
	}

	private void clear(String name) {
		if (RowSource.cacheOf(name).equals("spring")) {
			this.rows.clearSpring();
		}
		else {
			cache(name).clear();
		}
	}

	private void carryOut(String by, Predicate<String> meant, Runnable invalidation) {
		List<String> names = this.source.names().stream().filter(meant).toList();
		Map<String, Long> floors = this.source.versions(names);
		long from = System.nanoTime();
		invalidation.run();
		note(by, floors, from);
	}

	private void note(String by, Map<String, Long> floors, long from) {
		this.history.add(new Invalidation(this.node.number(), by, floors, from, System.nanoTime()));
	}

	private TypedCache<Row> cache(String name) {
		return this.node.operations().cache(RowSource.cacheOf(name), Row.class);
	}

}
