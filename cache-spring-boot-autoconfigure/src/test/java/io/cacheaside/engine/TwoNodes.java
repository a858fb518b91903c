package io.cacheaside.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.PutOptions;
import io.cacheaside.engine.log.LogEntry;

import static io.cacheaside.engine.EngineFixture.KEY;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two nodes on one remote tier and one log in memory, where every step happens when the
 * test says so.
 */
abstract class TwoNodes {

	static final EntryPolicy TAGGED = EntryPolicy.of(String.class, PutOptions.DEFAULTS.withTags("tag"));

	final EngineFixture fixture = new EngineFixture();

	final CacheEngine a = this.fixture.node();

	final CacheEngine b = this.fixture.node();

	static Stream<InvalidationTarget> targets() {
		return Stream.of(new InvalidationTarget.Key("cache", "cache:key"), new InvalidationTarget.Tag("tag"),
				new InvalidationTarget.Pattern("cache:k*"), new InvalidationTarget.Pattern("*:?ey"),
				new InvalidationTarget.WholeCache("cache"));
	}

	void dropAllMarkers() {
		Position end = this.a.log().applied();
		Await.await(this.fixture.log.announce(new LogEntry.Swept(end, end)));
		this.fixture.settle();
		assertThat(this.a.log().drops()).isPositive();
	}

	static CompletableFuture<@Nullable Object> async(Loader call) {
		CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				result.complete(call.load());
			}
			catch (Throwable ex) {
				result.completeExceptionally(ex);
			}
		}, "caller");
		thread.setDaemon(true);
		thread.start();
		return result.orTimeout(20, TimeUnit.SECONDS);
	}

	static CacheRegion region(CacheEngine node) {
		return node.region("cache");
	}

	static @Nullable Object load(CacheEngine node, String value) throws Throwable {
		return region(node).getOrLoad(KEY, TAGGED, () -> value);
	}

	static Lookup lookup(CacheEngine node) {
		return region(node).lookup(KEY, String.class);
	}

	static void invalidate(CacheEngine node, InvalidationTarget target) {
		Await.await(node.invalidate(Invalidation.of(target)));
	}

	static void put(CacheEngine node, String value, LoadStart start) {
		Await.await(region(node).put(PendingPut.of(KEY, start), value, TAGGED));
	}

}
