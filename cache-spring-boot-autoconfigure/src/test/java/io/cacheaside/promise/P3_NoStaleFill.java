package io.cacheaside.promise;

import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.cacheaside.testing.RedisContextRunner;
import io.cacheaside.testing.TcpProxy.Direction;
import io.cacheaside.testing.TestNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A load that raced an invalidation is handed to its own caller and to nobody who asks
 * later, wherever its value was on its way to: the remote tier, a local tier, or a slot
 * that somebody else has taken since.
 */
class P3_NoStaleFill extends NodesOfATest {

	private static final int ROUNDS = 400;

	private static final String[] SWEPT_SOON = { "cacheaside.max-load-age=1s", "cacheaside.coherence.log.retention=2s",
			"cacheaside.coherence.sweep.interval=100ms" };

	@ParameterizedTest
	@EnumSource
	void loadOnAnotherNodeStaysWithItsCaller(Invalidating kind) {
		withNodes((node, other) -> {
			this.source.write(ID, "old");
			ArticleSource.Gate gate = this.source.holdNext();
			CompletableFuture<String> caller = meanwhile(() -> read(other));
			gate.awaitCall();
			this.source.write(ID, "new");
			long acknowledged = invalidate(kind, node);
			gate.open();
			assertThat(caller.join()).isEqualTo("old");
			assertThat(read(node)).isEqualTo("new");
			assertBounded(other, "new", acknowledged);
			assertThat(read(node)).isEqualTo("new");
		});
	}

	@ParameterizedTest
	@EnumSource
	void storeThatArrivesLateStoresNothing(Invalidating kind) {
		withNodes((node, other) -> {
			loadAndHoldTheStore("old", node, other);
			this.source.write(ID, "new");
			long acknowledged = invalidate(kind, node);
			assertThat(read(node)).isEqualTo("new");
			other.proxy().restore();
			other.awaitTrust();
			assertBounded(other, "new", acknowledged);
			assertNewNodeServes("new");
		});
	}

	@ParameterizedTest
	@EnumSource
	void storeThatArrivesWhenMarkersAreSweptStoresNothing(Invalidating kind) {
		withNodes((node, other) -> {
			loadAndHoldTheStore("old", node, other);
			this.source.write(ID, "new");
			invalidate(kind, node);
			awaitSweepOfMarkers(node);
			other.proxy().restore();
			other.awaitTrust();
			awaitSweepOfMarkers(other);
			assertNewNodeServes("new");
			assertThat(read(node)).isEqualTo("new");
			assertThat(read(other)).isEqualTo("new");
		}, SWEPT_SOON);
	}

	@ParameterizedTest
	@EnumSource
	void sweptMarkersLeaveNothingBehindThatTheyMadeStale(Invalidating kind) {
		withNodes((node, other) -> {
			warm("old", node, other);
			this.source.write(ID, "new");
			invalidate(kind, node);
			awaitSweepOfMarkers(node);
			awaitSweepOfMarkers(other);
			assertNewNodeServes("new");
			assertThat(read(node)).isEqualTo("new");
			assertThat(read(other)).isEqualTo("new");
		}, SWEPT_SOON);
	}

	/** Makes a node load a value whose store stays on its way until it is restored. */
	private void loadAndHoldTheStore(String text, TestNode node, TestNode loading) {
		// So that Redis knows the script that stores; one that it does not know is sent
		// anew only once it has said so.
		warm("older", node, loading);
		this.source.write(ID, text);
		Invalidating.KEY.on(loading);
		ArticleSource.Gate gate = this.source.holdNext();
		CompletableFuture<String> caller = meanwhile(() -> read(loading));
		gate.awaitCall();
		loading.proxy().hold(Direction.TO_SERVER);
		gate.open();
		assertThat(caller.join()).isEqualTo(text);
	}

	private static void awaitSweepOfMarkers(TestNode node) {
		await().atMost(LIMIT).until(() -> node.engine().markers().total() == 0);
	}

