package io.cacheaside.promise;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.cacheaside.testing.RedisContextRunner;
import io.cacheaside.testing.TcpProxy.Direction;
import io.cacheaside.testing.TestNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tag, pattern and clear: one append and one round trip, independent of how many keys
 * there are. Redis itself counts the commands.
 */
class P5_ConstantCostInvalidation extends NodesOfATest {

	private static final String[] PER_KEY = { "scan", "keys", "unlink", "get", "mget", "exists", "expire", "pexpire",
			"set", "sscan", "smembers", "srem", "sadd" };

	private static final String FILL = "for i = 1, tonumber(ARGV[1]) do redis.call('SET', 'test:article:n' .. i, 'x') end";

	/** What the nodes ask Redis meanwhile is well below. */
	private static final long FEW_COMMANDS = 100;

	private static final Duration DELAY = Duration.ofMillis(400);

	@ParameterizedTest
	@EnumSource(names = { "TAG", "PREFIX", "PATTERN", "CLEAR" })
	void oneAppendHoweverManyKeysThereAre(Invalidating kind) {
		withNodes((node, other) -> {
			warm("old", node, other);
			for (int keys : new int[] { 10, 100_000 }) {
				fill(keys);
				CommandStatistics before = CommandStatistics.of(this.redis);
				kind.on(node);
				CommandStatistics after = CommandStatistics.of(this.redis);
				assertThat(after.calls("xadd") - before.calls("xadd")).as("appends at %d keys", keys).isEqualTo(1);
				assertThat(after.total() - before.total()).as("commands at %d keys", keys).isLessThan(FEW_COMMANDS);
				for (String command : PER_KEY) {
					assertThat(after.calls(command)).as("%s at %d keys", command, keys)
						.isEqualTo(before.calls(command));
				}
			}
		}, "cacheaside.coherence.sweep.enabled=false", RedisContextRunner.PATIENT);
	}

	@ParameterizedTest
	@EnumSource(names = { "TAG", "PREFIX", "PATTERN", "CLEAR" })
	void oneRoundTripHoweverManyKeysThereAre(Invalidating kind) {
		withNodes((node, other) -> {
			warm("old", node, other);
			fill(100_000);
			node.proxy().delay(Direction.TO_SERVER, DELAY);
			assertThat(fastestOf(5, kind, node)).isBetween(DELAY, DELAY.multipliedBy(2));
			assertThat(node.engine().undeliveredInvalidations()).isZero();
		}, "cacheaside.coherence.sweep.enabled=false", RedisContextRunner.PATIENT);
	}

	/** A busy machine adds to a round trip, but never takes one away. */
	private Duration fastestOf(int times, Invalidating kind, TestNode node) {
		Duration fastest = timeOf(kind, node);
		for (int i = 1; i < times && fastest.compareTo(DELAY.multipliedBy(2)) > 0; i++) {
			fill(100_000);
			Duration next = timeOf(kind, node);
			fastest = (next.compareTo(fastest) < 0) ? next : fastest;
		}
		return fastest;
	}

	private static Duration timeOf(Invalidating kind, TestNode node) {
		long start = System.nanoTime();
		kind.on(node);
		return Duration.ofNanos(System.nanoTime() - start);
	}

	private void fill(int keys) {
		this.redis.execute("EVAL", FILL, "0", Integer.toString(keys));
	}

}
