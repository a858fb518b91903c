package io.cacheaside.transaction;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The table of histories. */
final class TransactionHistories {

	private static final String[] INVALIDATIONS = { "evict", "evictTag", "evictPattern", "clear", "publish" };

	private TransactionHistories() {
	}

	static List<History> ofBoth() {
		List<History> all = new ArrayList<>();
		History commit = History.of("what a transaction invalidates is gone after its commit, everywhere, by one entry",
				"B read old; F read old; A begin; A read old; A write new; A INVALIDATE",
				"A read new; B read old; F read old; log 0", "A commit; log 1; B read new; F soon new");
		History rollback = History.of("a rollback invalidates and stores nothing",
				"B read old; A begin; A write new; A INVALIDATE; A read new",
				"A rollback; log 0; B cached old; A read old");
		for (String invalidation : INVALIDATIONS) {
			all.add(commit.with("INVALIDATE", invalidation));
			all.add(rollback.with("INVALIDATE", invalidation));
		}
		all.addAll(loads());
		all.addAll(puts());
		all.addAll(nesting());
		all.addAll(managers());
		all.addAll(failures());
		return all;
	}

	private static List<History> loads() {
		return List.of(
				History.of("what was loaded in a transaction that may write is stored after its commit",
						"A begin; A write new; A read new; B cached leased; A commit; B cached new; F cached new"),
				History.of("what was loaded in a transaction that may write is not stored after its rollback",
						"A begin; A write new; A read new; A rollback; B free; B cached nothing; B read old; B cached old"),
				History.of("what was loaded before a write in the same transaction is not stored if it is invalidated",
						"A begin; A read old; A write new; A evict; A commit; B cached nothing; B read new"),
				History.of("a snapshot that began before the commit of another is not stored",
						"A begin; A sees old; B change new; A read old|new; A commit; B cached nothing; B read new"),
				History.of("a read-only snapshot that began before the commit of another is not stored",
						"A begin readonly; A sees old; B change new; A read old|new; B cached nothing",
						"A commit; B cached nothing; B read new"),
				History.of("a snapshot does not replace what another has stored meanwhile",
						"A begin readonly; A sees old; B change new; B read new; A read new; A commit; F read new"),
				History.of("what is loaded in a read-only transaction is stored at once",
						"A begin readonly; A read old; B cached old; A commit; B cached old"),
				History.of("what a read-only transaction invalidates is gone after its end",
						"B read old; A begin readonly; A evict; B cached old; A cached nothing; A commit; log 1",
						"B cached nothing"));
	}

	private static List<History> puts() {
		List<History> all = new ArrayList<>();
		List.of("put", "writeThrough")
			.forEach((put) -> Stream.of(
					History.of("what a transaction puts is there after its commit",
							"B read old; A begin; A write new; A PUT new; A read new; B cached old; F read old",
							"A commit; log 2; B cached new; F soon new"),
					History.of("what a transaction puts is not there after its rollback",
							"B read old; A begin; A write new; A PUT new; A rollback; log 0; B cached old"),
					History.of("what a transaction puts is not stored if another overtakes it",
							"A begin; A sees old; B evict; A write new; A PUT new; A commit; B cached nothing; B read new"),
					History.of("what a transaction puts and then invalidates is gone",
							"A begin; A PUT new; A write newer; A evict; A commit; B cached nothing; B read newer"),
					History.of("what a transaction invalidates and then puts is there",
							"A begin; A evict; A write new; A PUT new; A commit; B cached new"),
					History.of("of what a transaction puts twice the last one is there",
							"A begin; A PUT new; A write newer; A PUT newer; A commit; B cached newer"))
				.map((history) -> history.with("PUT", put))
				.forEach(all::add));
		return all;
	}

	private static List<History> nesting() {
		return List.of(
				History.of("a transaction of its own sees what is committed",
						"A begin; A write new; A evict; A begin new; A read old; A commit; A read new; A commit",
						"log 1; B cached nothing; B read new"),
				History.of("a transaction of its own commits alone",
						"B read old; A begin; A sees old; A begin new; A write new; A evict; A commit; log 1; B read new",
						"A rollback; log 1; B cached new"),
				History.of("a transaction of its own rolls back alone",
						"A begin; A write new; A evict; A begin new; A evict; A put other; A rollback; log 0",
						"A commit; log 1; B cached nothing; B read new"),
				History.of("a transaction that joins shares the end",
						"B read old; A begin; A begin; A write new; A evict; A commit; B cached old; log 0; A commit",
						"log 1; B read new"));
	}

	private static List<History> managers() {
		return List.of(
				History.of("what is read within a transaction of another manager may be uncommitted all the same",
						"A begin; A write new; A begin other; A read new; A commit; B cached leased",
						"A rollback; B free; B cached nothing; B read old"),
				History.of("what is read within a transaction of another manager is stored after both",
						"A begin; A write new; A begin other; A read new; A commit; A commit; B cached new"),
				History.of("what is invalidated within a transaction of another manager is gone after both",
						"B read old; A begin; A write new; A begin other; A evict; A commit; B read old; A commit",
						"B cached nothing; B read new; log 2"));
	}

	private static List<History> failures() {
		return List.of(
				History.of("a failure before the commit stores nothing",
						"B read old; A begin; A fails beforeCommit; A write new; A evict; A put new",
						"A failsToCommit; B read old"),
				History.of("a failure after the commit skips nothing",
						"B read old; A begin; A fails afterCommit; A write new; A evict; A failsToCommit; log 1; B read new"),
				History.of("a failure at the end skips nothing",
						"B read old; A begin; A fails afterCompletion; A write new; A put new; A commit; B cached new"),
				History.of("a failure before the end skips nothing",
						"B read old; A begin; A fails beforeCompletion; A write new; A evict; A commit; log 1; B read new"));
	}

	static List<History> ofJdbc() {
		return List.of(
				History.of("what was invalidated before a savepoint is rolled back to is invalidated all the same",
						"B read old; A begin; A savepoint; A write new; A evict; A undo; A read old; A commit; log 1"),
				History.of("what was put before a savepoint is rolled back to is not stored",
						"A begin; A savepoint; A write new; A put new; A undo; A commit; B cached nothing; B read old"),
				History.of("what was loaded before a savepoint is rolled back to is not stored",
						"A begin; A savepoint; A write new; A read new; A undo; A commit; B free; B cached nothing; B read old"),
				History.of("what was put before a savepoint is stored although that is rolled back to",
						"A begin; A write new; A put new; A savepoint; A undo; A commit; B cached new"),
				History.of("what was put after a savepoint was rolled back to is stored",
						"A begin; A savepoint; A put new; A undo; A write newer; A put newer; A commit; B cached newer"),
				History.of("a nested transaction shares the end",
						"B read old; A begin; A begin nested; A write new; A put new; A commit; B cached old; A commit",
						"B cached new"),
				History.of("a nested transaction that is rolled back stores nothing",
						"A begin; A begin nested; A write new; A put new; A rollback; A read old; A commit; B read old"),
				History.of("a transaction that timed out invalidates and stores nothing",
						"B read old; A begin; A write new; A evict; A put new; A timesOut; A rollback; log 0; B cached old"));
	}

	static List<History> ofJpa() {
		return List.of(History.of("what is not flushed yet is seen by the transaction itself and by nobody else",
				"B read old; A begin; A write new; A evict; A read new; B read old; A write newer; A read newer",
				"A commit; B read newer"),
				History.of("what the persistence context remembers is not stored",
						"A begin; A sees old; B change new; A read old; A commit; B cached nothing; B read new"));
	}

}