	/** What a node reads that has asked Redis and is not answered. */
	private CompletableFuture<String> readThatIsOnItsWay(TestNode node, TestNode other) {
		for (int round = 0; round < 5; round++) {
			warm("old", node);
			long reads = callsOf("get");
			other.proxy().hold(Direction.TO_CLIENT);
			CompletableFuture<String> reader = meanwhile(() -> read(other));
			await().atMost(LIMIT).until(() -> callsOf("get") > reads || reader.isDone());
			if (callsOf("get") > reads) {
				return reader;
			}
			// It has not been current for a while, and has asked the log in vain.
			other.proxy().restore();
			other.awaitTrust();
			invalidate(Invalidating.KEY, node);
			await().atMost(LIMIT).until(() -> other.engine().log().applied().equals(node.engine().log().applied()));
		}
		throw new AssertionError("the node never asked for the entry");
	}

	@ParameterizedTest
	@EnumSource
	void replyThatIsOnItsWayFillsNothing(Invalidating kind) {
		withNodes((node, other) -> {
			CompletableFuture<String> reader = readThatIsOnItsWay(node, other);
			this.source.write(ID, "new");
			long acknowledged = invalidate(kind, node);
			other.proxy().restore();
			assertThat(reader.join()).isIn("old", "new");
			assertBounded(other, "new", acknowledged);
		}, RedisContextRunner.PATIENT);
	}

	@ParameterizedTest
	@EnumSource
	void valueWrittenThroughIsDroppedIfAnInvalidationOvertakesIt(Invalidating kind) {
		withNodes((node, other) -> {
			ArticleSource.Gate gate = this.source.holdNext();
			CompletableFuture<Article> writer = meanwhile(() -> save(node, "first"));
			gate.awaitCall();
			this.source.write(ID, "second");
			invalidate(kind, other);
			gate.open();
			writer.join();
			long written = acknowledged(node);
			assertThat(read(node)).isEqualTo("second");
			assertBounded(other, "second", written);
		});
	}

	@Test
	void valueWrittenThroughIsDroppedIfALaterOneOvertakesIt() {
		withNodes((node, other) -> {
			ArticleSource.Gate gate = this.source.holdNext();
			CompletableFuture<Article> writer = meanwhile(() -> save(node, "first"));
			gate.awaitCall();
			save(other, "second");
			acknowledged(other);
			gate.open();
			writer.join();
			long written = acknowledged(node);
			assertThat(read(node)).isEqualTo("second");
			assertBounded(other, "second", written);
			assertNewNodeServes("second");
		});
	}

	@Test
	void valueWrittenThroughIsServedFromThenOn() {
		withNodes((node, other) -> {
			warm("old", node, other);
			save(node, "new");
			long written = acknowledged(node);
			assertThat(read(node)).isEqualTo("new");
			assertBounded(other, "new", written);
		});
	}

	@Test
	void writersOfTwoNodesLeaveTheLastValueOrNone() {
		withNodes((node, other) -> {
			for (int i = 0; i < ROUNDS; i++) {
				String text = "of other " + i;
				CompletableFuture<Article> writer = meanwhile(() -> save(other, text));
				save(node, "of node " + i);
				writer.join();
				long written = Math.max(acknowledged(node), acknowledged(other));
				String last = this.source.read(ID).text();
				for (TestNode each : new TestNode[] { node, other }) {
					awaitWithinBound(each, last, written);
				}
			}
		});
	}

	private static Article save(TestNode node, String text) {
		return node.bean(Articles.class).save(ID, text);
	}

	/** Fails unless a node that holds nothing itself serves this, wherever from. */
	private void assertNewNodeServes(String text) {
		withNodes((fresh, another) -> {
			assertThat(read(fresh)).isEqualTo(text);
			assertThat(read(another)).isEqualTo(text);
		});
	}

	private long callsOf(String command) {
		return CommandStatistics.of(this.redis).calls(command);
	}

}
