package io.cacheaside.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.cacheaside.embedded.RedisServer;

/**
 * Runs a scenario on several nodes that share one Redis, each behind a proxy of its own,
 * which is restored when the scenario ends.
 */
public final class TestNodes {

	private final RedisServer redis;

	private final UnaryOperator<ApplicationContextRunner> settings;

	private final List<TestNode> nodes = new ArrayList<>();

	private TestNodes(RedisServer redis, UnaryOperator<ApplicationContextRunner> settings) {
		this.redis = redis;
		this.settings = settings;
	}

	/**
	 * Runs a scenario.
	 * @param redis the Redis
	 * @param count how many nodes
	 * @param settings beans and properties of each node
	 * @param scenario takes nodes that are connected
	 */
	public static void run(RedisServer redis, int count, UnaryOperator<ApplicationContextRunner> settings,
			Consumer<List<TestNode>> scenario) {
		new TestNodes(redis, settings).runWithMore(count, scenario);
	}

	private void runWithMore(int count, Consumer<List<TestNode>> scenario) {
		if (count == 0) {
			this.nodes.forEach(TestNode::awaitTrust);
			this.nodes.forEach(TestNode::awaitClock);
			try {
				scenario.accept(List.copyOf(this.nodes));
			}
			finally {
				this.nodes.forEach((node) -> node.proxy().restore());
			}
			return;
		}
		try (TcpProxy proxy = TcpProxy.to(this.redis.host(), this.redis.port())) {
			ApplicationContextRunner patient = RedisContextRunner.on(proxy.host(), proxy.port())
				.withPropertyValues(RedisContextRunner.PATIENT);
			this.settings.apply(patient).run((context) -> {
				this.nodes.add(new TestNode(this.nodes.size(), context, proxy));
				runWithMore(count - 1, scenario);
			});
		}
	}

}
