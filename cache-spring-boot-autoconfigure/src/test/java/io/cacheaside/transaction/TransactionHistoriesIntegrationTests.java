package io.cacheaside.transaction;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.transaction.TransactionDefinition;

import io.cacheaside.transaction.HistoryActor.Reading;
import io.cacheaside.transaction.HistoryActor.Setting;
import io.cacheaside.transaction.TransactionNode.Access;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What each reader may see while others are in transactions: on JPA and on plain JDBC, at
 * two isolation levels, with interleaving connections and a real Redis.
 */
@Timeout(60)
class TransactionHistoriesIntegrationTests {

	private static final AtomicInteger accounts = new AtomicInteger();

	private static TransactionNode near;

	private static TransactionNode far;

	@BeforeAll
	static void start() {
		near = TransactionNode.start();
		far = TransactionNode.start();
	}

	@AfterAll
	static void stop() {
		near.close();
		far.close();
	}

	@ParameterizedTest(name = "{0} {1} {2}: {3}")
	@MethodSource
	void everyReaderSeesWhatItMaySee(Access access, String isolation, Reading reading, History history) {
		int level = isolation.equals("READ_COMMITTED") ? TransactionDefinition.ISOLATION_READ_COMMITTED
				: TransactionDefinition.ISOLATION_REPEATABLE_READ;
		run(history, new Setting(access, level, reading, "acc_" + accounts.incrementAndGet()));
	}

	static Stream<Arguments> everyReaderSeesWhatItMaySee() {
		return Stream.of(Access.values())
			.flatMap((access) -> Stream.of("READ_COMMITTED", "REPEATABLE_READ")
				.flatMap((isolation) -> Stream.of(Reading.values())
					.flatMap((reading) -> histories(access)
						.map((history) -> Arguments.of(access, isolation, reading, history)))));
	}

	private static Stream<History> histories(Access access) {
		List<History> all = (access == Access.JDBC) ? TransactionHistories.ofJdbc() : TransactionHistories.ofJpa();
		return Stream.concat(TransactionHistories.ofBoth().stream(), all.stream());
	}

	private static void run(History history, Setting setting) {
		near.insert(setting.id());
		long logged = near.logged();
		Map<String, HistoryActor> actors = Map.of("A", new HistoryActor(near, setting), "B",
				new HistoryActor(near, setting), "F", new HistoryActor(far, setting));
		try {
			for (String step : history.steps()) {
				String[] words = (step + " ").split(" ", 3);
				String object = words[2].strip();
				try {
					if (words[0].equals("log")) {
						assertThat(near.logged() - logged).isEqualTo(Long.parseLong(words[1]));
						continue;
					}
					actors.get(words[0]).take(words[1], object);
				}
				catch (Throwable ex) {
					throw new AssertionError("at \"" + step + "\" of " + history.steps(), ex);
				}
			}
		}
		finally {
			actors.values().forEach(HistoryActor::close);
		}
	}

}
