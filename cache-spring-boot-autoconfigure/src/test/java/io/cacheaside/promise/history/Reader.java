package io.cacheaside.promise.history;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.cache.CacheManager;

import io.cacheaside.CacheResult;
import io.cacheaside.TypedCache;
import io.cacheaside.promise.history.Event.Read;
import io.cacheaside.testing.TestNode;

/** Reads rows of one node in every way there is, and notes what was served. */
final class Reader {

	private final TestNode node;

	private final Rows rows;

	private final History history;

	Reader(TestNode node, History history) {
		this.node = node;
		this.rows = node.bean(Rows.class);
		this.history = history;
	}

	/** Reads a row, from the source if need be. */
	Row load(String name) throws Exception {
		String id = RowSource.idOf(name);
		long from = System.nanoTime();
		Row row = switch (RowSource.cacheOf(name)) {
			case "row" -> this.rows.row(id);
			case "spring" -> this.rows.spring(id);
			default -> cache(name).getOrLoad(id, () -> this.rows.load(name));
		};
		note("load", name, row, from);
		return row;
	}

	/** Reads a row if it is cached. */
	@Nullable Row get(String name) {
		long from = System.nanoTime();
		Row row = (cache(name).get(RowSource.idOf(name)) instanceof CacheResult.Hit<Row> hit) ? hit.value() : null;
		note("get", name, row, from);
		return row;
	}

	/** Reads a row if it is cached, as Spring does. */
	void getFromSpring(String name) {
		long from = System.nanoTime();
		Row row = this.node.bean(CacheManager.class)
			.getCache(RowSource.cacheOf(name))
			.get(RowSource.idOf(name), Row.class);
		note("spring", name, row, from);
	}

	/** Reads rows of one cache that are cached. */
	void getAll(String cache, List<String> names) {
		long from = System.nanoTime();
		Map<String, @Nullable Row> rows = cache(names.get(0)).getAll(names.stream().map(RowSource::idOf).toList());
		rows.forEach((id, row) -> note("all", cache + ":" + id, row, from));
	}

	private void note(String by, String name, @Nullable Row row, long from) {
		if (row != null) {
			this.history
				.add(new Read(this.node.number(), by, name, row.version(), row.origin(), from, System.nanoTime()));
		}
	}

	private TypedCache<Row> cache(String name) {
		return this.node.operations().cache(RowSource.cacheOf(name), Row.class);
	}

}
