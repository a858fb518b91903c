package io.cacheaside.promise;

import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.cacheaside.CacheUnavailableException;
import io.cacheaside.testing.RedisContextRunner;
import io.cacheaside.testing.TestNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * When an invalidation has returned, its node never again serves a value whose load began
 * before it. Not bounded, not usually: at once, whatever happens to Redis.
 */
class P1_ReadYourInvalidation extends NodesOfATest {

	private static final int ROUNDS = 1_000;

	@ParameterizedTest
	@EnumSource
	void nextReadLoadsAnew(Invalidating kind) {
		withNodes((node, other) -> {
			warm("old", node, other);
			this.source.write(ID, "new");
			kind.on(node);
			assertLoadsAnew(node, "new");
			awaitCachingOf("new", node, other);
		});
	}

	@ParameterizedTest
	@EnumSource
	void loadThatBeganBeforeIsHandedToItsOwnCallerOnly(Invalidating kind) {
		withNodes((node, other) -> {
			this.source.write(ID, "old");
			ArticleSource.Gate gate = this.source.holdNext();
			CompletableFuture<String> caller = meanwhile(() -> read(node));
			gate.awaitCall();
			this.source.write(ID, "new");
			kind.on(node);
			gate.open();
			assertThat(caller.join()).isEqualTo("old");
			assertLoadsAnew(node, "new");
		});
	}

	@ParameterizedTest
	@EnumSource
	void readerDoesNotJoinALoadThatBeganBefore(Invalidating kind) {
		withNodes((node, other) -> {
			this.source.write(ID, "old");
			ArticleSource.Gate gate = this.source.holdNext();
			CompletableFuture<String> caller = meanwhile(() -> read(node));
			gate.awaitCall();
			this.source.write(ID, "new");
			kind.on(node);
			CompletableFuture<String> reader = meanwhile(() -> read(node));
			gate.open();
			assertThat(reader.join()).isEqualTo("new");
			assertThat(caller.join()).isEqualTo("old");
			assertThat(read(node)).isEqualTo("new");
		});
	}

	@ParameterizedTest
	@EnumSource
	void holdsWhateverHappensToTheWayToRedis(WayToRedis way) {
		withNodes((node, other) -> {
			for (Invalidating kind : Invalidating.values()) {
				warm("old " + kind, node, other);
				way.disturb(node.proxy());
				this.source.write(ID, "new " + kind);
				kind.on(node);
				assertThat(read(node)).isEqualTo("new " + kind);
				node.proxy().restore();
				assertNeverOtherUntilDelivered(kind, node);
			}
		});
	}

	private void assertNeverOtherUntilDelivered(Invalidating kind, TestNode node) {
		CompletableFuture<Void> delivery = CompletableFuture.runAsync(() -> awaitDelivery(node));
		do {
			assertThat(read(node)).isEqualTo("new " + kind);
		}
		while (!delivery.isDone());
		delivery.join();
		assertThat(read(node)).isEqualTo("new " + kind);
	}

	@ParameterizedTest
	@EnumSource
	void holdsWhileRedisIsFrozen(Invalidating kind) {
		withNodes((node, other) -> {
			warm("old " + kind, node, other);
			this.redis.pause();
			this.source.write(ID, "new " + kind);
			kind.on(node);
			assertThat(read(node)).isEqualTo("new " + kind);
			this.redis.resume();
			assertNeverOtherUntilDelivered(kind, node);
		});
	}

	@ParameterizedTest
	@EnumSource
	void holdsForEachOfManyInARow(Invalidating kind) {
		withNodes((node, other) -> {
			for (int i = 0; i < ROUNDS; i++) {
				this.source.write(ID, "text " + i);
				kind.on(node);
				assertThat(read(node)).isEqualTo("text " + i);
			}
		});
	}

	@Test
	void refusedInvalidationStandsToo() {
		withNodes((node, other) -> {
			for (Invalidating kind : Invalidating.values()) {
				warm("old " + kind, node, other);
				node.proxy().refuse();
				this.source.write(ID, "new " + kind);
				assertThatThrownBy(() -> kind.on(node)).isInstanceOf(CacheUnavailableException.class);
				assertThat(read(node)).isEqualTo("new " + kind);
				node.proxy().restore();
				assertNeverOtherUntilDelivered(kind, node);
			}
		}, "cacheaside.coherence.on-unreachable=fail", RedisContextRunner.PATIENT);
	}

}
